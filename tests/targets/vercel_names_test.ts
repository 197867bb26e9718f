import assert from "node:assert/strict";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { vercel } from "../../src/targets/vercel/mod.ts";

Deno.test("vercel: each environment has one of its own there, but for the names of development", () => {
  const rows: readonly (readonly [environment: string, scope: string | undefined])[] = [
    ["default", "development"],
    ["dev", "development"],
    ["development", "development"],
    ["preview", "preview"],
    ["production", "production"],
    ["staging", "staging"],
    ["Staging", undefined],
    ["a.b", undefined],
  ];
  for (const [environment, scope] of rows) {
    const found = vercel.scopeOf(environment, "project");
    if (scope !== undefined) assert.equal(found, scope);
    else assert.equal((found as { code: string }).code, "usage.environment");
  }
});

Deno.test("vercel: identifiers", () => {
  const rows: readonly (readonly [text: string, then: string | undefined])[] = [
    ["shop.web", "shop.web"],
    ["prj_AbC123", "prj_AbC123"],
    ["acme/shop", "acme/shop"],
    ["team_Abc/prj_Def", "team_Abc/prj_Def"],
    ["https://vercel.com/acme/shop/settings/environment-variables", "acme/shop"],
    ["Shop", undefined],
    ["acme/shop/x", undefined],
    ["acme/", undefined],
    ["/shop", undefined],
    ["acme/..", undefined],
    ["..", undefined],
    ["acme/shop?x", undefined],
    ["acme&teamId=x/shop", undefined],
    ["https://example.com/acme/shop", undefined],
  ];
  for (const [text, then] of rows) assert.equal(vercel.readIdentifier(text, "project"), then, text);
});

Deno.test("vercel: the project of a linked folder", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cred-vercel-" });
  const find = () =>
    vercel.findIdentifier({ files: denoFiles(), processes: denoProcesses(), folder, address: "" });
  assert.equal(await find(), undefined);
  await Deno.mkdir(`${folder}/.vercel`);
  for (
    const [link, then] of [
      [{ projectId: "prj_Abc", orgId: "team_Def" }, "team_Def/prj_Abc"],
      [{ projectId: "prj_Abc", orgId: "UserOfMine" }, "prj_Abc"],
      [{ projectId: "../x", orgId: "team_Def" }, undefined],
      [{ orgId: "team_Def" }, undefined],
      ["no link", undefined],
    ] as const
  ) {
    await Deno.writeTextFile(`${folder}/.vercel/project.json`, JSON.stringify(link));
    assert.equal(await find(), then);
  }
  await Deno.writeTextFile(`${folder}/.vercel/project.json`, "{");
  assert.equal(await find(), undefined);
  await Deno.remove(folder, { recursive: true });
});
