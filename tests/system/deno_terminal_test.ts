import assert from "node:assert/strict";
import { outputStream } from "../../src/system/deno/output_stream.ts";
import { SecretLine } from "../../src/system/deno/secret_line.ts";
import { type Child, childCommand, startChild } from "./support.ts";

const TYPED: readonly { readonly name: string; readonly keys: string; readonly gives: string }[] = [
  { name: "plain text", keys: "re_abc\r", gives: "re_abc" },
  { name: "newline ends too", keys: "abc\n", gives: "abc" },
  { name: "the rest of a paste is dropped", keys: "abc\rdef\rghi", gives: "abc" },
  { name: "backspace takes a character", keys: "abx\x7fc\r", gives: "abc" },
  { name: "backspace takes all bytes of a character", keys: "aé\x7f😀\x08b\r", gives: "ab" },
  { name: "backspace on nothing", keys: "\x7f\x7fa\r", gives: "a" },
  { name: "ctrl-u starts again", keys: "wrong\x15right\r", gives: "right" },
  { name: "arrow keys are no text", keys: "a\x1b[Db\x1bOCc\x1b[1;5Dd\r", gives: "abcd" },
  { name: "control characters are no text, a tab is", keys: "a\x00\x01\x1ab\tc\r", gives: "ab\tc" },
  { name: "ctrl-d behind text is ignored", keys: "ab\x04c\r", gives: "abc" },
  { name: "an empty line", keys: "\r", gives: "" },
];

for (const { name, keys, gives } of TYPED) {
  Deno.test(`hidden line: ${name}`, () => {
    const whole = new SecretLine(), single = new SecretLine();
    const bytes = new TextEncoder().encode(keys);
    assert.equal(whole.feed(bytes), "done");
    assert.equal(new TextDecoder().decode(whole.bytes), gives);
    for (const byte of bytes) if (single.feed(Uint8Array.of(byte)) === "done") break;
    assert.deepEqual(single.bytes, whole.bytes);
  });
}

Deno.test("hidden line: ctrl-c anywhere and ctrl-d at the start give up", () => {
  for (const keys of ["\x03", "abc\x03", "\x04", "abc\x15\x04", "\x1b\x03", "\x1b[\x03"]) {
    assert.equal(new SecretLine().feed(new TextEncoder().encode(keys)), "given_up", JSON.stringify(keys));
  }
});

Deno.test("output: short writes are continued, a busy pipe is waited for", () => {
  const written: number[] = [];
  let calls = 0;
  const stream = outputStream(() => ({
    writeSync(bytes) {
      if (++calls === 2) throw new Deno.errors.WouldBlock("busy");
      written.push(bytes[0]!);
      return 1;
    },
  }));
  stream.write("abc");
  assert.deepEqual(written, [97, 98, 99]);
});

Deno.test("output: a closed pipe is silently the end", () => {
  let calls = 0;
  const stream = outputStream(() => ({
    writeSync() {
      calls++;
      throw new Deno.errors.BrokenPipe("gone");
    },
  }));
  stream.write("a");
  stream.write("b");
  stream.writeQuietly("c");
  assert.equal(calls, 1);
});

Deno.test("output: other failures are told, except on the stream they are told on", () => {
  const stream = outputStream(() => ({
    writeSync() {
      throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
    },
  }));
  stream.writeQuietly("a");
  assert.doesNotThrow(() => stream.writeQuietly("b"));
  const other = outputStream(() => ({
    writeSync() {
      throw Object.assign(new Error("No space left on device (os error 28)"), { code: "ENOSPC" });
    },
  }));
  assert.throws(() => other.write("a"), { code: "failed.disk_full" });
});

Deno.test("terminal: output into a pipe that closes early ends without a word, with the program's own status", async () => {
  const shell = `${childCommand(["out"]).map(quoted).join(" ")}; echo status=$? >&2`;
  const { stderr } = await new Deno.Command("sh", {
    args: ["-c", `{ ${shell}; } | head -n 1`],
    stdout: "piped",
  })
    .output();
  assert.equal(new TextDecoder().decode(stderr), "status=7\n");
});

Deno.test("terminal: output onto a full disk fails in words", async () => {
  const shell = `${childCommand(["out_full"]).map(quoted).join(" ")} >/dev/full`;
  const { stderr } = await new Deno.Command("sh", { args: ["-c", shell] }).output();
  assert.equal(new TextDecoder().decode(stderr), "failed.disk_full");
});

Deno.test("terminal: standard input is read to its end, and not beyond the limit", async () => {
  for (const [limit, says] of [[10, "size=5"], [5, "size=5"], [4, "usage.too_large"]] as const) {
    const shell = `printf 12345 | ${childCommand(["read_all", String(limit)]).map(quoted).join(" ")}`;
    const { stdout } = await new Deno.Command("sh", { args: ["-c", shell] }).output();
    assert.equal(new TextDecoder().decode(stdout), `${says}\n`);
  }
});

Deno.test("terminal: lines are read one by one, the last without a newline", async () => {
  for (
    const [input, first, second] of [["a b\\nc", "a b", "c"], ["x\\r\\n\\n", "x", ""], [
      "",
      "end",
      "end",
    ]] as const
  ) {
    const shell = `printf '${input}' | ${childCommand(["ask_line"]).map(quoted).join(" ")}`;
    const { stdout, stderr } = await new Deno.Command("sh", { args: ["-c", shell] }).output();
    assert.equal(new TextDecoder().decode(stdout), `first="${first}"\nsecond="${second}"\n`);
    assert.equal(new TextDecoder().decode(stderr), "Name? Name? ");
  }
});

Deno.test("terminal: without one nothing is a terminal, and it is 80 columns wide", async () => {
  await using child = startChild(["tty"]);
  await child.until("tty false false");
});

const noPty = await hasScript() ? "" : " (skipped: needs script; apt-get install util-linux bsdutils)";

async function hasScript(): Promise<boolean> {
  try {
    return (await new Deno.Command("script", { args: ["--version"] }).output()).success;
  } catch {
    return false;
  }
}

/** Runs `child.ts` on a terminal of its own. */
function onTerminal(act: string): Child {
  const command = childCommand([act]).map(quoted).join(" ");
  return startChild([], [
    "script",
    "--quiet",
    "--return",
    "--command",
    `stty cols 33; ${command}`,
    "/dev/null",
  ]);
}

function onPty(name: string, check: () => Promise<void>): void {
  Deno.test({ name: `terminal: ${name}${noPty}`, ignore: noPty !== "", fn: check });
}

onPty("a real one is one, with its width", async () => {
  await using child = onTerminal("tty");
  await child.until("tty true true true columns 33.");
});

onPty("a secret is asked for without echo, and the terminal is as before", async () => {
  await using child = onTerminal("ask_secret");
  await child.until("Token: ");
  await child.type("sécret\x7ft\r");
  await child.until("isig.");
  const typed = Array.from(new TextEncoder().encode("sécret".slice(0, -1) + "t")).join(",");
  assert.match(child.printed, new RegExp(`Token: \r\nanswer: bytes=${typed}; terminal: echo icanon isig\\.`));
  assert(!child.printed.includes("cret"));
});

for (const [name, keys] of [["ctrl-c", "abc\x03"], ["ctrl-d", "\x04"]] as const) {
  onPty(`${name} at a hidden question is an interruption, and the terminal is as before`, async () => {
    await using child = onTerminal("ask_secret");
    await child.until("Token: ");
    await child.type(keys);
    await child.until("answer: interrupted; terminal: echo icanon isig.");
  });
}

onPty("a signal at a hidden question leaves the terminal as before", async () => {
  await using child = onTerminal("ask_secret");
  await child.until("Token: ");
  Deno.kill(Number(/pid=(\d+)\./.exec(child.printed)![1]), "SIGTERM");
  await child.until("answer: interrupted; terminal: echo icanon isig.");
});

onPty("a line is asked for with echo", async () => {
  await using child = onTerminal("ask_line");
  await child.until("Name? ");
  await child.type("yes\n");
  await child.until(`first="yes"`);
  assert(child.printed.includes("Name? yes\r\n"));
});

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
