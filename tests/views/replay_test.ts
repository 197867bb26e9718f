import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { digestOf } from "../../src/app/history/replay.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { emptyState } from "../../src/domain/state.ts";
import { headOf, readHistory } from "../../src/log/history.ts";
import { type Json, replayDocument } from "../../src/views/replay.ts";
import { VAULTS } from "../log/make_golden.ts";

const README = await Deno.readTextFile(new URL("../../src/views/README.md", import.meta.url));

/** Fields whose own fields are names that somebody gave, or ids. */
const MAPS = new Set([
  "heads",
  "signers",
  "recipients",
  "fingerprintKeys",
  "sources",
  "keys",
  "versions",
  "secrets",
  "intents",
  "targets",
  "environments",
  "errands",
  "policies",
]);

type Document = { readonly [name: string]: Json };

async function goldenDocument(vault: string): Promise<Document> {
  const scribe = await VAULTS[vault]!();
  const state = emptyState();
  const { logs } = await readHistory(scribe.files(), (event) => {
    if (event.counts !== false) evolve(state, event);
  });
  const heads = [...logs].map(([name, log]) => [name, [headOf(log).size, headOf(log).root] as const]);
  return replayDocument(state, Object.fromEntries(heads));
}

function fieldsOf(value: Json, isMap = false, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) value.forEach((one) => fieldsOf(one, false, found));
  else if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (!isMap) found.add(name);
      const isList = Array.isArray(member);
      fieldsOf(member as Json, !isMap && !isList && MAPS.has(name), found);
    }
  }
  return found;
}

Deno.test("every field of the replay document is named in the README, and every one named there is one", async () => {
  const fields = new Set<string>();
  for (const vault of Object.keys(VAULTS)) fieldsOf(await goldenDocument(vault), false, fields);
  const specified = README.slice(README.indexOf("| field"));
  for (const field of fields) assert.ok(specified.includes(`\`${field}\``), field);
  const rows = [...specified.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name!);
  assert.deepEqual(rows.filter((name) => !fields.has(name)), []);
  assert.ok(fields.size > 45, `${fields.size}`);
});

Deno.test("what is empty or absent is left out", async () => {
  assert.deepEqual(replayDocument(emptyState(), {}), { replay: 1 });
  assert.equal(
    await digestOf({ replay: 1 }),
    `sha256:${createHash("sha256").update('{"replay":1}').digest("hex")}`,
  );
});

Deno.test("the order in which things came to be is not in the document, and nothing of JavaScript is", async () => {
  for (const vault of Object.keys(VAULTS)) {
    const document = await goldenDocument(vault);
    const reversed = JSON.parse(JSON.stringify(document), (_, value) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
      return Object.fromEntries(Object.entries(value).reverse());
    });
    assert.equal(await digestOf(reversed), await digestOf(document));
    assert.deepEqual(JSON.parse(JSON.stringify(document)), document);
  }
});
