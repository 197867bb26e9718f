import assert from "node:assert/strict";
import { entryOf, groupsOf, rewired } from "../../scripts/merge.ts";

/** What is loaded first takes one and two; list and log take one, three and four besides, log alone five, get nothing. */
const SCRIPTS = new Map(Object.entries({
  "main.js":
    `import{a as x}from"./chunk-00000001.js";import"./chunk-00000002.js";import("./log-AAAAAAAA.js");`,
  "dispatch-AAAAAAAA.js": `import{a}from"./chunk-00000001.js";export{a as dispatch};`,
  "log-AAAAAAAA.js":
    `import{a as b}from"./chunk-00000003.js";import{a}from"./chunk-00000005.js";export{a as c};`,
  "secret-AAAAAAAA.js": `export{};`,
  "secret_list-AAAAAAAA.js": `import{a}from"./chunk-00000003.js";export{a as run};`,
  "secret_get-AAAAAAAA.js": `import{a}from"./chunk-00000001.js";export{a as run};`,
  "keychains-AAAAAAAA.js": `export{};`,
  "push-AAAAAAAA.js": `import{a as b,c}from"./chunk-00000004.js";import{a}from"./chunk-00000006.js";b(c,a);`,
  "chunk-00000001.js": `import{b}from"./chunk-00000002.js";var a=b;export{a};`,
  "chunk-00000002.js": `var b=1;export{b};`,
  "chunk-00000003.js": `import{a as t}from"./chunk-00000004.js";export{t as a};`,
  "chunk-00000004.js": `import{a as o}from"./chunk-00000001.js";var e=2;export{o as a,e as c};`,
  "chunk-00000005.js": `var a=3;export{a};\n/*! a licence\n*/\n/*! another */\n`,
  "chunk-00000006.js": `var a=4;export{a};`,
}));
const GROUPS = groupsOf(SCRIPTS, "main.js");

Deno.test("merge: what the same of the commands load that are waited for is merged, alone nothing", () => {
  assert.deepEqual([...GROUPS], [
    ["for_version_log_list_get.js", ["chunk-00000001.js", "chunk-00000002.js"]],
    ["for_log_list.js", ["chunk-00000003.js", "chunk-00000004.js"]],
  ]);
});

Deno.test("merge: a merged file gives what its parts give, each under a name of its own", () => {
  assert.equal(
    entryOf(["chunk-00000004.js", "chunk-00000005.js"], SCRIPTS),
    `export{a as a_0,c as c_0}from"./chunk-00000004.js";\nexport{a as a_1}from"./chunk-00000005.js";`,
  );
});

Deno.test("merge: a part that ends with no export is told", () => {
  assert.throws(() => entryOf(["main.js"], SCRIPTS), /main.js ends with no export/);
});

Deno.test("merge: imports are of the merged files, one of each, and all else stays", () => {
  const rewiredOf = (name: string) => rewired(SCRIPTS.get(name)!, GROUPS);
  assert.equal(
    rewiredOf("main.js"),
    `import{a_0 as x}from"./for_version_log_list_get.js";import("./log-AAAAAAAA.js");`,
  );
  assert.equal(
    rewiredOf("push-AAAAAAAA.js"),
    `import{a_1 as b,c_1 as c}from"./for_log_list.js";import{a}from"./chunk-00000006.js";b(c,a);`,
  );
  assert.equal(rewiredOf("chunk-00000006.js"), SCRIPTS.get("chunk-00000006.js"));
});

Deno.test("merge: a command's file that is no longer there is told", () => {
  const without = new Map([...SCRIPTS].filter(([name]) => !name.startsWith("log-")));
  assert.throws(() => groupsOf(without, "main.js"), /there is no file log-….js/);
});
