import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { openFileKeychain } from "../../src/keychain/file/mod.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { assertRefused, keychainContract, textOf } from "./contract.ts";
import { answering, FOLDER, IDENTITY, openIn, withItem } from "./file_fixture.ts";

keychainContract(
  (name, check) => Deno.test(`file keychain: ${name}`, check),
  () => openIn(new MemoryFiles()),
);

const passphrase = answering(IDENTITY);
let realFolder = "";

keychainContract(
  (name, check) =>
    Deno.test(`file keychain, reopened for every call, on real files: ${name}`, async () => {
      await using folder = await temporaryFolder();
      realFolder = `${folder.path}/keychain`;
      await check();
    }),
  () => reopening(() => openFileKeychain({ files: denoFiles(), folder: realFolder, passphrase })),
);

/** A keychain that is opened anew for each call, as separate commands do. */
function reopening(openAgain: () => Keychain): Keychain {
  return {
    kind: "file",
    title: "reopened",
    get: (item) => openAgain().get(item),
    set: (item, value, label) => openAgain().set(item, value, label),
    delete: (item) => openAgain().delete(item),
    has: (item) => openAgain().has(item),
    list: () => openAgain().list(),
  };
}

async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "cred-file-keychain-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("file keychain: only reading and making ask for the passphrase, once", async () => {
  const files = new MemoryFiles();
  const first = answering("correct horse");
  const keychain = openIn(files, { passphrase: first });
  assert.equal(await keychain.has("item"), false);
  assert.equal(await keychain.get("item"), undefined);
  assert.equal(await keychain.delete("item"), false);
  assert.deepEqual(first.asked, []);
  await Promise.all([
    keychain.set("item", Secret.ofText("a"), "label"),
    keychain.set("other", Secret.ofText("b"), "label"),
  ]);
  assert.equal(await textOf(keychain, "item"), "a");
  assert.deepEqual(first.asked, ["make"]);

  const second = answering("correct horse");
  const again = openIn(files, { passphrase: second });
  await again.set("item", Secret.ofText("c"), "label");
  assert.equal(await again.has("item"), true);
  assert.equal(await again.delete("other"), true);
  assert.deepEqual(second.asked, []);
  assert.deepEqual(await Promise.all([textOf(again, "item"), textOf(again, "item")]), ["c", "c"]);
  assert.equal(await textOf(again, "item"), "c");
  assert.deepEqual(second.asked, ["open"]);
});

Deno.test("file keychain: no file shows the value or the identity", async () => {
  const files = await withItem("plain-to-see");
  assert.deepEqual(files.paths().map((path) => path.slice(FOLDER.length + 1)), [
    "identity.age",
    "items/item.age",
    "lock",
    "recipient",
  ]);
  for (const path of files.paths()) assert.doesNotMatch(files.text(path), /plain-to-see|AGE-SECRET-KEY/);
});

Deno.test("file keychain: two processes that store first share one identity", async () => {
  const files = new MemoryFiles();
  const both = [openIn(files), openIn(files)];
  await Promise.all(
    both.map((keychain, i) => keychain.set(`item-${i}`, Secret.ofText(`value ${i}`), "label")),
  );
  const third = openIn(files);
  assert.equal(await textOf(third, "item-0"), "value 0");
  assert.equal(await textOf(third, "item-1"), "value 1");
  assert.equal(await textOf(both[0]!, "item-1"), "value 1");
});

Deno.test("file keychain: of two first passphrases the second is refused", async () => {
  const files = new MemoryFiles();
  const results = await Promise.allSettled(
    ["correct horse", "battery staple"].map((text) =>
      openIn(files, { passphrase: answering(text) }).set(`item`, Secret.ofText(text), "label")
    ),
  );
  const [failure, ...more] = results.filter((result) => result.status === "rejected");
  assert.equal(failure?.reason.code, "access.wrong_passphrase");
  assert.deepEqual(more, []);
});

/** Files in which another process writes an item right after we did. */
class RacingFiles extends MemoryFiles {
  override async replace(path: string, bytes: Uint8Array): Promise<void> {
    await super.replace(path, bytes);
    if (path.endsWith("/item.age")) await super.replace(path, new TextEncoder().encode("theirs"));
  }
}

Deno.test("file keychain: a write that another overwrites at once is told", async () => {
  const keychain = openIn(new RacingFiles());
  await assertRefused(() => keychain.set("item", Secret.ofText("mine"), "label"), "failed.keychain");
});

const hasAge = await new Deno.Command("age", { args: ["--version"], stdout: "null", stderr: "null" }).output()
  .then(() => true, () => false);

Deno.test({
  name: `file keychain: the age program opens all of it${hasAge ? "" : " [skipped: apt-get install -y age]"}`,
  ignore: !hasAge,
  async fn() {
    await using folder = await temporaryFolder();
    const keychain = openFileKeychain({
      files: denoFiles(),
      folder: `${folder.path}/keychain`,
      passphrase: answering(IDENTITY),
    });
    await keychain.set("vault-1", Secret.ofText('{"seed":"…"}'), "label");
    const ours = `${folder.path}/ours.txt`;
    const inner = `${folder.path}/inner.txt`;
    await Deno.writeTextFile(ours, IDENTITY);
    await Deno.writeTextFile(inner, await ageOpens(ours, `${folder.path}/keychain/identity.age`));
    assert.equal(
      await ageOpens(inner, `${folder.path}/keychain/items/vault-1.age`),
      'cred/keychain/1 vault-1\n{"seed":"…"}',
    );
    for (const name of ["", "/identity.age", "/recipient", "/items", "/items/vault-1.age"]) {
      const { mode, isFile } = await Deno.stat(`${folder.path}/keychain${name}`);
      assert.equal((mode ?? 0) & 0o777, isFile ? 0o600 : 0o700);
    }
  },
});

async function ageOpens(identity: string, path: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("age", { args: ["-d", "-i", identity, path] }).output();
  assert.equal(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout);
}
