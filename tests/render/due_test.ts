// Who could read a value, in words: whoever is told of has as many names as were removed, and none is cut.

import assert from "node:assert/strict";
import { dueText } from "../../src/render/due.ts";
import type { Look } from "../../src/render/look.ts";
import type { DueRow } from "../../src/views/due.ts";

const SCREEN: Look = { isTty: true, columns: 60, hasColor: false, nowMs: 0, offset: () => 0 };
const ID = "8dd9e4c35594b798";

/** The text of one row on a terminal. */
function shown(readers: NonNullable<DueRow["readers"]>): string {
  const dueAt = new Date(0).toISOString();
  const command = "cred secret set URL";
  const row: DueRow = {
    secret: "URL",
    environment: "default",
    version: ID,
    why: "reader_removed",
    dueAt,
    readers,
    command,
  };
  return dueText({ vault: undefined, withinMs: 0, due: [row] }, SCREEN);
}

Deno.test("due: names of whoever could read it, the id where a name doesn't tell, and no word is cut", () => {
  const ci = { recipient: ID, name: "ci" };
  const deploy = { recipient: "7691ce857b172c5b", name: "deploy" };
  const old = { recipient: "b22fd3e3db998221", name: "old\x1b[31m" };
  const rest = "removed and could read it\n";
  assert.match(shown([ci]), new RegExp(` ci was ${rest}`));
  assert.match(shown([{ recipient: ID }]), new RegExp(`${ID} was ${rest}`));
  assert.match(
    shown([{ ...ci, nameIsShared: true }, deploy]),
    new RegExp(
      `\n    ci \\(${ID}\\) and deploy were removed and could\n    read it\n    cred secret set URL\n`,
    ),
  );
  const many = shown([ci, deploy, old]);
  assert.match(many.replace(/\s+/g, " "), /ci, deploy and old.* were removed and could read it cred/);
  assert(!many.includes("\x1b"), many);
});
