// The law of reading from git: plumbing alone (`rev-parse`, `ls-tree`, `cat-file`), so nothing is checked out, no line
// end is converted, and neither index nor work tree is touched.

import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import type { Git } from "./git.ts";
import { VAULT_FOLDER } from "./locate.ts";

/** Longest ref: as long as a path can be. */
const MAX_REF = 4_096;

/** The files of a vault's folder, as a git ref has them. */
export class GitTree {
  /** The ref as it was given. */
  readonly ref: string;
  readonly #git: Git;
  /** Object names by path below the vault's folder. */
  readonly #blobs: ReadonlyMap<string, string>;

  private constructor(ref: string, git: Git, blobs: ReadonlyMap<string, string>) {
    this.ref = ref;
    this.#git = git;
    this.#blobs = blobs;
  }

  /**
   * The vault's folder at a ref (`REF`, `REF:path`): the tree itself, or `.cred` in it. Undefined when the repository
   * has no such ref, or there is no repository.
   */
  static async open(git: Git, ref: string): Promise<GitTree | undefined> {
    // What begins with a dash would be an option, and git knows no ref by such a name.
    if (ref === "" || ref.startsWith("-") || ref.includes("\0") || ref.length > MAX_REF) return undefined;
    const object = await git.maybe(["rev-parse", "--verify", "--quiet", ref]);
    if (object === undefined) return undefined;
    const listed = await git.run(["ls-tree", "-r", "-z", "--full-tree", object]);
    if (!listed.ok) throw unreadable(ref);
    const all = parseTree(new TextDecoder().decode(listed.stdout));
    for (const prefix of ["", `${VAULT_FOLDER}/`]) {
      const blobs = below(all, prefix);
      const isVault = blobs.has("vault.json") || [...blobs.keys()].some((path) => path.startsWith("log/"));
      if (isVault) return new GitTree(ref, git, blobs);
    }
    throw new CredError("usage.no_vault", `there is no vault at git ref ${quote(ref)}`, [
      "name the vault's folder there: REF:path/to/.cred",
    ]);
  }

  /** Paths of all files, below the vault's folder. */
  get paths(): readonly string[] {
    return [...this.#blobs.keys()];
  }

  /** The bytes of a file; undefined when it is not there. */
  async read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const object = this.#blobs.get(path);
    if (object === undefined) return undefined;
    const { ok, stdout } = await this.#git.run(["cat-file", "blob", object]);
    if (!ok) throw unreadable(this.ref);
    return stdout;
  }
}

/** Regular files only: a link or a submodule is no part of a vault. */
function parseTree(listing: string): Map<string, string> {
  const blobs = new Map<string, string>();
  for (const entry of listing.split("\0")) {
    const match = /^100\d{3} blob ([0-9a-f]{40,64})\t(.+)$/s.exec(entry);
    if (match !== null) blobs.set(match[2]!, match[1]!);
  }
  return blobs;
}

function below(all: ReadonlyMap<string, string>, prefix: string): Map<string, string> {
  return new Map(
    [...all].filter(([path]) => path.startsWith(prefix)).map((
      [path, object],
    ) => [path.slice(prefix.length), object]),
  );
}

function unreadable(ref: string): CredError {
  return new CredError("failed.git", `git can't read what is at ref ${quote(ref)}`, [
    "a shallow or partial clone may lack it: git fetch",
  ]);
}
