// The workflows run where this can't be: what they name in this repository is there, and they use its Deno.
import assert from "node:assert/strict";
import { ROOT } from "../../scripts/binary.ts";

const FOLDER = `${ROOT}/.github/workflows`;
const [, deno] = /^DENO=(\S+)$/m.exec(Deno.readTextFileSync(`${ROOT}/.ci/run`))!;
const { tasks } = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));

for (const { name } of Deno.readDirSync(FOLDER)) {
  Deno.test(`workflows: what ${name} names is there`, () => {
    const text = Deno.readTextFileSync(`${FOLDER}/${name}`);
    const paths = text.match(/(?<![\w./-])(?:tests|scripts|src|\.ci)\/[\w./-]+/g) ?? [];
    for (const path of paths) assert.ok(Deno.lstatSync(`${ROOT}/${path}`), path);
    const named = text.match(/\btask [\w:]+/g) ?? [];
    for (const task of named) assert.ok(Object.hasOwn(tasks, task.slice("task ".length)), task);
    assert.ok(paths.length + named.length > 0);
    for (const [, version] of text.matchAll(/\bdeno@([\d.]+)/g)) assert.equal(version, deno);
  });
}
