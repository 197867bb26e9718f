import assert from "node:assert/strict";
import dotenvPackage from "dotenv";
import fc from "fast-check";
import * as util from "node:util";
import { Secret } from "../../src/domain/secret.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { PlatformError } from "../../src/system/http/platform_error.ts";
import { dotenv, dotenvPath } from "../../src/targets/dotenv/mod.ts";
import { quoteForDotenv } from "../../src/targets/dotenv/quote.ts";
import { assign, readDotenv, unassign } from "../../src/targets/dotenv/text.ts";
import type { PutResult, TargetConnection, TargetDriver } from "../../src/targets/target.ts";
import { targetContract } from "./contract.ts";
import { putAll, type TargetOnTrial } from "./trial.ts";

/** What a shell has after sourcing a file, to the byte. */
async function sourced(path: string, names: readonly string[], shell = "sh"): Promise<Map<string, string>> {
  const script = `set -a; . "$0" || exit 9; for name do eval "printf '%s\\0' \\"\\$$name\\""; done`;
  const { code, stdout } = await new Deno.Command(shell, {
    args: ["-c", script, path, ...names],
    env: { PATH: Deno.env.get("PATH")! },
    clearEnv: true,
  }).output();
  assert.equal(code, 0);
  const values = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0");
  return new Map(names.map((name, i) => [name, values[i]!]));
}

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command("git", { args: [...args], cwd: folder, stderr: "null" })
    .output();
  assert.ok(success, args.join(" "));
}

interface Trial extends TargetOnTrial {
  readonly folder: string;
  readonly path: string;
}

async function openTrial(driver: TargetDriver = dotenv): Promise<Trial> {
  const folder = await Deno.makeTempDir({ prefix: "cred-dotenv-" });
  const path = `${folder}/.env`;
  return {
    driver,
    folder,
    path,
    connection: (overrides) => ({
      address: "",
      identifier: path,
      store: "file",
      scope: undefined,
      token: undefined,
      fetch: () => Promise.reject(new Error("no call is made")),
      clock: { nowMs: Date.now, offsetMinutes: () => 0, sleep: () => Promise.resolve() },
      files: denoFiles(),
      processes: denoProcesses(),
      interrupted: new AbortController().signal,
      createPlace: false,
      force: false,
      ...overrides,
    }),
    stored(scope) {
      try {
        return new Map(Object.entries(dotenvPackage.parse(Deno.readTextFileSync(dotenvPath(path, scope)))));
      } catch {
        return new Map();
      }
    },
    edit: (name, value) => Deno.writeTextFile(path, `${name}='${value}'\n`),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

// Two of the contract's values are none that a line can hold (see dotenv/quote.ts): they are refused one by one below.
const UNQUOTABLE = ["LINES", "QUOTES"];
const forContract: TargetDriver = {
  ...dotenv,
  refuse: (secret, store) =>
    UNQUOTABLE.includes(secret.name)
      ? { code: "usage.value", message: "no line can hold it", hints: [] }
      : dotenv.refuse(secret, store),
};
targetContract("dotenv", () => openTrial(forContract));

async function put(
  it: Trial,
  values: Readonly<Record<string, string>>,
  overrides: Partial<TargetConnection> = {},
): Promise<ReadonlyMap<string, PutResult>> {
  return new Map(Object.entries(await putAll(dotenv.connect(it.connection(overrides)), values)));
}

const READ_ALIKE: readonly string[] = [
  "",
  " ",
  "plain",
  "  spaces around\t",
  'a"b',
  "it's",
  "it's C:\\temp",
  "$HOME ${HOME} $(id)",
  "`id`",
  "# no comment",
  "a #b",
  "a=b=c",
  "two\nlines",
  "\nlines around\n\n",
  "-----BEGIN KEY-----\nMIIB+/==\n-----END KEY-----\n",
  "back\\slash \\n \\\\",
  "ends in a backslash\\",
  "pässwörd·秘密·🔑·e\u0301·\u00a0·\u2028·\u0085·\ufeff",
  '{"a":[1,"two"],"b":"\\u0000"}',
  "!history *glob* ~ [x] {a,b} ; & | < > ( )",
  "\u0001\u001b[2J\u007f",
];
for (const shell of ["sh", "bash", "dash", "zsh"]) {
  Deno.test({
    name: `dotenv: dotenv, node and ${shell} read what was written, together and alone`,
    ignore: !(await denoProcesses().output(shell, ["-c", ":"])),
    async fn() {
      await using it = await openTrial();
      const values = Object.fromEntries(READ_ALIKE.map((value, i) => [`V${i}`, value]));
      for (const [name, result] of await put(it, values)) assert.ok("done" in result, values[name]);
      const expected = new Map(Object.entries(values));
      assert.deepEqual(new Map(it.stored(undefined)), expected);
      // Deno 2.4 has none.
      if ("parseEnv" in util) {
        assert.deepEqual(new Map(Object.entries(util.parseEnv(await Deno.readTextFile(it.path)))), expected);
      }
      assert.deepEqual(await sourced(it.path, Object.keys(values), shell), expected);
    },
  });
}

const REFUSED: readonly (readonly [value: string, why: RegExp])[] = [
  ["a\rb", /carriage return/],
  ["a\r\nb", /carriage return/],
  ["a\0b", /NUL/],
  ["it's $5", /single quote/],
  ["it's `x`", /single quote/],
  [`it's "x"`, /single quote/],
  ["it's\\new", /single quote/],
  ["it's \\\\", /single quote/],
  ["it's\\", /single quote/],
];
for (const [value, why] of REFUSED) {
  Deno.test(`dotenv: ${JSON.stringify(value)} is refused with words, the rest is written`, async () => {
    await using it = await openTrial();
    const told = await put(it, { BEFORE: "1", BAD: value, AFTER: "2" });
    const bad = told.get("BAD")!;
    assert.ok("failed" in bad && why.test(bad.failed.message) && bad.failed.effect === "none");
    assert.ok(!Deno.inspect(bad.failed, { depth: 9 }).includes(value));
    assert.equal(await Deno.readTextFile(it.path), "BEFORE='1'\nAFTER='2'\n");
  });
}

Deno.test("dotenv: whatever is written is read alike; what is refused changes nothing", async () => {
  const piece = fc.oneof(
    fc.constantFrom("'", '"', "`", "\\", "\n", "$", "#", " ", "=", "\\n", "x", "A=1", "é", "\u2028"),
    fc.string({ unit: "grapheme", maxLength: 3 }),
  );
  const value = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(""));
  const name = fc.constantFrom("A", "B", "C");
  const step = fc.tuple(name, fc.option(value, { nil: undefined }));
  await using it = await openTrial();
  let checked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      let text = "";
      const expected = new Map<string, string>();
      for (const [key, next] of steps) {
        if (next === undefined) {
          const after = unassign(text, key);
          if (after !== undefined) expected.delete(key);
          text = after ?? text;
          continue;
        }
        const quoted = quoteForDotenv(next);
        const after = "refused" in quoted ? undefined : assign(text, key, quoted.text, next);
        if (after !== undefined) expected.set(key, next);
        text = after ?? text;
      }
      assert.deepEqual(new Map(Object.entries(dotenvPackage.parse(text))), expected);
      assert.deepEqual(readDotenv(text), expected);
      if (checked++ % 10 > 0) return;
      await Deno.writeTextFile(it.path, text);
      assert.deepEqual(await sourced(it.path, [...expected.keys()]), expected);
    }),
    { numRuns: 500 },
  );
});

Deno.test("dotenv: in a file with CRLF the written line ends as the shell needs it", async () => {
  await using it = await openTrial();
  await Deno.writeTextFile(it.path, "ONE=1\r\nTWO=2\r\n");
  await put(it, { TWO: "zwei", THREE: "drei" });
  assert.equal(await Deno.readTextFile(it.path), "ONE=1\r\nTWO='zwei'\nTHREE='drei'\n");
  assert.equal((await sourced(it.path, ["TWO"])).get("TWO"), "zwei");
});

Deno.test("dotenv: what would be read otherwise for its neighbours is refused", async () => {
  await using it = await openTrial();
  const before = "B='# x'\n";
  await Deno.writeTextFile(it.path, `A=1\n${before}`);
  const told = await put(it, { A: "ends in a backslash\\" });
  const result = told.get("A")!;
  assert.ok("failed" in result && /around it/.test(result.failed.message));
  assert.equal(await Deno.readTextFile(it.path), `A=1\n${before}`);
});

Deno.test("dotenv: 0600, also where the file was open to others and nothing else changes", async () => {
  await using it = await openTrial();
  const mode = async () => (await Deno.stat(it.path)).mode! & 0o777;
  await put(it, { A: "1" });
  assert.equal(await mode(), 0o600);
  await Deno.chmod(it.path, 0o644);
  await put(it, { A: "1" });
  assert.equal(await mode(), 0o600);
  assert.equal(await Deno.readTextFile(it.path), "A='1'\n");
  assert.deepEqual(Array.from(Deno.readDirSync(it.folder), (entry) => entry.name), [".env"]);
});

Deno.test("dotenv: a file that git tracks is refused, unless forced; an ignored one is not", async () => {
  await using it = await openTrial();
  await git(it.folder, "init", "-q");
  await Deno.writeTextFile(it.path, "A=1\n");
  await git(it.folder, "add", ".env");
  const refusal = { code: "conflict.tracked", status: 5, effect: "none" };
  await assert.rejects(dotenv.connect(it.connection()).check(), refusal);
  await assert.rejects(put(it, { A: "2" }), refusal);
  await assert.rejects(dotenv.connect(it.connection()).delete("A"), refusal);
  assert.equal(await Deno.readTextFile(it.path), "A=1\n");
  await put(it, { B: "2" }, { scope: "production" });
  assert.equal(await Deno.readTextFile(`${it.path}.production`), "B='2'\n");
  await put(it, { A: "2" }, { force: true });
  assert.equal(await Deno.readTextFile(it.path), "A='2'\n");
});

Deno.test("dotenv: a link, a folder, a missing folder and what is no text are refused", async () => {
  await using it = await openTrial();
  const at = (identifier: string) => dotenv.connect(it.connection({ identifier }));
  await Deno.writeTextFile(`${it.folder}/real`, "A=1\n");
  await Deno.symlink(`${it.folder}/real`, `${it.folder}/link`);
  await Deno.symlink(`${it.folder}/nowhere`, `${it.folder}/dangling`);
  await Deno.mkdir(`${it.folder}/folder`);
  await Deno.writeFile(`${it.folder}/bytes`, new Uint8Array([0x41, 0x3d, 0xff]));
  for (const name of ["link", "dangling", "folder"]) {
    await assert.rejects(
      at(`${it.folder}/${name}`).check(),
      { code: "usage.not_a_file", effect: "none" },
      name,
    );
    await assert.rejects(
      at(`${it.folder}/${name}`).put([{ name: "A", value: Secret.ofText("2") }], () => Promise.resolve()),
      { code: "usage.not_a_file" },
    );
  }
  await assert.rejects(at(`${it.folder}/none/.env`).check(), { code: "usage.no_folder", effect: "none" });
  await assert.rejects(at(`${it.folder}/bytes`).check(), { code: "failed.refused", effect: "none" });
  assert.equal(await Deno.readTextFile(`${it.folder}/real`), "A=1\n");
});

Deno.test("dotenv: a failed write is each secret's failure and leaves the old file", async () => {
  await using it = await openTrial();
  await put(it, { A: "1" });
  const files = denoFiles();
  const full = {
    ...files,
    replace: () => Promise.reject(new PlatformError("failed.file", "disk full", { effect: "none" })),
  };
  const told = await put(it, { A: "2", B: "3", BAD: "\r" }, { files: full });
  for (const result of told.values()) assert.ok("failed" in result);
  assert.equal(await Deno.readTextFile(it.path), "A='1'\n");
});
