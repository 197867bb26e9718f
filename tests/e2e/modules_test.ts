// What a command loads, which whoever waits for it feels: V8 tells of each script that it compiles. What comes in unasked,
// by an import that nobody thought of, fails here with its name.

import assert from "node:assert/strict";
import { denoFolder, openPlayground, type Playground, sourceCommand } from "../../scripts/playground.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]e2e$/, "");

/** What takes long to load, or does much when it is loaded; a command that only looks needs none of it. */
const HEAVY: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["a module of Node", /^node:/],
  ["a library", /\/npm\//],
  ["the rules of changing", /^src\/domain\/decide\//],
  ["making state of events", /^src\/domain\/evolve/],
  ["reading and verifying logs", /^src\/log\//],
  ["the loop around a vault", /^src\/app\/(vault|load_vault|take_snapshot)\.ts$/],
  ["a keychain", /^src\/keychain\//],
  ["a platform", /^src\/(sources|targets)\//],
  ["HTTP", /^src\/system\/http\//],
];

/** How many modules of ours a command may load, and how many KiB of source they may be together. */
const BUDGETS: Readonly<Record<string, readonly [modules: number, kib: number]>> = {
  "--version": [30, 61],
  "--help": [32, 66],
  "secret list": [54, 143],
  log: [55, 160],
};

/** Runs the program from its source. */
async function run(words: readonly string[], { env, work }: Playground, flags: readonly string[] = []) {
  const [deno, run, ...rest] = sourceCommand();
  const { success, stderr } = await new Deno.Command(deno!, {
    args: [run!, ...flags, ...rest, ...words],
    env: { ...env, DENO_DIR: await denoFolder() },
    clearEnv: true,
    cwd: work,
    stdin: "null",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** Names of the modules that a command loads: ours by their path in the project, others by their address. */
async function modulesOf(words: string, playground: Playground): Promise<readonly string[]> {
  const file = `${playground.folder}/v8.log`;
  await run(words.split(" "), playground, [
    `--v8-flags=--log-function-events,--no-logfile-per-isolate,--logfile=${file}`,
  ]);
  const told = Array.from(
    Deno.readTextFileSync(file).matchAll(/^script-details,\d+,((?:file|node|npm|https):[^,\n]*)/gm),
    ([, name]) => name!,
  );
  const ours = new URL(`file://${ROOT.startsWith("/") ? "" : "/"}${ROOT}/`).href;
  return [...new Set(told)].map((name) => name.replace(ours, "")).sort();
}

/** A vault with a secret that was looked at. */
async function seenVault(): Promise<Playground> {
  const playground = await openPlayground();
  for (const words of [["init"], ["secret", "set", "NAME", "value"], ["log"]]) await run(words, playground);
  return playground;
}

Deno.test("modules: a command loads what it needs, and nothing heavy", async (t) => {
  await using playground = await seenVault();
  for (const [words, [most, kib]] of Object.entries(BUDGETS)) {
    await t.step(`cred ${words}`, async () => {
      const modules = await modulesOf(words, playground);
      assert(modules.includes("src/cli/run.ts"), `what was loaded is not told: ${modules.join(" ")}`);
      for (const [what, pattern] of HEAVY) {
        assert.deepEqual(modules.filter((name) => pattern.test(name)), [], `cred ${words} loads ${what}`);
      }
      const ours = modules.filter((name) => /^(main\.ts$|src\/)/.test(name));
      const size = ours.reduce((sum, name) => sum + Deno.statSync(`${ROOT}/${name}`).size, 0) / 1024;
      const list = `\n  ${ours.join("\n  ")}`;
      assert(ours.length <= most, `cred ${words} loads ${ours.length} modules, more than ${most}:${list}`);
      assert(size <= kib, `cred ${words} loads ${size.toFixed(1)} KiB, more than ${kib}:${list}`);
    });
  }
});

Deno.test("modules: who opens a secret loads what opens it, and neither rules nor platforms", async () => {
  await using playground = await seenVault();
  const modules = await modulesOf("secret get NAME", playground);
  assert(modules.includes("src/vault/values.ts"));
  const heavy = modules.filter((name) =>
    /^(node:|src\/(domain\/evolve|sources|targets|system\/http)|src\/log\/log_)/.test(name)
  );
  assert.deepEqual(heavy, []);
});
