// Several clones of one project with a bare remote beside them, each on a machine of its own: another CRED_HOME, with
// a copy of the first one's keychain, so that all have the vault's keys and none remembers what another has seen.

import assert from "node:assert/strict";
import { copyFolder } from "./saved_world.ts";
import { makeWorld, type Outcome, type RunOptions, type World } from "./world.ts";

/** One clone on one machine. */
export interface Clone {
  readonly folder: string;
  readonly home: string;
  /** The vault's folder. */
  readonly vault: string;
  run(command: string | readonly string[], options?: RunOptions): Promise<Outcome>;
  /** A command that must succeed; its JSON answer. */
  // deno-lint-ignore no-explicit-any
  json(command: string, options?: RunOptions): Promise<any>;
  /** Sets a secret to a value that is its name. */
  set(name: string): Promise<void>;
  /** Runs git here; its output without the last newline. */
  git(...args: string[]): string;
}

/** A project with its remote. */
export interface Team extends AsyncDisposable {
  readonly world: World;
  readonly root: string;
  /** Path of the bare repository. */
  readonly remote: string;
  /** The first clone: a commit on `main`, pushed, and a vault that isn't. */
  readonly first: Clone;
  /** Another clone on another machine, which has no vault yet. */
  clone(name: string, ...options: string[]): Promise<Clone>;
  /** The same, after both have synced: it has the first one's vault. */
  synced(name: string): Promise<Clone>;
  /** Another clone on a machine that has no keys of the vault. */
  newcomer(name: string): Clone;
  /** Changes the files of the shared branch as somebody would who isn't cred, and pushes that. */
  tamper(change: (folder: string) => void | Promise<void>): Promise<void>;
}

/** Makes a project with a vault. `haste`: how many times faster the program's clock runs than the machine's. */
export async function makeTeam(haste = 1): Promise<Team> {
  const world = await makeWorld({ haste });
  const root = world.home.slice(0, world.home.lastIndexOf("/"));
  const remote = `${root}/remote.git`;
  runGit(root, "init", "--quiet", "--bare", "--initial-branch=main", remote);
  const at = (folder: string, home: string): Clone => {
    const how = (options: RunOptions = {}) => ({
      cwd: folder,
      ...options,
      env: { CRED_HOME: home, ...options.env },
    });
    const run = (command: string | readonly string[], options?: RunOptions) =>
      world.run(command, how(options));
    return {
      folder,
      home,
      vault: `${folder}/.cred`,
      run,
      json: (command, options) => world.json(command, how(options)),
      async set(name) {
        const { status, stderr } = await run(`secret set ${name}`, { stdin: `value of ${name}` });
        assert.equal(status, 0, stderr);
      },
      git: (...args) => runGit(folder, ...args),
    };
  };
  const first = at(world.folder, world.home);
  first.git("init", "--quiet", "--initial-branch=main");
  Deno.writeTextFileSync(`${first.folder}/code.txt`, "code\n");
  first.git("add", "code.txt");
  first.git("commit", "--quiet", "--message=code");
  first.git("remote", "add", "origin", remote);
  first.git("push", "--quiet", "origin", "main");
  await first.json("init");
  const clone = (name: string, ...options: string[]) => {
    const home = `${root}/home-${name}`;
    runGit(root, "clone", "--quiet", ...options, `file://${remote}`, name);
    copyFolder(`${first.home}/keychain`, `${home}/keychain`);
    return at(`${root}/${name}`, home);
  };
  return {
    world,
    root,
    remote,
    first,
    clone: (name, ...options) => Promise.resolve(clone(name, ...options)),
    async synced(name) {
      await first.json("sync");
      const other = clone(name);
      await other.json("sync");
      return other;
    },
    newcomer(name) {
      runGit(root, "clone", "--quiet", `file://${remote}`, name);
      return at(`${root}/${name}`, `${root}/home-${name}`);
    },
    async tamper(change) {
      const folder = await Deno.makeTempDir({ dir: root });
      runGit(folder, "clone", "--quiet", "--branch=cred", remote, ".");
      await change(folder);
      runGit(folder, "add", "--all", "--force");
      runGit(folder, "commit", "--quiet", "--message=tampered");
      runGit(folder, "push", "--quiet", "origin", "cred");
      await Deno.remove(folder, { recursive: true });
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** Runs git in a folder; fails with what it said. */
export function runGit(folder: string, ...args: string[]): string {
  const who = { NAME: "Somebody", EMAIL: "somebody@example.com" };
  const { success, stdout, stderr } = new Deno.Command("git", {
    args,
    cwd: folder,
    env: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      // Else looking at the status would rewrite the index.
      GIT_OPTIONAL_LOCKS: "0",
      GIT_AUTHOR_NAME: who.NAME,
      GIT_AUTHOR_EMAIL: who.EMAIL,
      GIT_COMMITTER_NAME: who.NAME,
      GIT_COMMITTER_EMAIL: who.EMAIL,
    },
  }).outputSync();
  const decoder = new TextDecoder();
  assert(success, `git ${args.join(" ")}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout).replace(/\n$/, "");
}

/** Every file below a folder, by its path, as latin-1 text; none where there is no folder. */
export function filesBelow(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (path: string) => {
    if (!isThere(path)) return;
    for (const entry of Deno.readDirSync(path)) {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory) walk(inside);
      else files[inside.slice(folder.length)] = new TextDecoder("latin1").decode(Deno.readFileSync(inside));
    }
  };
  walk(folder);
  return files;
}

function isThere(path: string): boolean {
  try {
    return Deno.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** What a sync must never change: HEAD, index, status, branches of the code, stash. */
export function workOf({ git, folder }: Clone): Record<string, string> {
  const gitFolder = git("rev-parse", "--absolute-git-dir");
  const index = `${gitFolder}/index`;
  const stat = (path: string) => {
    try {
      return `${Deno.statSync(path).mtime?.getTime()} ${Deno.statSync(path).ino}`;
    } catch {
      return "none";
    }
  };
  const { [index.slice(gitFolder.length)]: bytes = "" } = filesBelow(gitFolder);
  const refs = git("for-each-ref", "--format=%(refname) %(objectname)").split("\n")
    .filter((line) => !/^refs\/(?:heads|remotes\/[^/]+)\/cred /.test(line));
  return {
    head: Deno.readTextFileSync(`${gitFolder}/HEAD`),
    index: bytes,
    indexFile: stat(index),
    code: stat(`${folder}/code.txt`),
    refs: refs.join("\n"),
    fetchHead: stat(`${gitFolder}/FETCH_HEAD`),
    status: git("status", "--porcelain"),
  };
}
