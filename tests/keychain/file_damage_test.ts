import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { Secret } from "../../src/domain/secret.ts";
import { type FilesStep, MemoryFiles } from "../support/memory_files.ts";
import { assertRefused, textOf } from "./contract.ts";
import { answering, bytesAt, FOLDER, IDENTITY, openIn, withItem } from "./file_fixture.ts";

/** A test that leaves operations be: age computes for an identity what a file it can't open never waits for. */
function damageTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false });
}

for (
  const [kind, right, wrong] of [
    ["a passphrase", "correct horse", "incorrect horse"],
    ["an identity where a passphrase was used", "correct horse", IDENTITY],
    ["a passphrase where an identity was used", IDENTITY, "correct horse"],
    ["another identity", IDENTITY, await generateX25519Identity()],
  ] as const
) {
  damageTest(`file keychain: a wrong one is told: ${kind}`, async () => {
    const files = new MemoryFiles();
    await openIn(files, { passphrase: answering(right) }).set("item", Secret.ofText("value"), "label");
    const keychain = openIn(files, { passphrase: answering(wrong) });
    const error = await assertRefused(() => keychain.get("item"), "access.wrong_passphrase");
    assert.match(error.hints[0]!, /CRED_PASSPHRASE/);
    assert.ok(!`${error.message}${error.hints}${error.cause}`.includes(wrong));
  });
}

damageTest("file keychain: after a wrong passphrase the right one may be given", async () => {
  const files = await withItem();
  const answers = [await generateX25519Identity(), IDENTITY];
  const keychain = openIn(files, { passphrase: () => Promise.resolve(Secret.ofText(answers.shift()!)) });
  await assertRefused(() => keychain.get("item"), "access.wrong_passphrase");
  assert.equal(await textOf(keychain, "item"), "token");
});

damageTest("file keychain: a mistyped identity is refused and not quoted", async () => {
  const mistyped = `${IDENTITY.slice(0, -1)}${IDENTITY.endsWith("Q") ? "P" : "Q"}`;
  const keychain = openIn(new MemoryFiles(), { passphrase: answering(mistyped) });
  const error = await assertRefused(
    () => keychain.set("item", Secret.ofText("value"), "label"),
    "usage.passphrase_invalid",
  );
  assert.ok(!`${error.message}${error.stack}${error.cause}`.includes(mistyped));
});

damageTest("file keychain: a file swapped with another item's is refused", async () => {
  const files = await withItem();
  await openIn(files).set("other", Secret.ofText("other token"), "label");
  await files.replace(`${FOLDER}/items/item.age`, await bytesAt(files, `${FOLDER}/items/other.age`));
  const error = await assertRefused(() => openIn(files).get("item"), "integrity.keychain_item");
  assert.match(error.message, /items\/item\.age/);
});

damageTest("file keychain: an item sealed to somebody else is refused", async () => {
  const files = await withItem();
  const theirs = new MemoryFiles();
  await openIn(theirs).set("item", Secret.ofText("planted"), "label");
  await files.replace(`${FOLDER}/items/item.age`, await bytesAt(theirs, `${FOLDER}/items/item.age`));
  await assertRefused(() => openIn(files).get("item"), "integrity.keychain_item");
});

damageTest("file keychain: a recipient that is not the identity's is refused", async () => {
  const files = await withItem();
  const theirs = await withItem();
  await files.replace(`${FOLDER}/recipient`, await bytesAt(theirs, `${FOLDER}/recipient`));
  const error = await assertRefused(() => openIn(files).get("item"), "integrity.keychain_item");
  assert.match(error.message, /recipient/);
});

damageTest("file keychain: an item cut or changed anywhere is refused, naming its path", async () => {
  const files = await withItem();
  const path = `${FOLDER}/items/item.age`;
  const whole = await bytesAt(files, path);
  for (let at = 0; at < whole.length; at += 7) {
    const flipped = new Uint8Array(whole);
    flipped[at]! ^= 1;
    for (const damaged of [whole.subarray(0, at), flipped]) {
      await files.replace(path, damaged);
      const error = await assertRefused(() => openIn(files).get("item"), "integrity.keychain_item");
      assert.match(error.message, /items\/item\.age/);
    }
  }
});

damageTest("file keychain: a damaged identity or recipient is refused, naming its path", async () => {
  for (const [name, act] of [["identity.age", "get"], ["recipient", "set"]] as const) {
    const files = await withItem();
    const path = `${FOLDER}/${name}`;
    await files.truncate(path, 40);
    const keychain = openIn(files);
    const call = () =>
      act === "get" ? keychain.get("item") : keychain.set("item", Secret.ofText("x"), "label");
    const error = await assertRefused(call, "integrity.keychain_item");
    assert.ok(error.message.includes(path));
  }
});

damageTest("file keychain: a lost identity is told and never made anew beside its items", async () => {
  for (const lost of [["identity.age"], ["identity.age", "recipient"]]) {
    const files = await withItem();
    for (const name of lost) await files.remove(`${FOLDER}/${name}`);
    await assertRefused(() => openIn(files).get("item"), "failed.keychain");
    await assertRefused(() => openIn(files).set("new", Secret.ofText("value"), "label"), "failed.keychain");
  }
});

damageTest(
  "file keychain: a crash before any step of the first store loses nothing that was promised",
  async () => {
    let crashes = 0;
    for (let failing = 1;; failing++) {
      const files = new MemoryFiles();
      let count = 0;
      files.before = (step: FilesStep, path) => {
        if (++count === failing) throw new Error(`crash before ${step} ${path}`);
      };
      const keychain = openIn(files, { passphrase: answering("correct horse") });
      const hasFailed = await keychain.set("item", Secret.ofText("value"), "label").then(
        () => false,
        () => true,
      );
      files.before = undefined;
      if (!hasFailed) break;
      crashes++;
      const again = openIn(files, { passphrase: answering("correct horse") });
      await again.set("item", Secret.ofText("value"), "label");
      assert.equal(await textOf(again, "item"), "value");
      assert.equal(await textOf(openIn(files, { passphrase: answering("correct horse") }), "item"), "value");
    }
    assert.ok(crashes >= 8, `${crashes} steps were tried`);
  },
);
