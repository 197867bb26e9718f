// What an export writes is read back by `cred import`, by dotenv and by a shell, to the letter.
import assert from "node:assert/strict";
import dotenvPackage from "dotenv";
import fc from "fast-check";
import { exportText, type WrittenSecret } from "../../../src/app/secrets/export_text.ts";
import { readImport } from "../../../src/app/secrets/import_text.ts";
import { CredError } from "../../../src/domain/errors.ts";
import { refuseDescription } from "../../../src/domain/names.ts";

const PEM = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIL+/=\n-----END PRIVATE KEY-----";

const piece = fc.constantFrom(
  ..."aB1 =:#$`'\"\\!%{}()&|;<>*~\t".split(""),
  "\n",
  "\r\n",
  "\r",
  "\\n",
  "\\'",
  "${HOME}",
  "$(id)",
  "export ",
  "\nK=1\n",
  " # no comment",
  "\u2028",
  "\ufeff",
  "\u00a0",
  "ä€😀",
  PEM,
);
const value = fc.array(piece, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));
const description = fc.option(
  fc.array(piece, { minLength: 1, maxLength: 6 }).map((parts) => parts.join(""))
    .filter((text) => text.trim() !== "" && refuseDescription(text) === undefined),
  { nil: undefined },
);
const secrets = fc.uniqueArray(
  fc.record({ name: fc.constantFrom("A", "B", "_c", "LONG_NAME_1", "export", "D"), value, description }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
);

/** The text; undefined where the format can't hold one of the values, which is then said. */
function written(format: "dotenv" | "json" | "shell", all: readonly WrittenSecret[]) {
  try {
    return exportText(format, "staging", all);
  } catch (error) {
    assert.ok(error instanceof CredError && error.code === "failed.format", String(error));
    return undefined;
  }
}

const valuesOf = (all: readonly WrittenSecret[]) =>
  Object.fromEntries(all.map(({ name, value }) => [name, value]));

Deno.test("export: dotenv and an import read back what was written", () => {
  let count = 0;
  fc.assert(
    fc.property(secrets, (all) => {
      const made = written("dotenv", all);
      if (made === undefined) return;
      count++;
      assert.deepEqual({ ...dotenvPackage.parse(made.text) }, valuesOf(all));
      for (const text of [made.text, `${made.text}\n# the end`]) {
        const { entries, left, format } = readImport(text, false);
        assert.deepEqual([format, left], ["dotenv", []]);
        assert.deepEqual(
          entries,
          all.map(({ name, value, description }) => ({
            environment: "staging",
            name,
            value,
            ...(description === undefined ? {} : { description }),
          })),
        );
      }
      const json = readImport(written("json", all)!.text, false);
      assert.deepEqual(json.entries, all.map(({ name, value }) => ({ name, value })));
    }),
    { numRuns: 3_000 },
  );
  assert.ok(count > 500, `${count} of them could be written`);
});

Deno.test("export: dotenv holds the usual values", () => {
  for (
    const value of [
      "x",
      "with space",
      "a#b",
      "$HOME",
      PEM,
      `${PEM}\n`,
      "it's",
      'say "x"',
      "a\r\nb",
      "`",
      "\\n",
      "\\",
    ]
  ) {
    const made = written("dotenv", [{ name: "A", value, description: undefined }]);
    assert.ok(made !== undefined, JSON.stringify(value));
    assert.deepEqual(made.notForShell, value === "a\r\nb" ? ["A"] : [], JSON.stringify(value));
  }
  for (const value of ["a\0b", 'it\'s "x" `y` #\n']) {
    assert.equal(written("dotenv", [{ name: "A", value, description: undefined }]), undefined);
  }
});

Deno.test("export: a shell reads what was written, but for what a warning names", async () => {
  const samples = fc.sample(secrets, { numRuns: 150, seed: 6 });
  const texts: string[] = [], expected: string[] = [];
  for (const all of samples) {
    for (const format of ["dotenv", "shell"] as const) {
      const made = written(format, all);
      if (made === undefined || made.notForShell.length > 0) continue;
      for (const { name, value } of all) {
        texts.push(`(\n${made.text}\nprintf '%s\\0' "$${name}")\n`);
        expected.push(value);
      }
    }
  }
  assert.ok(expected.length > 100, `${expected.length}`);
  for (const shell of ["sh", "bash"]) {
    const child = new Deno.Command(shell, {
      env: { LC_ALL: "C.UTF-8", PATH: Deno.env.get("PATH")! },
      clearEnv: true,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const fed = writer.write(new TextEncoder().encode(texts.join(""))).then(() => writer.close());
    const { stdout, stderr } = await child.output();
    await fed;
    assert.equal(new TextDecoder().decode(stderr), "", shell);
    const found = new TextDecoder("utf-8", { ignoreBOM: true }).decode(stdout).split("\0").slice(0, -1);
    assert.deepEqual(found, expected, shell);
  }
});

Deno.test("import: a file of any hand has the values that dotenv gives it, or an error of its line", () => {
  const wild = fc.array(fc.oneof(piece, fc.constantFrom("A=", "\nB=", "\n", "C='x'\n", '"')), {
    maxLength: 16,
  });
  fc.assert(
    fc.property(wild.map((parts) => parts.join("")), (text) => {
      if (/^\ufeff?\s*\{/.test(text)) return;
      try {
        const { entries } = readImport(text, true);
        const values = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
        assert.deepEqual(values, { ...dotenvPackage.parse(text) });
      } catch (error) {
        assert.ok(error instanceof CredError, String(error));
        assert.match(error.message, /^line \d+ can't be read: /);
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("import: a line that can't be read is named by its number alone", () => {
  const rows: readonly (readonly [text: string, message: RegExp])[] = [
    ["A=1\nhunter2", /^line 2 can't be read: it is neither/],
    ["A=1\r\n\r\nexport hunter2\r\n", /^line 3 /],
    ["A='x\ny'\nhunter2", /^line 3 /],
    ["A=1\nB='hunter2\nC=3", /^line 2 can't be read: its quotes/],
    ["A='it'\\''s hunter2'", /^line 1 can't be read: its quotes/],
    ["A=1\nB=abc#hunter2", /^line 2 can't be read: dotenv ends the value at its "#"/],
    ["A=#hunter2", /^line 1 can't be read: dotenv ends the value/],
    ["1hunter2=x", /^line 1 can't be read: its name/],
    ["\nhunter-2=x", /^line 2 can't be read: its name/],
    ['{"A":"1",\n"B":hunter2}', /^this is not valid JSON/],
    ['{"A":["hunter2"]}', /^the value of "A" is no text/],
    ["# cred-export v1\n\n# [A]\nhunter2=1", /^line 4 can't be read/],
  ];
  for (const [text, message] of rows) {
    assert.throws(() => readImport(text, false), (error) => {
      assert.ok(error instanceof CredError && error.code === "usage.import", String(error));
      assert.match(error.message, message);
      return !error.message.includes("hunter2");
    }, text);
  }
});

Deno.test("import: comments are taken only where that is said", () => {
  const text = "# old: hunter2\nA=1 # behind\n\nB=2 # behind\n#\nC=3\n# far\n\nD=4";
  const without = readImport(text, false);
  assert.ok(without.entries.every(({ description }) => description === undefined));
  assert.match(without.left[0]!.why, /^2 comments were passed over/);
  assert.deepEqual(readImport(text, true).entries.map(({ description }) => description), [
    "old: hunter2",
    "behind",
    undefined,
    undefined,
  ]);
});

const REFERENCE = `# cred-export v1
# exported: 2026-01-02T03:04:05Z

# [environment: default]

# [DATABASE_URL]
# description: primary
# created: 2026-01-01T00:00:00Z
# updated: 2026-01-01T00:00:00Z
DATABASE_URL=postgres://u:p@h/db?x=1#'y' # z

# [TLS_KEY]
# created: 2026-01-01T00:00:00Z
TLS_KEY=-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIL

B=not a key
-----END PRIVATE KEY-----

# [environment: production]

# [DATABASE_URL]
DATABASE_URL="quoted"
`;

Deno.test("import: the other tool's export, and what of it could not be taken over", () => {
  for (const text of [REFERENCE, REFERENCE.replaceAll("\n", "\r\n")]) {
    const { format, entries, left } = readImport(text, false);
    assert.equal(format, "cred-export v1");
    assert.deepEqual(entries, [
      {
        name: "DATABASE_URL",
        value: "postgres://u:p@h/db?x=1#'y' # z",
        environment: "default",
        description: "primary",
      },
      { name: "DATABASE_URL", value: '"quoted"', environment: "production" },
    ]);
    assert.deepEqual(left.map(({ secret }) => secret), [undefined, "TLS_KEY"]);
    assert.match(left[1]!.why, /several lines/);
  }
});
