// The archive of manual pages that a release has: the same bytes of the same pages, and readable for everybody.
import assert from "node:assert/strict";
import { run } from "../../scripts/binary.ts";
import { packManPages } from "../../scripts/man_archive.ts";

const isGnu = run("tar", ["--version"]).text.includes("GNU tar");

Deno.test({
  name: `man archive: the same pages are the same bytes${isGnu ? "" : " (skipped: needs GNU tar)"}`,
  ignore: !isGnu,
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "cred-man-" });
    try {
      const archives = ["ab", "ba"].map((order, n) => {
        const pages = `${folder}/${n}/man/man1`;
        Deno.mkdirSync(pages, { recursive: true });
        for (const name of order) {
          Deno.writeTextFileSync(`${pages}/${name}.1`, `page ${name}`);
          Deno.chmodSync(`${pages}/${name}.1`, n === 0 ? 0o600 : 0o775);
          Deno.utimeSync(`${pages}/${name}.1`, n, n);
        }
        Deno.chmodSync(pages, n === 0 ? 0o700 : 0o777);
        const { success, text } = packManPages(`${folder}/${n}`, `${folder}/${n}.tar.gz`);
        assert(success, text);
        return Deno.readFileSync(`${folder}/${n}.tar.gz`);
      });
      assert.deepEqual(archives[0], archives[1]);
      const { text } = run("tar", ["-tvzf", `${folder}/1.tar.gz`]);
      assert.deepEqual(text.trim().split("\n").map((line) => line.replace(/ .* /, " ")), [
        "drwxr-xr-x man/",
        "drwxr-xr-x man/man1/",
        "-rw-r--r-- man/man1/a.1",
        "-rw-r--r-- man/man1/b.1",
      ]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
