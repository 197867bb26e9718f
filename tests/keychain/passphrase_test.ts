import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { Secret } from "../../src/domain/secret.ts";
import { type PassphrasePurpose, passphraseSource } from "../../src/keychain/passphrase.ts";
import type { System } from "../../src/system/system.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { assertRefused } from "./contract.ts";

interface Given {
  readonly variables?: Readonly<Record<string, string>>;
  readonly file?: string | Uint8Array;
  /** What is typed at the terminal; without it there is none. */
  readonly typed?: readonly string[];
  readonly noInput?: boolean;
}

const PATH = "/pass";
const IDENTITY = await generateX25519Identity();

async function ask(
  purpose: PassphrasePurpose,
  given: Given,
  questions: string[] = [],
): Promise<string> {
  const files = new MemoryFiles();
  if (given.file !== undefined) {
    await files.create(
      PATH,
      typeof given.file === "string" ? new TextEncoder().encode(given.file) : given.file,
    );
  }
  const answers = [...given.typed ?? []];
  const hasTerminal = given.typed !== undefined;
  const system: Pick<System, "environment" | "files" | "terminal"> = {
    files,
    environment: {
      args: [],
      os: "linux",
      pid: 1,
      uid: 1,
      get: (name) => given.variables?.[name],
      cwd: () => "/",
    },
    terminal: {
      isTty: { stdin: hasTerminal, stdout: hasTerminal, stderr: hasTerminal },
      canAsk: () => hasTerminal,
      columns: () => 80,
      out() {},
      err() {},
      readAll: () => assert.fail("standard input is not for passphrases"),
      askLine: () => assert.fail("a passphrase is asked without echo"),
      askSecret(question) {
        questions.push(question);
        return Promise.resolve(Secret.ofText(answers.shift() ?? assert.fail("asked too often")));
      },
    },
  };
  const passphrase = await passphraseSource(system, { noInput: given.noInput ?? false })(purpose);
  return passphrase.openText((text) => text);
}

const file = { CRED_PASSPHRASE_FILE: PATH };

const answered: readonly [string, PassphrasePurpose, Given, string][] = [
  ["the variable", "open", { variables: { CRED_PASSPHRASE: "from variable" } }, "from variable"],
  [
    "the variable before the file",
    "open",
    { variables: { CRED_PASSPHRASE: "from variable", ...file }, file: "from file" },
    "from variable",
  ],
  ["the file", "open", { variables: file, file: "from file" }, "from file"],
  ["the file, one newline cut", "open", { variables: file, file: "two newlines\n\n" }, "two newlines\n"],
  ["the file, a Windows newline cut", "make", { variables: file, file: "from windows\r\n" }, "from windows"],
  [
    "the identity in a key file",
    "make",
    { variables: file, file: `# created: now\n${IDENTITY}\n` },
    IDENTITY,
  ],
  ["the file before the terminal", "open", { variables: file, file: "from file", typed: [] }, "from file"],
  ["the terminal", "open", { typed: ["typed once"] }, "typed once"],
  ["the terminal, twice for a new one", "make", { typed: ["typed twice", "typed twice"] }, "typed twice"],
  ["a short one, where it exists already", "open", { typed: ["short"] }, "short"],
  ["eight characters, not bytes", "make", { variables: { CRED_PASSPHRASE: "🗝🗝🗝🗝🗝🗝🗝🗝" } }, "🗝🗝🗝🗝🗝🗝🗝🗝"],
];

for (const [name, purpose, given, expected] of answered) {
  Deno.test(`passphrase: taken from ${name}`, async () => {
    assert.equal(await ask(purpose, given), expected);
  });
}

const refused: readonly [string, PassphrasePurpose, Given, string][] = [
  ["nothing is set and nobody can be asked", "open", {}, "usage.passphrase_missing"],
  ["CI is set", "open", { variables: { CI: "true" }, typed: ["typed"] }, "usage.passphrase_missing"],
  ["asking is switched off", "open", { noInput: true, typed: ["typed"] }, "usage.passphrase_missing"],
  ["the file is not there", "open", { variables: file }, "usage.passphrase_missing"],
  ["the file is empty", "open", { variables: file, file: "\n" }, "usage.passphrase_missing"],
  [
    "the file is no text",
    "open",
    { variables: file, file: new Uint8Array([0xff, 0xfe]) },
    "usage.passphrase_not_text",
  ],
  ["the second differs", "make", { typed: ["typed twice", "typed twicf"] }, "usage.passphrase_mismatch"],
  ["a typed new one is short", "make", { typed: ["short12"] }, "usage.passphrase_too_short"],
  [
    "a given new one is short",
    "make",
    { variables: { CRED_PASSPHRASE: "short12" } },
    "usage.passphrase_too_short",
  ],
];

for (const [name, purpose, given, code] of refused) {
  Deno.test(`passphrase: refused when ${name}`, async () => {
    const error = await assertRefused(() => ask(purpose, given), code);
    assert.ok(!/typed|short12/.test(error.message));
  });
}

Deno.test("passphrase: without one the error names both variables", async () => {
  const error = await assertRefused(() => ask("open", {}), "usage.passphrase_missing");
  assert.match(error.message, /CRED_PASSPHRASE or CRED_PASSPHRASE_FILE/);
});

Deno.test("passphrase: a new one is asked for as such", async () => {
  const questions: string[] = [];
  await ask("make", { typed: ["typed twice", "typed twice"] }, questions);
  assert.deepEqual(questions, ["New passphrase for the file keychain: ", "The same passphrase again: "]);
});
