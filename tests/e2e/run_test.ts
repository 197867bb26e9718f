// `cred run` in real processes: what the program sees, its end, and every signal.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { shell } from "./session.ts";
import { NO_TERMINAL, onTerminal } from "./terminal.ts";

const VALUE = "a value that nobody may read";

async function withSecret(): Promise<Playground> {
  const playground = await openPlayground();
  const { status, stderr } = await shell("cred secret set VALUE --stdin", playground, VALUE);
  assert.equal(status, 0, stderr);
  return playground;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const SETSID = has("setsid") ? "" : " (skipped: needs setsid; apt-get install util-linux)";

function has(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** A line of shell that becomes `cred run`, in a session without a terminal. */
function started(line: string, { env, work }: Playground) {
  const child = new Deno.Command("setsid", {
    args: ["sh", "-c", line],
    env,
    clearEnv: true,
    cwd: work,
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let shown = "";
  async function until(words: string): Promise<string> {
    while (!shown.includes(words)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`ended without "${words}", after: ${shown}`);
      shown += value;
    }
    return shown;
  }
  async function end(): Promise<{ readonly code: number; readonly shown: string }> {
    for (let part = await reader.read(); !part.done; part = await reader.read()) shown += part.value;
    await child.stdin.close().catch(() => {});
    return { code: (await child.status).code, shown };
  }
  return { child, until, end };
}

Deno.test("run: the program has the value, no argument and no other environment does", async () => {
  await using playground = await withSecret();
  const looks = 'cat /proc/$PPID/cmdline /proc/$$/cmdline /proc/$PPID/environ | tr "\\\\0" "\\\\n"; exit 3';
  const { status, stdout, stderr } = await shell(`cred run -- sh -c 'echo "$VALUE"; ${looks}'`, playground);
  assert.deepEqual([status, stderr], [3, ""]);
  assert.equal(stdout.split(VALUE).length, 2, stdout);
  assert.ok(stdout.startsWith(`${VALUE}\n`));
  assert.match(stdout, /\/sh|\bsh\n/);
});

Deno.test("run: streams go through, and the end is the program's", async () => {
  await using playground = await withSecret();
  const rows: readonly (readonly [line: string, status: number, stdout: string, stderr: string])[] = [
    ["cred run -- cat", 0, "typed", ""],
    ["cred run --redact -- cat", 0, "typed", ""],
    ["cred run -- sh -c 'echo out; echo err >&2; exit 200'", 200, "out\n", "err\n"],
    ["cred run --redact -- sh -c 'echo out; echo \"$VALUE\" >&2; exit 9'", 9, "out\n", "[secret]\n"],
    [
      'cred run --redact -- sh -c \'printf "<a value that "; sleep 0.1; printf "nobody may read>"\'',
      0,
      "<[secret]>",
      "",
    ],
    ["cred run --redact -- yes | head -n 1", 0, "y\n", ""],
  ];
  for (const [line, ...then] of rows) {
    const { status, stdout, stderr } = await shell(line, playground, "typed");
    assert.deepEqual([status, stdout, stderr], then, line);
  }
  await Deno.writeTextFile(`${playground.work}/plain`, "no program");
  const missing = await shell("cred run -- ./no-such-program", playground);
  assert.deepEqual([missing.status, missing.stderr.split("\n")[0]], [
    127,
    'error: there is no program "./no-such-program"',
  ]);
  const plain = await shell("cred run --json -- ./plain", playground);
  assert.equal(plain.status, 126);
  assert.equal(JSON.parse(plain.stderr).error.message, 'cannot run "./plain": permission denied');
});

const SIGNALS = [
  "INT",
  "TERM",
  "HUP",
  "QUIT",
  "USR1",
  "USR2",
  "ALRM",
  "VTALRM",
  "PROF",
  "IO",
  "CONT",
  "WINCH",
] as const;

Deno.test({
  name: `run: every signal is handed on, once, and ends nothing that doesn't end by it${SETSID}`,
  ignore: SETSID !== "",
  fn: async () => {
    await using playground = await withSecret();
    for (const flags of ["", "--redact "]) {
      const traps = SIGNALS.map((name) => `trap "echo got ${name}" ${name}`).join("; ");
      const loop = "echo ready; while [ ! -e end ]; do sleep 0.02; done; echo end; exit 7";
      const { child, until, end } = started(`exec cred run ${flags}-- sh -c '${traps}; ${loop}'`, playground);
      await until("ready\n");
      for (const name of SIGNALS) {
        child.kill(`SIG${name}`);
        await until(`got ${name}\n`);
      }
      await pause(100);
      await Deno.writeTextFile(`${playground.work}/end`, "");
      const { code, shown } = await end();
      assert.equal(shown, `ready\n${SIGNALS.map((name) => `got ${name}\n`).join("")}end\n`);
      assert.equal(code, 7);
      await Deno.remove(`${playground.work}/end`);
    }
  },
});

Deno.test({
  name: `run: what is to stop stops, and goes on with its program${SETSID}`,
  ignore: SETSID !== "",
  fn: async () => {
    await using playground = await withSecret();
    const traps = 'trap "echo got TSTP" TSTP; trap "echo got CONT" CONT';
    const loop = "echo ready; while [ ! -e end ]; do sleep 0.02; done; exit 7";
    const { child, until, end } = started(`exec cred run -- sh -c '${traps}; ${loop}'`, playground);
    const state = () => /^State:\t(\w)/m.exec(Deno.readTextFileSync(`/proc/${child.pid}/status`))![1];
    await until("ready\n");
    child.kill("SIGTSTP");
    await until("got TSTP\n");
    for (let n = 0; n < 1_000 && state() !== "T"; n++) await pause(20);
    assert.equal(state(), "T");
    child.kill("SIGCONT");
    await until("got CONT\n");
    assert.notEqual(state(), "T");
    await Deno.writeTextFile(`${playground.work}/end`, "");
    assert.equal((await end()).code, 7);
  },
});

Deno.test({
  name: `run: a signal that ends the program is 128 and its number${SETSID}`,
  ignore: SETSID !== "",
  fn: async () => {
    await using playground = await withSecret();
    const rows = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGUSR1: 138, SIGUSR2: 140 } as const;
    for (const [name, status] of Object.entries(rows)) {
      const { child, until, end } = started("exec cred run -- sh -c 'echo ready; exec sleep 20'", playground);
      await until("ready\n");
      child.kill(name as Deno.Signal);
      assert.equal((await end()).code, status, name);
    }
    for (const [name, status] of [["KILL", 137], ["QUIT", 131], ["SEGV", 139]] as const) {
      const line = `ulimit -c 0; cred run -- sh -c 'kill -${name} $$'`;
      assert.equal((await shell(line, playground)).status, status, name);
    }
  },
});

Deno.test({
  name: `run: a signal that was ignored before stays so for the program${SETSID}`,
  ignore: SETSID !== "",
  fn: async () => {
    await using playground = await withSecret();
    const line =
      `trap "" HUP; exec cred run -- sh -c 'echo $$; echo ready; while [ ! -e end ]; do sleep 0.02; done; echo alive'`;
    const { child, until, end } = started(line, playground);
    const shown = await until("ready\n");
    child.kill("SIGHUP");
    await pause(100);
    // Both of them: the program ignores it itself.
    Deno.kill(Number(/^(\d+)$/m.exec(shown)![1]), "SIGHUP");
    await Deno.writeTextFile(`${playground.work}/end`, "");
    assert.deepEqual(await end(), { code: 0, shown: `${shown}alive\n` });
  },
});

Deno.test({
  name: `run: with --redact, what the program left behind can be interrupted${SETSID}`,
  ignore: SETSID !== "",
  fn: async () => {
    await using playground = await withSecret();
    const line = "exec cred run --redact -- sh -c 'sleep 20 & echo \"left $! of $$\"; exit 0'";
    const { child, until, end } = started(line, playground);
    const [left, program] = /left (\d+) of (\d+)\n/.exec(await until("\n"))!.slice(1).map(Number);
    // As long as nobody has waited for it, what has ended is there.
    while (existsSync(`/proc/${program}`)) await pause(10);
    await pause(300);
    child.kill("SIGTERM");
    // Not before: that what was left has ended is an end, too.
    await child.status;
    Deno.kill(left!, "SIGKILL");
    assert.equal((await end()).code, 143);
  },
});

// A shell's traps, and Deno's listeners, take two in a row for one. Perl puts a signal off until its next step, and forgets
// that where it is just about to read: "unsafe" ones are heard at once.
const PERL = has("perl") ? NO_TERMINAL : " (skipped: needs perl)";

Deno.test({
  name: `run: on a terminal Ctrl-C reaches the program once, which has the terminal${PERL}`,
  ignore: PERL !== "",
  fn: async () => {
    await using playground = await withSecret();
    const count = `$| = 1; $SIG{INT} = sub { $n++; print "got $n.\\n" };
      print "ready\\n" if -t STDIN && -t STDOUT && -t STDERR;
      until (defined sysread(STDIN, $line, 9)) {}
      print "done $n.\\n"; exit 5`;
    await Deno.writeTextFile(`${playground.work}/count.pl`, count);
    const line = 'PERL_SIGNALS=unsafe cred run -- perl count.pl; echo "status=$?."';
    await using terminal = onTerminal(line, playground);
    await terminal.until("ready");
    // Two that come at once can be taken for one: not five times in a row.
    for (let n = 1; n <= 5; n++) {
      await terminal.type("\x03");
      await terminal.until(`got ${n}.`);
      await pause(50);
    }
    await terminal.type("go on\r");
    await terminal.until("done 5.");
    await terminal.until("status=5.");
  },
});

Deno.test({
  name: `run: on a terminal Ctrl-C ends what ends by it, with 130${NO_TERMINAL}`,
  ignore: NO_TERMINAL !== "",
  fn: async () => {
    await using playground = await withSecret();
    await using terminal = onTerminal(
      `cred run --redact -- sh -c 'test -t 0 && echo ready; exec sleep 20'; echo "status=$?."`,
      playground,
    );
    await terminal.until("ready");
    await terminal.type("\x03");
    await terminal.until("status=130.");
  },
});

Deno.test({
  name: `run: on a terminal Ctrl-Z stops the program and us, and fg goes on with both${PERL}`,
  ignore: PERL !== "",
  fn: async () => {
    await using playground = await withSecret();
    await using terminal = onTerminal('HISTFILE= bash --norc --noprofile -i; echo o""ver.', playground);
    for (const flags of ["", "--redact "]) {
      const count =
        "$| = 1; $SIG{CONT} = sub { print qq(contin) . qq(ued\\n) }; print qq(rea) . qq(dy\\n); <STDIN>; <STDIN>";
      await terminal.type(`PERL_SIGNALS=unsafe cred run ${flags}-- perl -e '${count}'\r`);
      await terminal.until("ready");
      await terminal.type("\x1a");
      await terminal.until("Stopped");
      await terminal.type("fg\r");
      await terminal.until("continued");
      await terminal.type("go\ron\r");
      await terminal.type('echo sta""tus=$?.\r');
      await terminal.until("status=0.");
    }
    await terminal.type("exit\r");
    await terminal.until("over.");
  },
});
