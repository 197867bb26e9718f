import assert from "node:assert/strict";
import plugin from "../../scripts/lint_rooms.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]scripts$/, "");

/** A rule, a file, its text: what holds, and what the rule says otherwise. */
interface Example {
  readonly rule: string;
  readonly file: string;
  readonly good: string;
  readonly bad: string;
  readonly says: string;
}

const EXAMPLES: readonly Example[] = [
  {
    rule: "imports",
    file: "src/domain/x.ts",
    good: `import { a } from "./a.ts";`,
    bad: `import { a } from "../log/a.ts";`,
    says: "domain may not import log",
  },
  {
    rule: "imports",
    file: "src/domain/x.ts",
    good: `export * from "./a.ts";`,
    bad: `export * from "../system/clock.ts";`,
    says: "domain may not import system",
  },
  {
    rule: "imports",
    file: "src/log/x.ts",
    good: `export { a } from "../system/a.ts";`,
    bad: `export { a } from "../vault/a.ts";`,
    says: "log may not import vault",
  },
  {
    rule: "imports",
    file: "src/vault/x.ts",
    good: `import { a } from "../log/a.ts";`,
    bad: `import type { a } from "../app/a.ts";`,
    says: "vault may not import app",
  },
  {
    rule: "imports",
    file: "src/views/x.ts",
    good: `import type { a } from "../log/a.ts";\nimport { type b } from "../log/b.ts";`,
    bad: `import { type a, b } from "../log/a.ts";`,
    says: "views may import only types from log",
  },
  {
    rule: "imports",
    file: "src/sources/resend/mod.ts",
    good: `import { a } from "../../system/http/a.ts";`,
    bad: `import { a } from "../../keychain/a.ts";`,
    says: "sources may not import keychain",
  },
  {
    rule: "imports",
    file: "src/targets/x.ts",
    good: `import { a } from "../domain/a.ts";`,
    bad: `type A = import("../sources/a.ts").A;`,
    says: "targets may not import sources",
  },
  {
    rule: "imports",
    file: "src/targets/github/seal.ts",
    good: `const { a } = await import("@serenity-kit/noble-sodium");`,
    bad: `import { a } from "@serenity-kit/noble-sodium";`,
    says: `"@serenity-kit/noble-sodium" is slow to load: import it where it is needed`,
  },
  {
    rule: "imports",
    file: "src/keychain/linux/x.ts",
    good: `import { a } from "../items.ts";\nimport { b } from "../../domain/b.ts";`,
    bad: `import { a } from "../../vault/a.ts";`,
    says: "keychain may not import vault",
  },
  {
    rule: "imports",
    file: "src/app/x.ts",
    good: `import { a } from "../vault/a.ts";`,
    bad: `import { a } from "../render/a.ts";`,
    says: "app may not import render",
  },
  {
    rule: "imports",
    file: "src/render/x.ts",
    good: `import { a } from "../views/a.ts";`,
    bad: `import { a } from "../app/a.ts";`,
    says: "render may not import app",
  },
  {
    rule: "imports",
    file: "src/cli/x.ts",
    good: `await import("../app/a.ts");`,
    bad: `await import("../vault/a.ts");`,
    says: "cli may not import vault",
  },
  {
    rule: "imports",
    file: "main.ts",
    good: `import { a } from "./src/system/deno/mod.ts";\nimport { b } from "./src/cli/b.ts";`,
    bad: `import { a } from "./src/app/a.ts";`,
    says: "main.ts may not import app",
  },
  {
    rule: "imports",
    file: "src/app/x.ts",
    good: `import type { a } from "../system/files.ts";`,
    bad: `import { a } from "../system/deno/mod.ts";`,
    says: "only main.ts makes the system",
  },
  {
    rule: "imports",
    file: "src/cli/x.ts",
    good: `import { a } from "../views/a.ts";`,
    bad: `import { a } from "../../tests/a.ts";`,
    says: `"../../tests/a.ts" is not part of the product`,
  },
  {
    rule: "imports",
    file: "src/other/x.ts",
    good: `export const x = 1;`,
    bad: `import { a } from "../domain/a.ts";`,
    says: "src/other is no room: name it in scripts/rooms.ts",
  },
  {
    rule: "imports",
    file: "src/cli/x.ts",
    good: `import { a } from "@stricli/core";`,
    bad: `import { a } from "valibot";`,
    says: `"valibot" belongs in src/log, src/vault, src/sources, src/targets, src/system/http`,
  },
  {
    rule: "imports",
    file: "src/log/x.ts",
    good:
      `import { a } from "@noble/hashes/sha2.js";\nimport c from "canonicalize";\nimport * as v from "valibot";`,
    bad: `import { a } from "@stricli/core";`,
    says: `"@stricli/core" belongs in src/cli`,
  },
  {
    rule: "imports",
    file: "src/system/http/x.ts",
    good: `import * as v from "valibot";`,
    bad: `import * as a from "age-encryption";`,
    says: `"age-encryption" belongs in src/vault, src/keychain`,
  },
  {
    rule: "imports",
    file: "src/views/x.ts",
    good: `export const x = 1;`,
    bad: `import c from "canonicalize";`,
    says: `"canonicalize" belongs in src/log`,
  },
  {
    rule: "imports",
    file: "src/vault/x.ts",
    good: `await import("age-encryption");`,
    bad: `await import("fast-check");`,
    says: `"fast-check" is no package of the product`,
  },
  {
    rule: "imports",
    file: "src/log/x.ts",
    good: `await import("node:crypto");\nimport type { Hash } from "node:crypto";`,
    bad: `import { hash } from "node:crypto";`,
    says: `"node:crypto" is slow to load: import it where it is needed`,
  },
  {
    rule: "literal-imports",
    file: "src/cli/x.ts",
    good: `await import("./a.ts");`,
    bad: "await import(`./${name}.ts`);",
    says: "a binary imports only what was built in: give a literal",
  },
  {
    rule: "deno-global",
    file: "src/app/x.ts",
    good: `Symbol.for("Deno.customInspect");`,
    bad: `globalThis.Deno.exit();`,
    says: "only src/system/deno and src/keychain may say Deno",
  },
  {
    rule: "deno-global",
    file: "src/system/x.ts",
    good: `export const x = 1;`,
    bad: `export function x(file: Deno.FsFile) {}`,
    says: "only src/system/deno and src/keychain may say Deno",
  },
  {
    rule: "no-console",
    file: "src/app/x.ts",
    good: `x.console;`,
    bad: `console.log(1);`,
    says: "output goes through the terminal port",
  },
  {
    rule: "no-default-export",
    file: "src/app/x.ts",
    good: `export function x() {}`,
    bad: `export default function x() {}`,
    says: "export it by its name",
  },
  {
    rule: "pure",
    file: "src/domain/x.ts",
    good: `new Date(0).getTime(); x.fetch();`,
    bad: `Date.now();`,
    says: "the rules don't know Date.now",
  },
  {
    rule: "pure",
    file: "src/views/x.ts",
    good: `export function x(nowMs: number) { return nowMs; }`,
    bad: `export const x = new Date();`,
    says: "the rules don't know what time it is",
  },
  {
    rule: "pure",
    file: "src/domain/x.ts",
    good: `export function x() {}`,
    bad: `export async function x() { await 1; }`,
    says: "the rules don't wait",
  },
  {
    rule: "pure",
    file: "src/domain/x.ts",
    good: `export const x = { crypto: 1 };`,
    bad: `crypto.randomUUID();`,
    says: "the rules don't know crypto",
  },
  {
    rule: "no-direct-package",
    file: "tests/x_test.ts",
    good: `import fc from "fast-check";`,
    bad: `import fc from "npm:fast-check@4";`,
    says: `name "npm:fast-check@4" in deno.json's imports, with its version`,
  },
  {
    rule: "short-file",
    file: "tests/x_test.ts",
    good: "x();\n".repeat(300),
    bad: "x();\n".repeat(301),
    says: "301 lines are more than one thing: at most 300",
  },
];

function findings(rule: string, file: string, source: string): readonly string[] {
  return Deno.lint.runPlugin(plugin, `${ROOT}/${file}`, source)
    .filter((found) => found.id === `rooms/${rule}`)
    .map((found) => found.message);
}

for (const { rule, file, good, bad, says } of EXAMPLES) {
  Deno.test(`rooms/${rule} in ${file}: ${says}`, () => {
    assert.deepEqual(findings(rule, file, good), []);
    assert.deepEqual(findings(rule, file, bad), [says]);
  });
}

Deno.test("rooms: the rooms that own the runtime may say Deno", () => {
  for (const file of ["src/system/deno/x.ts", "src/keychain/x.ts", "tests/x.ts", "scripts/x.ts"]) {
    assert.deepEqual(findings("deno-global", file, "Deno.exit();"), [], file);
  }
});

Deno.test("rooms: main.ts alone may have a default export", () => {
  assert.deepEqual(findings("no-default-export", "main.ts", "export default {};"), []);
});
