import assert from "node:assert/strict";
import { CredError } from "../../src/domain/errors.ts";
import type { Files } from "../../src/system/files.ts";

/** Files to try, and a folder of theirs that is empty and goes away afterwards. */
export interface FilesOnTrial {
  readonly files: Files;
  readonly base: string;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

/** Registers what every kind of files must do; `open` gives a fresh folder each time. */
export function filesContract(kind: string, open: () => FilesOnTrial): void {
  function holds(name: string, check: (files: Files, base: string) => Promise<void>): void {
    Deno.test(`files, ${kind}: ${name}`, async () => {
      await using trial = open();
      await check(trial.files, trial.base);
    });
  }

  holds("what isn't there is undefined, not a failure", async (files, base) => {
    assert.equal(await files.info(`${base}/none`), undefined);
    assert.equal(await files.list(`${base}/none`), undefined);
    assert.equal(await files.read(`${base}/none`), undefined);
    assert.equal(await files.readAt(`${base}/none`, 3, 4), undefined);
    assert.equal(await files.remove(`${base}/none`), false);
    await files.removeFolder(`${base}/none`);
  });

  holds("a folder is made with its parents, and again without complaint", async (files, base) => {
    await files.makeFolder(`${base}/a/b/c`);
    await files.makeFolder(`${base}/a/b/c`);
    const { kind, mode } = (await files.info(`${base}/a/b`))!;
    assert.deepEqual({ kind, mode }, { kind: "folder", mode: 0o700 });
  });

  holds("a file can be read in parts, a small one and a large one", async (files, base) => {
    const parts = [[0, 4], [7, 3], [7, 4], [10, 1], [11, 1], [3, 0]] as const;
    for (const before of [0, 300_000]) {
      const path = `${base}/${before}`;
      await files.create(path, bytes(`${"x".repeat(before)}0123456789`));
      const found = await Promise.all(
        parts.map(([offset, length]) => files.readAt(path, before + offset, length)),
      );
      const texts = found.map((part) => new TextDecoder().decode(part));
      assert.deepEqual(texts, ["0123", "789", "789", "", "", ""], path);
    }
    await files.makeFolder(`${base}/folder`);
    await refused(files.readAt(`${base}/folder`, 0, 1), "usage.not_a_file", `${base}/folder`);
  });

  holds("a file is created once", async (files, base) => {
    await files.create(`${base}/f`, bytes("one"));
    await refused(files.create(`${base}/f`, bytes("two")), "conflict.file_exists", `${base}/f`);
    assert.equal(await textOf(files, `${base}/f`), "one");
    const { kind, size, mode } = (await files.info(`${base}/f`))!;
    assert.deepEqual({ kind, size, mode }, { kind: "file", size: 3, mode: 0o600 });
  });

  holds("replacing makes or exchanges a file and leaves nothing beside it", async (files, base) => {
    await files.replace(`${base}/f`, bytes("one"));
    await files.replace(`${base}/f`, bytes("second"));
    assert.equal(await textOf(files, `${base}/f`), "second");
    assert.deepEqual(await files.list(base), ["f"]);
  });

  holds("a cache is a file like others, put in place whole", async (files, base) => {
    await files.cache(`${base}/f`, bytes("one"));
    await files.cache(`${base}/f`, bytes("second"));
    assert.equal(await textOf(files, `${base}/f`), "second");
    assert.deepEqual(await files.list(base), ["f"]);
    assert.equal((await files.info(`${base}/f`))!.mode, 0o600);
  });

  holds("appending makes or lengthens a file", async (files, base) => {
    await files.append(`${base}/f`, bytes("one\n"));
    await files.append(`${base}/f`, bytes("two\n"));
    await files.append(`${base}/f`, bytes(""));
    assert.equal(await textOf(files, `${base}/f`), "one\ntwo\n");
  });

  holds("a file is cut back to a size", async (files, base) => {
    await files.create(`${base}/f`, bytes("123456"));
    await files.truncate(`${base}/f`, 2);
    assert.equal(await textOf(files, `${base}/f`), "12");
    await refused(files.truncate(`${base}/none`, 0), "failed.file", `${base}/none`);
  });

  holds("names are listed by code unit", async (files, base) => {
    for (const name of ["b", "Z", "a-1", "a", "é"]) await files.create(`${base}/${name}`, bytes(""));
    assert.deepEqual(await files.list(base), ["Z", "a", "a-1", "b", "é"]);
  });

  holds("files and folders move, but onto nothing", async (files, base) => {
    await files.makeFolder(`${base}/from/deep`);
    await files.create(`${base}/from/deep/f`, bytes("x"));
    await files.move(`${base}/from`, `${base}/to`);
    assert.equal(await textOf(files, `${base}/to/deep/f`), "x");
    assert.equal(await files.info(`${base}/from`), undefined);
    await files.create(`${base}/g`, bytes("g"));
    await refused(files.move(`${base}/g`, `${base}/to/deep/f`), "conflict.file_exists", `${base}/to/deep/f`);
    await refused(files.move(`${base}/none`, `${base}/h`), "failed.file", `${base}/none`);
  });

  holds("a file and a folder with content go, and only by their own way", async (files, base) => {
    await files.makeFolder(`${base}/d/e`);
    await files.create(`${base}/d/e/f`, bytes("x"));
    await refused(files.remove(`${base}/d`), "usage.not_a_file", `${base}/d`);
    await refused(files.removeFolder(`${base}/d/e/f`), "usage.not_a_folder", `${base}/d/e/f`);
    assert.equal(await files.remove(`${base}/d/e/f`), true);
    await files.removeFolder(`${base}/d`);
    assert.deepEqual(await files.list(base), []);
  });

  holds("a folder is no file, and a file no folder", async (files, base) => {
    await files.makeFolder(`${base}/d`);
    await files.create(`${base}/f`, bytes(""));
    for (const act of [files.read(`${base}/d`), files.append(`${base}/d`, bytes("x"))]) {
      await refused(act, "usage.not_a_file", `${base}/d`);
    }
    await refused(files.replace(`${base}/d`, bytes("x")), "usage.not_a_file", `${base}/d`);
    await refused(files.list(`${base}/f`), "usage.not_a_folder", `${base}/f`);
    await refused(files.makeFolder(`${base}/f`), "usage.not_a_folder", `${base}/f`);
    await refused(files.create(`${base}/none/f`, bytes("x")), "failed.file", `${base}/none/f`);
  });

  holds("bytes are copied: what the caller changes later changes nothing", async (files, base) => {
    const given = bytes("one");
    await files.create(`${base}/f`, given);
    given.fill(0);
    (await files.read(`${base}/f`))!.fill(0);
    assert.equal(await textOf(files, `${base}/f`), "one");
  });

  holds("a lock keeps others out, names its holder, and is free once released", async (files, base) => {
    const first = await files.lock(`${base}/lock`, "pid 1, cred generate", 1_000);
    await refused(files.lock(`${base}/lock`, "pid 2", 20), "conflict.locked", "held by pid 1, cred generate");
    const second = files.lock(`${base}/lock`, "pid 3", 5_000);
    first.release();
    first.release();
    (await second).release();
    (await files.lock(`${base}/lock`, "pid 4", 1_000)).release();
  });
}

/** The act fails with the code, and its message has the words. */
export async function refused(act: Promise<unknown>, code: string, words: string): Promise<void> {
  const found = await act.then(() => undefined, (cause: unknown) => cause);
  assert(found instanceof CredError, `expected ${code}, got ${String(found)}`);
  assert.equal(found.code, code, found.message);
  assert(found.message.includes(words), found.message);
}

/** UTF-8 bytes. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** A file's content as text. */
export async function textOf(files: Files, path: string): Promise<string> {
  return new TextDecoder().decode(await files.read(path));
}
