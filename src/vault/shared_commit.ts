// Puts a vault's files on its branch: objects, trees and a commit are made first and in the way, then the branch
// moves in one step, if it is still where it was. Whatever dies before leaves objects that nothing points at.

import { sameBytes } from "../domain/encoding.ts";
import { type Git, gitError } from "./git.ts";
import { ATTRIBUTES, POINTER, type SharedVault } from "./shared_branch.ts";

const ATTRIBUTES_BYTES = new TextEncoder().encode("* -text\n");
/** Objects written at once. */
const AT_ONCE = 4;

/** What a branch is to hold. */
export interface SharedContent {
  readonly pointer: Uint8Array;
  readonly logs: ReadonlyMap<string, Uint8Array>;
  /** Sealed values by hash. */
  readonly values: ReadonlyMap<string, Uint8Array>;
}

/** Git's names of files by path. */
export type Objects = ReadonlyMap<string, string>;

/** Writes the files that none of the `known` vaults holds; returns git's names of all. */
export async function writeObjects(
  git: Git,
  { pointer, logs, values }: SharedContent,
  known: readonly SharedVault[],
): Promise<Objects> {
  const files: (readonly [path: string, bytes: Uint8Array])[] = [
    [ATTRIBUTES, ATTRIBUTES_BYTES],
    [POINTER, pointer],
    ...Array.from(logs, ([log, bytes]) => [`log/${log}.jsonl`, bytes] as const),
    ...Array.from(values, ([value, bytes]) => [`values/${value}.age`, bytes] as const),
  ];
  const objects = new Map<string, string>();
  const write = async ([path, bytes]: readonly [string, Uint8Array]) => {
    const held = known.map((vault) => vault.files.get(path)).find((file) =>
      file !== undefined && sameBytes(file.bytes, bytes)
    );
    const args = ["hash-object", "-w", "--no-filters", "--stdin"];
    objects.set(path, held?.object ?? await git.text("write an object", args, bytes));
  };
  for (let at = 0; at < files.length; at += AT_ONCE) {
    await Promise.all(files.slice(at, at + AT_ONCE).map(write));
  }
  return objects;
}

/** Whether these are the very files of a shared vault. */
export function isTreeOf(objects: Objects, vault: SharedVault): boolean {
  return objects.size === vault.files.size &&
    [...objects].every(([path, object]) => vault.files.get(path)?.object === object);
}

/** Commits files; the branch doesn't move. Returns the commit's name. */
export async function writeCommit(
  git: Git,
  objects: Objects,
  parents: readonly string[],
  message: string,
): Promise<string> {
  const entries = [...objects].filter(([path]) => !path.includes("/")).map(([path, object]) =>
    entry("100644 blob", object, path)
  );
  for (const folder of ["log", "values"]) {
    const inside = [...objects].filter(([path]) => path.startsWith(`${folder}/`));
    if (inside.length === 0) continue;
    const files = inside.map(([path, object]) => entry("100644 blob", object, path.slice(folder.length + 1)));
    entries.push(entry("040000 tree", await writeTree(git, files), folder));
  }
  const tree = await writeTree(git, entries);
  const args = ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])];
  return await git.text("write a commit", args, message);
}

/** Moves a branch from where it was (undefined: from nowhere). Why not, when it is somewhere else by now, or held. */
export async function moveBranch(
  git: Git,
  ref: string,
  to: string,
  from: string | undefined,
): Promise<string | undefined> {
  const { ok, said } = await git.run(["update-ref", "-m", "cred sync", ref, to, from ?? ""]);
  if (ok) return undefined;
  const now = await git.maybe(["rev-parse", "--verify", "--quiet", ref]);
  if (now === from && !/\.lock|unable to create/i.test(said)) throw gitError(`move ${ref}`, said);
  return said;
}

function entry(kind: string, object: string, name: string): string {
  return `${kind} ${object}\t${name}\0`;
}

async function writeTree(git: Git, entries: readonly string[]): Promise<string> {
  return await git.text("write a tree", ["mktree", "-z"], entries.join(""));
}
