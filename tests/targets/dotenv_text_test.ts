import assert from "node:assert/strict";
import dotenvPackage from "dotenv";
import fc from "fast-check";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { dotenv, dotenvPath } from "../../src/targets/dotenv/mod.ts";
import { assign, readDotenv, unassign } from "../../src/targets/dotenv/text.ts";

Deno.test("dotenv: a file of any hand is read as dotenv reads it", () => {
  const piece = fc.constantFrom(
    ..."A B =:'\"`#\\ \t".split(""),
    "\n",
    "\r\n",
    "\r",
    "export ",
    "KEY=",
    "\nX='",
    "'\n",
    "# it's\n",
    "\\n",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "ä",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }).map((parts) => parts.join("")), (text) => {
      assert.deepEqual(readDotenv(text), new Map(Object.entries(dotenvPackage.parse(text))));
    }),
    { numRuns: 10_000 },
  );
});

const HAND_WRITTEN = [
  "\ufeff# settings, it's mine",
  "",
  "  export A = old  # where from",
  "B=old#touching",
  "C: yaml",
  "",
  'D="several',
  'lines"',
  "E=",
  "A='again'",
  "# D=not me",
  "LAST=kept",
].join("\n");

Deno.test("dotenv: other lines, comments and their order stay to the byte", () => {
  const write = (text: string, name: string, value: string) => assign(text, name, `'${value}'`, value)!;
  const rows: readonly (readonly [name: string, from: string, to: string])[] = [
    ["B", "B=old#touching", "B='new' #touching"],
    ["C", "C: yaml", "C='new'"],
    ["D", 'D="several\nlines"', "D='new'"],
    ["E", "E=", "E='new'"],
    ["LAST", "LAST=kept", "LAST='new'"],
    ["NEW", "LAST=kept", "LAST=kept\nNEW='new'\n"],
  ];
  for (const [name, from, to] of rows) {
    assert.equal(write(HAND_WRITTEN, name, "new"), HAND_WRITTEN.replace(from, to), name);
  }
  const both = HAND_WRITTEN.replace("A = old  # where from", "A='new' # where from")
    .replace("A='again'", "A='new'");
  assert.equal(write(HAND_WRITTEN, "A", "new"), both);
});

Deno.test("dotenv: a removed name leaves with its lines, all others stay to the byte", () => {
  const rows: readonly (readonly [name: string, from: string])[] = [
    ["B", "B=old#touching\n"],
    ["D", 'D="several\nlines"\n'],
    ["LAST", "LAST=kept"],
  ];
  for (const [name, from] of rows) {
    assert.equal(unassign(HAND_WRITTEN, name), HAND_WRITTEN.replace(from, ""), name);
  }
  assert.equal(readDotenv(unassign(HAND_WRITTEN, "A")!).has("A"), false);
  assert.equal(unassign("\ufeffA=1\r\nB=2\r\n", "A"), "\ufeffB=2\r\n");
});

Deno.test("dotenv: an environment's file", () => {
  for (
    const [identifier, environment, path] of [
      [".env", "default", ".env"],
      [".env", "production", ".env.production"],
      ["app/.env", "staging", "app/.env.staging"],
      [".env.staging", "staging", ".env.staging"],
    ] as const
  ) {
    const scope = dotenv.scopeOf(environment, "file") as string | undefined;
    assert.equal(dotenvPath(identifier, scope), path);
  }
});

Deno.test("dotenv: the one spelling of a path", async () => {
  for (
    const [text, path] of [
      [".env", ".env"],
      ["./.env", ".env"],
      ["././a//b/./.env", "a/b/.env"],
      ["../.env", "../.env"],
      ["/a/.env", "/a/.env"],
      ["a/", undefined],
      [".", undefined],
      ["..", undefined],
      ["a/..", undefined],
      ["/", undefined],
    ] as const
  ) assert.equal(dotenv.readIdentifier(text, "file"), path, text);
  const place = { files: denoFiles(), processes: denoProcesses(), folder: "/", address: "" };
  assert.equal(await dotenv.findIdentifier(place), ".env");
});
