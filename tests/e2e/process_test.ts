// The program as a process among others: its version, its signals, closed pipes, and the two scripts that show it.
import assert from "node:assert/strict";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { VERSION } from "../../src/domain/version.ts";
import type { Fault } from "../servers/misbehaviour.ts";
import { withoutLate } from "../support/late.ts";
import { shell } from "./session.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]e2e$/, "");
/** What tokens of the stand-in and age identities look like. */
const SECRET = /\bre_[A-Za-z0-9]{8}_|AGE-SECRET-KEY-/;

/** A folder for temporary files, watched for what is left in it. */
async function inTemporaryFolder(check: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "e2e-" });
  try {
    await check(folder);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [], "something was left behind");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function script(name: string, folder: string): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", `${ROOT}/scripts/${name}.ts`],
    env: { TMPDIR: folder, NO_COLOR: "1", RUST_BACKTRACE: "0" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

async function finish(child: Deno.ChildProcess, input = ""): Promise<{ status: number; text: string }> {
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(input));
  await stdin.close();
  const { code, stdout, stderr } = await child.output();
  return { status: code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function addSource(playground: Playground): Promise<void> {
  const { status, stderr } = await shell("cred source add resend --token-env RESEND_API_KEY", playground);
  assert.equal(status, 0, stderr);
}

Deno.test("process: --version is the version", async () => {
  await using playground = await openPlayground();
  for (const flag of ["--version", "-V"]) {
    assert.deepEqual(await shell(`cred ${flag}`, playground), {
      status: 0,
      stdout: `cred ${VERSION}\n`,
      stderr: "",
    });
  }
});

/** Where a call can stand when the user has enough. */
const MOMENTS: Readonly<Record<string, Fault>> = {
  "before the answer": { what: "hang", work: true },
  "in the middle of the answer": { what: "hang_in_body", work: true },
};

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  for (const [moment, fault] of Object.entries(MOMENTS)) {
    Deno.test(`process: ${signal} ${moment} is 130`, async () => {
      await using playground = await openPlayground();
      await addSource(playground);
      const { server, env, work } = playground;
      const before = server.requests.length;
      server.misbehave({ method: "GET", path: "/api-keys" }, fault);
      const child = new Deno.Command("cred", {
        args: ["source", "keys", "resend"],
        env: { ...env },
        clearEnv: true,
        cwd: work,
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      while (server.requests.length === before) await pause(10);
      await pause(100); // for the half of the answer that comes
      child.kill(signal);
      const { code, stdout, stderr } = await child.output();
      const [said, told] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      assert.deepEqual([code, said, withoutLate(told!)], [130, "", "error: interrupted\n"]);
    });
  }
}

Deno.test("process: a reader that has gone is no error", async () => {
  await using playground = await openPlayground();
  await addSource(playground);
  for (const command of ["cred log", "cred --help", "cred log --json", "cred replay --json"]) {
    const { stderr } = await shell(`{ ${command}; echo "status=$?" >&2; } | head -n 1`, playground);
    assert.equal(stderr, "status=0\n", command);
  }
});

Deno.test("process: a full disk behind stdout is an error", async () => {
  await using playground = await openPlayground();
  await addSource(playground);
  for (const command of ["cred --version", "cred --help", "cred log"]) {
    const { status, stderr } = await shell(`${command} > /dev/full`, playground);
    assert.equal(status, 1, command);
    assert.match(stderr, /^error: cannot write to "standard output"/);
  }
});

Deno.test("demo: plays the whole session, shows no secret, leaves nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { status, text } = await finish(script("demo", folder).spawn());
    assert.equal(status, 0, text);
    assert.doesNotMatch(text, SECRET);
    for (
      const line of [
        '$ cred source add resend --token "$RESEND_API_KEY"',
        "$ cred log verify",
        "$ cred replay",
      ]
    ) {
      assert(text.includes(`\n${line}\n`) || text.startsWith(`${line}\n`), line);
    }
    assert.match(text, /\nok {2}linux {2}[0-9a-f]{16} {2}\d+ records, root \S+\n/);
    assert.match(text, /\nsha256:[0-9a-f]{64}\n/);
  });
});

Deno.test("demo: an interruption ends it with 130, and leaves nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const child = script("demo", folder).spawn();
    const output = child.stdout.getReader();
    await output.read();
    child.kill("SIGINT");
    output.releaseLock();
    assert.equal((await finish(child)).status, 130);
  });
});

Deno.test("sandbox: runs the script on stdin, has its status, leaves nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const lines = [
      'cred source add resend --token "$RESEND_API_KEY" --quiet',
      "cred source generate resend KEY --quiet && cat",
      "cred secret list; pwd",
      "exit 7",
    ];
    const { status, text } = await finish(script("sandbox", folder).spawn(), lines.join("\n"));
    assert.equal(status, 7, text);
    assert.match(text, /default\tKEY\tresend\tsending_access/);
    assert.match(text, new RegExp(`${folder}/cred-[0-9a-f]+/work\n`));
  });
});
