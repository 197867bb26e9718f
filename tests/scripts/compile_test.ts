// Compiling where no base is at hand, or the wrong one: one sentence, and no binary that doesn't run is left. In a copy
// of the scripts, with a small program for the bundle, and /bin/true for a base.

import assert from "node:assert/strict";

const ROOT = new URL("../..", import.meta.url).pathname;
const NEEDED = ["deno.json", "scripts", "src/domain/version.ts", "src/domain/encoding.ts"];
const BASE = "/bin/true";

function copy(from: string, to: string): void {
  if (!Deno.statSync(from).isDirectory) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to, { recursive: true });
  for (const { name } of Deno.readDirSync(from)) copy(`${from}/${name}`, `${to}/${name}`);
}

/** Runs the script there; what it says, and which files are in `dist` then. */
async function compiling(base: (folder: string) => string) {
  const folder = await Deno.makeTempDir({ prefix: "cred-compile-" });
  try {
    for (const path of ["src/domain", "dist", "cache"]) {
      Deno.mkdirSync(`${folder}/${path}`, { recursive: true });
    }
    for (const path of NEEDED) copy(`${ROOT}${path}`, `${folder}/${path}`);
    Deno.writeTextFileSync(`${folder}/dist/cred.js`, "console.log('cred');\n");
    Deno.writeTextFileSync(`${folder}/dist/hash_worker.js`, "");
    // An older binary is not left for what could not be made.
    Deno.writeTextFileSync(`${folder}/dist/cred`, "older");
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--no-lock", `${folder}/scripts/compile.ts`, "--bundled"],
      env: {
        DENO_DIR: `${folder}/cache`,
        DENORT_BIN: base(folder),
        // Nothing can be downloaded.
        HTTPS_PROXY: "http://127.0.0.1:9",
        NO_COLOR: "1",
      },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return { code, said, files: Array.from(Deno.readDirSync(`${folder}/dist`), ({ name }) => name).sort() };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("compile: without a base it says what to set, and what works meanwhile", async () => {
  const { code, said, files } = await compiling(() => "");
  assert.deepEqual([code, files], [1, ["cred.js", "hash_worker.js"]]);
  assert.match(
    said,
    /^nothing compiled: the base of Deno \S+ for \S+ could not be had; set DENORT_BIN to .*, and meanwhile "deno run --allow-all dist\/cred\.js" is the same program\n$/,
  );
});

Deno.test("compile: a base that is not there is named", async () => {
  const { code, said, files } = await compiling((folder) => `${folder}/none`);
  assert.deepEqual([code, files], [1, ["cred.js", "hash_worker.js"]]);
  assert.match(said, /^nothing compiled: DENORT_BIN names a base that is not there: \/.*\/none\n$/);
});

Deno.test({
  name: "compile: a binary that doesn't run is deleted, and both versions are named",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, said, files } = await compiling((folder) => {
      const base = `${folder}/base`;
      Deno.copyFileSync(BASE, base);
      Deno.writeTextFileSync(base, "Deno/1.2.3", { append: true });
      return base;
    });
    assert.deepEqual([code, files], [1, ["cred.js", "hash_worker.js"]]);
    const made = Deno.version.deno.replaceAll(".", "\\.");
    assert.match(
      said,
      new RegExp(
        `^nothing compiled: the binary that Deno ${made} made on a base of Deno 1\\.2\\.3 does not run \\(.*\\)\n$`,
      ),
    );
  },
});
