// `cred run` up to the moment where the program is started: what it would be given, and what is refused before.
import assert from "node:assert/strict";
import type { HandOver } from "../../../src/system/processes.ts";
import { makeWorld, type RunOptions, type World } from "../../support/world.ts";

interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: HandOver["env"];
  readonly masks: (text: string) => string;
}

function watching(status = 0): { readonly started: Started[]; readonly how: RunOptions } {
  const started: Started[] = [];
  const how: RunOptions = {
    processes: (inner) => ({
      ...inner,
      run: (command, args, { env, filter }) => {
        const masks = (text: string) => {
          const one = filter!();
          const parts = [one.push(new TextEncoder().encode(text)), one.end()];
          return parts.map((part) => new TextDecoder().decode(part)).join("");
        };
        started.push({ command, args, env, masks });
        return Promise.resolve(status);
      },
    }),
  };
  return { started, how };
}

async function filled(): Promise<World> {
  const world = await makeWorld();
  for (
    const line of [
      ["secret", "set", "A", "value of a"],
      ["secret", "set", "MULTI", "one long line\nand another\n"],
      ["secret", "set", "LD_PRELOAD", "/evil.so"],
      ["secret", "set", "A", "staged", "-e", "staging"],
    ]
  ) assert.equal((await world.run(line)).status, 0);
  return world;
}

Deno.test("run: values are in the environment alone, the status is the program's", async () => {
  await using world = await filled();
  const { started, how } = watching(42);
  const words = ["run", "--", "prog", "--json", "-e", "x", "--", "y"];
  const { status, stdout, stderr } = await world.run(words, how);
  assert.deepEqual([status, stdout], [42, ""]);
  assert.match(stderr, /^warning: "LD_PRELOAD" is left out: .*--only/);
  const [{ command, args, env }] = started as [Started];
  assert.deepEqual([command, ...args], ["prog", "--json", "-e", "x", "--", "y"]);
  assert.deepEqual(env, {
    CRED_PASSPHRASE: undefined,
    A: "value of a",
    MULTI: "one long line\nand another\n",
  });
});

Deno.test("run: -e, --only and --prefix choose", async () => {
  await using world = await filled();
  const rows: readonly (readonly [words: string, env: Record<string, string>])[] = [
    ["-e staging", { A: "staged" }],
    ["--only A", { A: "value of a" }],
    ["--only A,LD_PRELOAD --only A", { A: "value of a", LD_PRELOAD: "/evil.so" }],
    ["--only=A --prefix APP_", { APP_A: "value of a" }],
    ["--only LD_PRELOAD --prefix X", { XLD_PRELOAD: "/evil.so" }],
  ];
  for (const [words, env] of rows) {
    const { started, how } = watching();
    assert.equal((await world.run(`run ${words} -- prog`, how)).status, 0, words);
    assert.deepEqual(started[0]!.env, { CRED_PASSPHRASE: undefined, ...env }, words);
  }
  const { started, how } = watching();
  const { stderr } = await world.run("run -e staging --prefix LD_ -- prog", how);
  assert.match(stderr, /^warning: "A" is left out/);
  assert.deepEqual(Object.keys(started[0]!.env), ["CRED_PASSPHRASE"]);
});

Deno.test("run: what can't be given is said before anything starts", async () => {
  await using world = await filled();
  assert.equal((await world.run("secret set NUL --stdin -e odd", { stdin: "a\0b" })).status, 0);
  assert.equal(
    (await world.run("secret set BYTES --stdin -e odd", { stdin: Uint8Array.of(0xff) })).status,
    0,
  );
  const rows: readonly (readonly [words: string, status: number, code: string])[] = [
    ["run --only A,NO -- prog", 1, "failed.no_secret"],
    ["run -e nowhere -- prog", 1, "failed.no_environment"],
    ["run -e odd --only NUL -- prog", 2, "usage.variable"],
    ["run -e odd --only BYTES -- prog", 2, "usage.variable"],
    ["run --prefix 1 -- prog", 2, "usage.name"],
    ["run prog", 2, "usage"],
    ["run --", 2, "usage"],
  ];
  for (const [words, status, code] of rows) {
    const { started, how } = watching();
    const outcome = await world.run(words.replace("run ", "run --json "), how);
    assert.equal(outcome.status, status, `${words}: ${outcome.stderr}`);
    assert.equal(JSON.parse(outcome.stderr).error.code, code, words);
    assert.deepEqual(started, [], words);
  }
  const { started, how } = watching();
  const { stderr } = await world.run("run -e odd -- prog", how);
  assert.match(
    stderr,
    /"BYTES" is left out: it is not UTF-8[^]*"NUL" is left out: no variable can hold a NUL/,
  );
  assert.deepEqual(Object.keys(started[0]!.env), ["CRED_PASSPHRASE"]);
});

Deno.test("run: without a secret it runs all the same, and reading makes no record", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("init")).status, 0);
  assert.equal((await world.run("run --vault personal -- prog")).status, 4);
  const before = await world.json("log");
  const { started, how } = watching();
  const { status, stderr } = await world.run("run -- prog", how);
  assert.deepEqual([status, started.length], [0, 1]);
  assert.match(stderr, /runs without any/);
  assert.deepEqual(await world.json("log"), before);
});

Deno.test("run: --redact knows every value, and says which are too short", async () => {
  await using world = await filled();
  assert.equal((await world.run("secret set SHORT abc")).status, 0);
  const { started, how } = watching();
  const { stderr } = await world.run("run --redact -- prog", how);
  assert.match(stderr, /"SHORT" is too short to be masked/);
  assert.equal(started[0]!.masks("value of a, and another, abc"), "[secret], [secret], abc");
});
