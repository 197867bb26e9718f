// The npm packages, installed by the real npm without any script: the wrapper finds the binary for this system, hands on
// words, streams and status, and says so where there is none. The binary is a script that tells what it was given.
import assert from "node:assert/strict";
import { run } from "../../scripts/binary.ts";
import { writeNpmPackages } from "../../scripts/npm_packages.ts";
import { thisPlatform } from "../../scripts/platforms.ts";

const PROGRAM = `#!/bin/sh
case "$1" in
  kill) kill -TERM $$ ;;
  read) read -r line; echo "read $line" ;;
  *) echo "cred $*"; echo problem >&2; exit 6 ;;
esac
`;

const why = Deno.build.os === "windows"
  ? " (skipped: the binary is a shell script)"
  : run("npm", ["--version"]).success
  ? ""
  : " (skipped: needs npm)";

/** The packages as npm takes them, in a folder of their own. */
function pack(folder: string): readonly string[] {
  const platform = thisPlatform()!;
  Deno.writeTextFileSync(`${folder}/binary`, PROGRAM, { mode: 0o755 });
  Deno.mkdirSync(`${folder}/pages`);
  for (const name of ["cred.1", "cred-init.1"]) Deno.writeTextFileSync(`${folder}/pages/${name}`, name);
  return writeNpmPackages(folder, [platform], () => "binary", `${folder}/pages`).map((place) => {
    const { success, text } = run("npm", ["pack", "--silent", "--pack-destination", folder, place]);
    assert(success, text);
    return `${folder}/${text.trim()}`;
  });
}

/** A project with packages in it; what running its `cred` comes to. */
function install(folder: string, packages: readonly string[]) {
  const project = Deno.makeTempDirSync({ dir: folder });
  const { success, text } = run("npm", [
    "install",
    "--silent",
    "--offline",
    "--ignore-scripts",
    "--omit=optional",
    "--prefix",
    project,
    ...packages,
  ]);
  assert(success, text);
  return async (args: readonly string[], input = "") => {
    const child = new Deno.Command(`${project}/node_modules/.bin/cred`, {
      args: [...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    await new Response(input).body!.pipeTo(child.stdin);
    const { code, signal, stdout, stderr } = await child.output();
    const decoder = new TextDecoder();
    return { code, signal, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  };
}

Deno.test({
  name: `npm packages: the wrapper is the binary of this system, and says so where there is none${why}`,
  ignore: why !== "",
  fn: async () => {
    const folder = Deno.makeTempDirSync({ prefix: "cred-npm-" });
    try {
      const packages = pack(folder);
      const cred = install(folder, packages);
      const words = ["secret", "get", "A B", "$HOME", "*"];
      assert.deepEqual(await cred(words), {
        code: 6,
        signal: null,
        stdout: `cred ${words.join(" ")}\n`,
        stderr: "problem\n",
      });
      assert.equal((await cred(["read"], "a line\n")).stdout, "read a line\n");
      assert.equal((await cred(["kill"])).signal, "SIGTERM");

      const alone = await install(folder, packages.slice(-1))(["--version"]);
      assert.equal(alone.code, 1);
      assert.match(alone.stderr, /^error: @[^ ]+ is not installed: there is no cred for this system/);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: `npm packages: installed for everything, man finds the pages beside the program${why}`,
  ignore: why !== "",
  fn: () => {
    const folder = Deno.makeTempDirSync({ prefix: "cred-npm-" });
    try {
      const prefix = `${folder}/global`;
      const { success, text } = run("npm", [
        "install",
        "--global",
        "--silent",
        "--offline",
        "--ignore-scripts",
        "--omit=optional",
        "--prefix",
        prefix,
        ...pack(folder).slice(-1),
      ]);
      assert(success, text);
      assert(Deno.statSync(`${prefix}/bin/cred`).isFile);
      for (const name of ["cred.1", "cred-init.1"]) {
        assert.equal(Deno.readTextFileSync(`${prefix}/share/man/man1/${name}`), name);
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
