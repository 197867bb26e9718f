// What a binary reads from the disk: itself and the user's files, never code. Needs CRED_BIN and strace.
import assert from "node:assert/strict";

const BINARY = Deno.env.get("CRED_BIN");
const CODE =
  /\.([cm]?[jt]sx?|wasm|node)$|(deno|package|import_map)\.jsonc?$|deno\.lock$|deno-compile|node_modules/;

const reason = BINARY === undefined
  ? " (skipped: needs CRED_BIN, the path of a compiled binary)"
  : await hasStrace()
  ? ""
  : " (skipped: needs strace; apt-get install strace)";

async function hasStrace(): Promise<boolean> {
  try {
    return (await new Deno.Command("strace", { args: ["true"], stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** Runs the binary under strace in a folder full of bait; gives every path it named to the system. */
async function pathsNamedBy(
  ...args: string[]
): Promise<{ readonly paths: readonly string[]; readonly status: number }> {
  const folder = Deno.makeTempDirSync({ prefix: "cred-test-" });
  try {
    for (const name of ["deno.json", "package.json", "deno.lock", "import_map.json"]) {
      Deno.writeTextFileSync(`${folder}/${name}`, "{");
    }
    Deno.mkdirSync(`${folder}/deno-compile-cred`);
    const env = {
      HOME: folder,
      TMPDIR: folder,
      CRED_HOME: `${folder}/home`,
      CRED_KEYCHAIN: "file",
      NO_COLOR: "1",
    };
    const { code } = await new Deno.Command("strace", {
      args: ["-f", "-qq", "-s", "4096", "-e", "trace=file", "-o", `${folder}/trace`, BINARY!, ...args],
      cwd: folder,
      env,
      stdin: "null",
    }).output();
    const trace = Deno.readTextFileSync(`${folder}/trace`);
    return { status: code, paths: Array.from(trace.matchAll(/"((?:[^"\\]|\\.)*)"/g), (match) => match[1]!) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

for (const args of [["--version"], ["--help"], ["source", "list"], ["log"]]) {
  Deno.test({
    name: `binary: cred ${args.join(" ")} takes no code from the disk, bytecode neither${reason}`,
    ignore: reason !== "",
    fn: async () => {
      const { paths, status } = await pathsNamedBy(...args);
      assert.equal(status, 0);
      assert(paths.length > 0);
      assert.deepEqual(paths.filter((path) => CODE.test(path)), []);
    },
  });
}
