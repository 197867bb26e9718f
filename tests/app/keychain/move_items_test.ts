import assert from "node:assert/strict";
import { moveItems } from "../../../src/app/keychain/move_items.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { MemoryKeychain } from "../../support/memory_keychain.ts";

const ITEMS = ["token-1-a", "vault-1", "vault-2"];

async function filled(): Promise<MemoryKeychain> {
  const keychain = new MemoryKeychain();
  for (const item of ITEMS) await keychain.set(item, Secret.ofText(`value of ${item}`), "label");
  return keychain;
}

function assertWhole(keychain: MemoryKeychain): void {
  for (const item of ITEMS) {
    assert.ok(keychain.items.get(item)?.value.equals(Secret.ofText(`value of ${item}`)), item);
  }
}

Deno.test("move items: all are in the new keychain, with labels, and gone from the old one", async () => {
  const from = await filled(), to = new MemoryKeychain();
  assert.deepEqual(await moveItems(from, to, () => Promise.resolve()), { moved: ITEMS, left: [] });
  assertWhole(to);
  assert.equal(from.items.size, 0);
  assert.deepEqual([...to.items.values()].map(({ label }) => label), [
    "cred token (vault 1)",
    "cred vault 1",
    "cred vault 2",
  ]);
});

Deno.test("move items: a crash at any call leaves all of them in the chosen keychain, and again goes on", async () => {
  let crashes = 0;
  for (let failing = 1;; failing++) {
    const from = await filled(), to = new MemoryKeychain();
    let chosen = from, calls = 0, isDead = false;
    const die = () => {
      if (isDead || ++calls === failing) {
        isDead = true;
        throw new Error("dead");
      }
    };
    const switchOver = () => Promise.resolve().then(die).then(() => void (chosen = to));
    from.before = to.before = die;
    await moveItems(from, to, switchOver).catch(() => {});
    from.before = to.before = undefined;
    assertWhole(chosen);
    if (!isDead) break;
    crashes++;
    await moveItems(from, to, () => Promise.resolve());
    assertWhole(to);
    assert.equal(from.items.size, 0);
  }
  assert.ok(crashes > 12, `${crashes} calls were tried`);
});

Deno.test("move items: what the old keychain does not let go of is named", async () => {
  const from = await filled(), to = new MemoryKeychain();
  from.before = (act, item) => {
    if (act === "delete" && item === "vault-1") throw new Error("no");
  };
  const { moved, left } = await moveItems(from, to, () => Promise.resolve());
  assert.deepEqual([moved, left], [["token-1-a", "vault-2"], ["vault-1"]]);
});

Deno.test("move items: an item with two values is a conflict, and nothing is removed", async () => {
  const from = await filled(), to = new MemoryKeychain();
  await to.set("vault-1", Secret.ofText("another"), "label");
  const switched = () => Promise.reject(new Error("was switched"));
  await assert.rejects(() => moveItems(from, to, switched), { code: "conflict.keychain_item" });
  assertWhole(from);
});

Deno.test("move items: what is stored in the old one while they move is moved too", async () => {
  const from = await filled(), to = new MemoryKeychain();
  const { moved } = await moveItems(
    from,
    to,
    () => from.set("vault-3", Secret.ofText("late"), "label"),
  );
  assert.deepEqual(moved, [...ITEMS, "vault-3"]);
  assert.ok(to.items.get("vault-3")?.value.equals(Secret.ofText("late")));
});
