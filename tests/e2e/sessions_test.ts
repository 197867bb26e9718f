// The sessions in sessions/, each in a playground of its own: exact output, with placeholders for what differs.
import assert from "node:assert/strict";
import { openPlayground } from "../../scripts/playground.ts";
import { playSession } from "./session.ts";

const FOLDER = `${import.meta.dirname}/sessions`;
const UPDATE = Deno.env.get("CRED_TEST_UPDATE") !== undefined;

for (const { name } of [...Deno.readDirSync(FOLDER)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  Deno.test(`session: ${name.replace(/\.txt$/, "").replaceAll("_", " ")}`, async () => {
    const path = `${FOLDER}/${name}`;
    await using playground = await openPlayground();
    const { expected, found, leaks } = await playSession(await Deno.readTextFile(path), playground);
    assert.deepEqual(leaks, [], "secrets were printed");
    if (UPDATE) return await Deno.writeTextFile(path, found);
    assert.equal(found, expected);
  });
}
