import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";

const SIZE_64K = 65_536;
const VALUE = "re_Value-ThatMustNotBeShown";

/** Registers, as tests or as steps of one, what every keychain must do. */
export type Registrar = (name: string, check: () => Promise<void>) => unknown;

/**
 * What holds for every kind of keychain; `open` gives the same keychain's content each time within a case. `maxBytes`
 * is the most that a value may have, where that is less than 64 KiB.
 */
export function keychainContract(
  register: Registrar,
  open: () => Keychain | Promise<Keychain>,
  { maxBytes = SIZE_64K }: { readonly maxBytes?: number } = {},
): void {
  register("an item that was never stored is undefined, not there, and not deleted", async () => {
    const keychain = await open();
    assert.equal(await keychain.get("never"), undefined);
    assert.equal(await keychain.has("never"), false);
    assert.equal(await keychain.delete("never"), false);
  });

  register("what was stored comes back, is there, and is gone once deleted", async () => {
    const keychain = await open();
    await keychain.set("one", Secret.ofText(VALUE), "cred: one");
    assert.equal(await keychain.has("one"), true);
    assert.equal(await textOf(keychain, "one"), VALUE);
    assert.equal(await keychain.delete("one"), true);
    assert.equal(await keychain.has("one"), false);
    assert.equal(await keychain.get("one"), undefined);
    assert.equal(await keychain.delete("one"), false);
  });

  register("storing again overwrites, and leaves one item to delete", async () => {
    const keychain = await open();
    await keychain.set("twice", Secret.ofText("first"), "cred: twice");
    await keychain.set("twice", Secret.ofText("second, longer"), "cred: twice, renamed");
    assert.equal(await textOf(keychain, "twice"), "second, longer");
    assert.equal(await keychain.delete("twice"), true);
    assert.equal(await keychain.delete("twice"), false);
  });

  register("two items do not mix, even when one's name starts the other's", async () => {
    const keychain = await open();
    await keychain.set("pair", Secret.ofText("left"), "cred: pair");
    await keychain.set("pair-2", Secret.ofText("right"), "cred: pair-2");
    assert.equal(await textOf(keychain, "pair"), "left");
    assert.equal(await textOf(keychain, "pair-2"), "right");
    assert.equal(await keychain.delete("pair"), true);
    assert.equal(await textOf(keychain, "pair-2"), "right");
  });

  register("all items are listed by name, in order, and nothing else", async () => {
    const keychain = await open();
    const names = ["listed-2", "listed", "alone"];
    // A keychain that is somebody's own holds more than what is stored here.
    const others = (await keychain.list()).filter((name) => !names.includes(name));
    for (const name of names) await keychain.set(name, Secret.ofText("value"), `cred: ${name}`);
    assert.deepEqual(await keychain.list(), [...others, "alone", "listed", "listed-2"].sort());
    assert.equal(await keychain.delete("listed"), true);
    assert.deepEqual(await keychain.list(), [...others, "alone", "listed-2"].sort());
  });

  const texts: Readonly<Record<string, string>> = {
    [`${maxBytes} bytes`]: "0123456789abcdef".repeat(maxBytes / 16),
    "JSON with every kind of quote": JSON.stringify({ seed: "'\"\\", more: [1, null] }),
    "lines": "a\nb\r\n\n",
    "text beyond ASCII": "\ufeffgrüße 🗝",
    "nothing": "",
  };
  for (const [name, text] of Object.entries(texts)) {
    register(`a value comes back byte for byte: ${name}`, async () => {
      const keychain = await open();
      await keychain.set("exact", Secret.ofText(text), "cred: exact");
      assert.ok((await keychain.get("exact"))?.equals(Secret.ofText(text)));
    });
  }

  if (maxBytes < SIZE_64K) {
    register(`a value of more than ${maxBytes} bytes is refused, and what was there stays`, async () => {
      const keychain = await open();
      const text = VALUE + "ä".repeat((maxBytes - VALUE.length) / 2);
      await keychain.set("large", Secret.ofText("small"), "cred: large");
      const error = await assertRefused(
        () => keychain.set("large", Secret.ofText(`${text}äx`), "cred: large"),
        "failed.keychain_too_large",
      );
      assert.ok(error.hints.length > 0);
      assert.equal(await textOf(keychain, "large"), "small");
    });
  }

  register("calls at the same time do not disturb each other", async () => {
    const keychain = await open();
    const names = Array.from({ length: 8 }, (_, i) => `many-${i}`);
    await Promise.all(
      names.map((name) => keychain.set(name, Secret.ofText(`value of ${name}`), `cred: ${name}`)),
    );
    assert.deepEqual(
      await Promise.all(names.map((name) => textOf(keychain, name))),
      names.map((name) => `value of ${name}`),
    );
  });

  const oddNames = [
    "",
    "Upper",
    "a/b",
    "../up",
    "a b",
    "a.b",
    "a_b",
    "ä",
    "line\n",
    "nul\0",
    "x".repeat(101),
  ];
  for (const name of oddNames) {
    register(`the item name ${JSON.stringify(name.slice(0, 9))} (${name.length}) is refused`, async () => {
      const keychain = await open();
      const calls = [
        () => keychain.get(name),
        () => keychain.set(name, Secret.ofText(VALUE), "label"),
        () => keychain.delete(name),
        () => keychain.has(name),
      ];
      for (const call of calls) await assertRefused(call, "failed.keychain");
    });
  }

  register("the longest item name is taken", async () => {
    const keychain = await open();
    const name = "z9-".repeat(34).slice(0, 100);
    await keychain.set(name, Secret.ofText("kept"), "cred: longest");
    assert.equal(await textOf(keychain, name), "kept");
  });

  const notText: Readonly<Record<string, Uint8Array>> = {
    "a NUL": new TextEncoder().encode(`${VALUE}\0tail`),
    "bytes that are no UTF-8": new Uint8Array([...new TextEncoder().encode(VALUE), 0xff]),
  };
  for (const [name, bytes] of Object.entries(notText)) {
    register(`a value with ${name} is refused and nothing is stored`, async () => {
      const keychain = await open();
      await assertRefused(() => keychain.set("odd", Secret.ofBytes(bytes), "label"), "failed.keychain");
      assert.equal(await keychain.has("odd"), false);
    });
  }
}

/** The item's value as text. */
export async function textOf(keychain: Keychain, item: string): Promise<string | undefined> {
  return (await keychain.get(item))?.openText((text) => text);
}

/** Checks a refusal's code, and that neither message, hints nor cause show the value used in these tests. */
export async function assertRefused(call: () => Promise<unknown>, code: string): Promise<CredError> {
  let caught: unknown;
  try {
    await call();
  } catch (error) {
    caught = error;
  }
  assert.ok(
    caught instanceof CredError,
    `expected ${code}, got ${caught === undefined ? "no error" : caught}`,
  );
  assert.equal(caught.code, code);
  const shown = [caught.message, caught.stack, String(caught.cause), ...caught.hints].join("\n");
  assert.ok(!shown.includes(VALUE), "an error shows the value");
  return caught;
}

/** The calls on an item. */
export function callsOn(keychain: Keychain, item = "kept"): readonly (() => Promise<unknown>)[] {
  return [
    () => keychain.get(item),
    () => keychain.set(item, Secret.ofText("other"), "cred: other"),
    () => keychain.delete(item),
    () => keychain.has(item),
  ];
}

/** Every call that there is. */
export function allCallsOn(keychain: Keychain): readonly (() => Promise<unknown>)[] {
  return [...callsOn(keychain), () => keychain.list()];
}
