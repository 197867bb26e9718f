// The law of moving: every item is written and read back at its new place before the choice changes, and only then
// removed from the old one. Whatever dies between, the chosen keychain has all of them, and running it again goes on.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Keychain } from "../../keychain/keychain.ts";

/** What became of the items of the old keychain. */
export interface Moved {
  readonly moved: readonly string[];
  /** In both now: the old keychain would not let go of them. */
  readonly left: readonly string[];
}

/**
 * Moves all items; `switchOver` makes the new keychain the chosen one. Errors: conflict.keychain_item where both hold
 * an item with different values, and those of both keychains; whatever is thrown, nothing was removed.
 */
export async function moveItems(
  from: Keychain,
  to: Keychain,
  switchOver: () => Promise<void>,
): Promise<Moved> {
  const items = await from.list();
  for (const item of items) await copyItem(item, from, to);
  await switchOver();
  // What another process has stored while the old one was still the chosen one.
  const late = (await from.list()).filter((item) => !items.includes(item));
  for (const item of late) await copyItem(item, from, to);
  const moved: string[] = [], left: string[] = [];
  for (const item of [...items, ...late]) {
    const isGone = await from.delete(item).then(() => true, () => false);
    (isGone ? moved : left).push(item);
  }
  return { moved, left };
}

async function copyItem(item: string, from: Keychain, to: Keychain): Promise<void> {
  const value = await from.get(item);
  // Another process has removed it since it was listed.
  if (value === undefined) return;
  const there = await to.get(item);
  if (there === undefined) await to.set(item, value, labelOf(item));
  const stored = there ?? await to.get(item);
  if (stored?.equals(value)) return;
  if (there === undefined) {
    throw new CredError("failed.keychain", `the ${to.title} did not give back what was stored in it`);
  }
  throw new CredError(
    "conflict.keychain_item",
    `both keychains hold ${quote(item)}, and not with the same value`,
    [`find out which one is right, and delete the other: service "cred", account ${quote(item)}`],
  );
}

/** What the system's own tools show. */
function labelOf(item: string): string {
  const [kind, vault = ""] = item.split("-");
  return kind === "token" ? `cred token (vault ${vault.slice(0, 8)})` : `cred vault ${vault.slice(0, 8)}`;
}
