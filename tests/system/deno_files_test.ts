import assert from "node:assert/strict";
import { denoFiles } from "../../src/system/deno/files.ts";
import { untilClosed } from "../support/late_locks.ts";
import { MemoryFiles } from "../support/memory_files.ts";
import { bytes, filesContract, refused, textOf } from "./files_contract.ts";
import { childCommand, temporaryFolder, tinyDisk, whyNoMounts } from "./support.ts";

filesContract("of the machine", () => {
  const folder = temporaryFolder();
  const lock = `${folder.path}/lock`;
  return {
    files: denoFiles(),
    base: folder.path,
    async [Symbol.asyncDispose]() {
      if (await denoFiles().info(lock) !== undefined) await untilClosed(lock);
      folder[Symbol.dispose]();
    },
  };
});

filesContract("in memory", () => ({
  files: new MemoryFiles(),
  base: "",
  [Symbol.asyncDispose]: () => Promise.resolve(),
}));

Deno.test("files: links are refused where bytes are read or written", async () => {
  using folder = temporaryFolder();
  const files = denoFiles(), file = `${folder.path}/file`, link = `${folder.path}/link`;
  await files.create(file, bytes("kept"));
  Deno.symlinkSync(file, link);
  assert.equal((await files.info(link))?.kind, "link");
  await refused(files.read(link), "usage.not_a_file", "is a link");
  await refused(files.append(link, bytes("x")), "usage.not_a_file", "is a link");
  await refused(files.replace(link, bytes("x")), "usage.not_a_file", "is a link");
  await refused(files.truncate(link, 0), "usage.not_a_file", "is a link");
  await refused(files.lock(link, "me", 0), "usage.not_a_file", "is a link");
  await refused(files.create(link, bytes("x")), "conflict.file_exists", link);
  await refused(files.removeFolder(link), "usage.not_a_folder", link);
  assert.equal(await textOf(files, file), "kept");
  assert.equal(await files.remove(link), true);
  assert.equal(await textOf(files, file), "kept");
});

Deno.test("files: a link that leads nowhere is still a link", async () => {
  using folder = temporaryFolder();
  const link = `${folder.path}/link`;
  Deno.symlinkSync(`${folder.path}/planted`, link);
  await refused(denoFiles().append(link, bytes("x")), "usage.not_a_file", "is a link");
  await refused(denoFiles().create(link, bytes("x")), "conflict.file_exists", link);
  assert.equal(await denoFiles().info(`${folder.path}/planted`), undefined);
});

Deno.test("files: a folder behind a link counts as there", async () => {
  using folder = temporaryFolder();
  Deno.mkdirSync(`${folder.path}/real`);
  Deno.symlinkSync(`${folder.path}/real`, `${folder.path}/link`);
  await denoFiles().makeFolder(`${folder.path}/link/a`);
  await denoFiles().makeFolder(`${folder.path}/link`);
  assert.deepEqual(await denoFiles().list(`${folder.path}/real`), ["a"]);
});

Deno.test("files: a folder that is there by the time it is made counts as made", async () => {
  using folder = temporaryFolder();
  // Whoever makes "new" on this way has made the folder itself, as another process would have.
  await denoFiles().makeFolder(`${folder.path}/new/../other/inside`);
  assert.deepEqual(await denoFiles().list(folder.path), ["new", "other"]);
  assert.deepEqual(await denoFiles().list(`${folder.path}/other`), ["inside"]);
});

Deno.test("files: what is made belongs to its owner alone, whatever the umask", async () => {
  using folder = temporaryFolder();
  const files = denoFiles();
  // A process of its own: the umask is one for all tests that run beside this one.
  const args = ["-c", 'umask 0 && "$@"', "sh", ...childCommand(["make_files", folder.path])];
  assert.equal((await new Deno.Command("sh", { args }).output()).code, 0);
  for (const name of ["a", "a/b"]) assert.equal((await files.info(`${folder.path}/${name}`))?.mode, 0o700);
  for (const name of ["created", "appended", "replaced", "lock"]) {
    assert.equal((await files.info(`${folder.path}/a/${name}`))?.mode, 0o600, name);
  }
});

Deno.test("files: replacing a file that others may read makes it private", async () => {
  using folder = temporaryFolder();
  const file = `${folder.path}/f`;
  Deno.writeTextFileSync(file, "old", { mode: 0o644 });
  await denoFiles().replace(file, bytes("new"));
  assert.equal((await denoFiles().info(file))?.mode, 0o600);
});

Deno.test("files: a path that can't be is refused in words", async () => {
  using folder = temporaryFolder();
  await denoFiles().create(`${folder.path}/f`, bytes(""));
  await refused(denoFiles().read(`${folder.path}/f/x`), "usage.not_a_folder", "not a folder");
  await refused(
    denoFiles().create(`${folder.path}/${"n".repeat(300)}`, bytes("")),
    "usage.bad_path",
    "too long",
  );
  await refused(denoFiles().read(`${folder.path}/a\0b`), "failed.file", "cannot read");
});

const noMounts = whyNoMounts();

Deno.test({
  name: `files: on a full disk nothing half-written stays${noMounts}`,
  ignore: noMounts !== "",
  fn: async () => {
    using disk = tinyDisk();
    const files = denoFiles(), big = new Uint8Array(1 << 20);
    await files.create(`${disk.path}/kept`, bytes("kept"));
    await refused(files.create(`${disk.path}/new`, big), "failed.disk_full", `${disk.path}/new`);
    await refused(files.replace(`${disk.path}/kept`, big), "failed.disk_full", "the disk is full");
    assert.deepEqual(await files.list(disk.path), ["kept"]);
    assert.equal(await textOf(files, `${disk.path}/kept`), "kept");
    await refused(files.append(`${disk.path}/kept`, big), "failed.disk_full", "the disk is full");
    // Some of it may be there: the caller knows how long the file was, and cuts it back.
    await files.truncate(`${disk.path}/kept`, 4);
    assert.equal(await textOf(files, `${disk.path}/kept`), "kept");
    (await files.lock(`${disk.path}/lock`, "me", 1_000)).release();
  },
});

Deno.test({
  name: `files: a read-only file system is no access${noMounts}`,
  ignore: noMounts !== "",
  fn: async () => {
    using disk = tinyDisk();
    await denoFiles().create(`${disk.path}/f`, bytes("kept"));
    disk.makeReadOnly();
    for (
      const act of [
        denoFiles().create(`${disk.path}/new`, bytes("x")),
        denoFiles().replace(`${disk.path}/f`, bytes("x")),
        denoFiles().append(`${disk.path}/f`, bytes("x")),
        denoFiles().makeFolder(`${disk.path}/d`),
        denoFiles().remove(`${disk.path}/f`),
        denoFiles().lock(`${disk.path}/lock`, "me", 0),
      ]
    ) await refused(act, "access.file_denied", "read-only");
    assert.equal(await textOf(denoFiles(), `${disk.path}/f`), "kept");
  },
});

const isRoot = Deno.uid() === 0 ? " (skipped: root may write everywhere)" : "";

Deno.test({
  name: `files: a folder without the right to write is no access${isRoot}`,
  ignore: isRoot !== "",
  fn: async () => {
    using folder = temporaryFolder();
    Deno.chmodSync(folder.path, 0o500);
    await refused(
      denoFiles().create(`${folder.path}/f`, bytes("x")),
      "access.file_denied",
      "permission denied",
    );
    Deno.chmodSync(folder.path, 0o700);
  },
});

Deno.test("files: input that a user named, through a link, and not over its limit", async () => {
  using folder = temporaryFolder();
  const files = denoFiles(), link = `${folder.path}/link`;
  await files.create(`${folder.path}/token`, bytes("secret\n"));
  Deno.symlinkSync(`${folder.path}/token`, link);
  assert.deepEqual(await files.readInput(link, 7), bytes("secret\n"));
  await refused(files.readInput(link, 6), "usage.too_large", "more than 6 bytes");
  await refused(files.readInput(folder.path, 6), "usage.not_a_file", "is a folder");
  assert.equal(await files.readInput(`${folder.path}/nothing`, 6), undefined);
});
