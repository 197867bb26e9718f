import assert from "node:assert/strict";
import { denoFiles } from "../../src/system/deno/files.ts";
import type { ProgramOutput } from "../../src/system/processes.ts";
import { gitlab } from "../../src/targets/gitlab/mod.ts";
import { findIdentifier, maskOf, readIdentifier } from "../../src/targets/gitlab/names.ts";

Deno.test("gitlab: what can be masked", () => {
  for (
    const [value, mask] of [
      ["Abc0_+=/@:.~-", "everywhere"],
      ["12345678", "everywhere"],
      ["1234567", "never"],
      ["", "never"],
      ["pa$$word", "where_raw"],
      ["秘密秘密秘密秘密", "where_raw"],
      ["🔑🔑🔑🔑🔑🔑🔑", "never"],
      ["with space", "never"],
      ["two\nlines-of-it", "never"],
      ["no-break\u00a0space", "where_raw"],
    ] as const
  ) assert.equal(maskOf(value), mask, value);
});

Deno.test("gitlab: names and sizes are refused before a call", () => {
  const code = (name: string, size = 1) => gitlab.refuse({ name, size }, "project")?.code;
  assert.equal(code("A".repeat(255)), undefined);
  assert.equal(code("A".repeat(256)), "usage.name");
  assert.equal(code("A-B"), "usage.name");
  assert.equal(code("A", 10_000), undefined);
  assert.equal(code("A", 10_001), "usage.too_large");
});

Deno.test("gitlab: environments are scopes of the same name, default is every one", () => {
  assert.equal(gitlab.scopeOf("default", "project"), "*");
  assert.equal(gitlab.scopeOf("production", "project"), "production");
});

Deno.test("gitlab: identifiers", () => {
  const rows: readonly (readonly [text: string, store: string, then: string | undefined])[] = [
    ["acme/app", "project", "acme/app"],
    ["Acme/Sub/App.x", "project", "Acme/Sub/App.x"],
    ["42", "project", "42"],
    ["042", "project", undefined],
    ["acme", "project", undefined],
    ["acme", "group", "acme"],
    ["acme/sub", "group", "acme/sub"],
    ["https://gitlab.com/acme/app.git", "project", "acme/app"],
    ["https://user:pass@gitlab.com/acme/app/-/settings/ci_cd", "project", "acme/app"],
    ["git@gitlab.com:acme/app.git", "project", "acme/app"],
    ["https://gitlab.com/groups/acme/sub", "group", "acme/sub"],
    ["acme/app.git", "project", undefined],
    ["acme//app", "project", undefined],
    ["acme/../app", "project", undefined],
    ["acme/a b", "project", undefined],
    ["/acme/app", "project", undefined],
    ["acme/app?x", "project", undefined],
  ];
  for (const [text, store, then] of rows) assert.equal(readIdentifier(text, store), then, text);
});

Deno.test("gitlab: the project of a working folder, only where its host is the platform's", async () => {
  const find = (url: string | undefined, address = "https://gitlab.com") =>
    findIdentifier({
      files: denoFiles(),
      processes: {
        output: (): Promise<ProgramOutput> =>
          Promise.resolve({
            status: url === undefined ? 2 : 0,
            stdout: new TextEncoder().encode(`${url}\n`),
          }),
        page: () => Promise.resolve(false),
        run: () => Promise.resolve(0),
      },
      folder: "/work",
      address,
    });
  assert.equal(await find("git@gitlab.com:acme/tools/app.git"), "acme/tools/app");
  assert.equal(await find("https://oauth2:secret@gitlab.com/acme/app.git"), "acme/app");
  assert.equal(await find("ssh://git@altssh.gitlab.com:443/acme/app.git"), "acme/app");
  assert.equal(await find("git@github.com:acme/app.git"), undefined);
  assert.equal(await find("https://gitlab.com.example.com/acme/app"), undefined);
  assert.equal(await find(undefined), undefined);
  const own = "https://example.com/gitlab";
  assert.equal(await find("https://example.com/gitlab/acme/app.git", own), "acme/app");
  assert.equal(await find("git@example.com:acme/app.git", own), "acme/app");
  assert.equal(await find("https://example.com/acme/app.git", own), undefined);
});
