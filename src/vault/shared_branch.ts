// The law of the shared branch: its tree is a vault's folder, `vault.json`, `log/*.jsonl` and `values/*.age`, and a
// `.gitattributes` that forbids converting line ends. What holds anything else is refused whole, for nobody but cred
// writes there. Every value that is read has the hash that its name says.

import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { lightSha256 } from "../log/hash.ts";
import { isLogName } from "../log/origin.ts";
import type { Git } from "./git.ts";
import { parsePointer } from "./pointer.ts";

/** Paths of the files that are neither log nor value. */
export const POINTER = "vault.json";
export const ATTRIBUTES = ".gitattributes";
/** Most bytes of files that are read whole before they are judged. */
const LIMITS = { pointer: 65_536, value: 4_194_304 };

/** A vault as a branch has it. */
export interface SharedVault {
  /** For messages: `branch "cred" of "origin"`. */
  readonly title: string;
  readonly commit: string;
  /** The first signer's, as `vault.json` has it. */
  readonly publicKey: Uint8Array;
  readonly logs: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Sealed values by the hash that they were found to have. */
  readonly values: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** All files by path, each with git's name for it. */
  readonly files: ReadonlyMap<string, SharedFile>;
}

/** A file on a branch. */
export interface SharedFile {
  readonly object: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Reads vaults from branches; what two of them have in common is read once. */
export class SharedReader {
  readonly #git: Git;
  readonly #blobs = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(git: Git) {
    this.#git = git;
  }

  /** The vault at a commit. Throws conflict.branch, integrity.*, failed.newer; the logs are not verified. */
  async read(commit: string, title: string): Promise<SharedVault> {
    const objects = await this.#list(commit, title);
    await this.#load([...objects.values()]);
    const files = new Map<string, SharedFile>();
    const logs = new Map<string, Uint8Array<ArrayBuffer>>();
    const values = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [path, object] of objects) {
      const bytes = this.#blobs.get(object)!;
      files.set(path, { object, bytes });
      const { log, value } = partsOf(path);
      if (log !== undefined) logs.set(log, bytes);
      if (value === undefined) continue;
      if (toHex(lightSha256(bytes)) !== value) {
        throw refusal("integrity.value", title, `its sealed value ${value.slice(0, 16)}… is another one`);
      }
      values.set(value, bytes);
    }
    const publicKey = parsePointer(files.get(POINTER)!.bytes, `${title}: ${POINTER}`);
    return { title, commit, publicKey, logs, values, files };
  }

  async #list(commit: string, title: string): Promise<Map<string, string>> {
    const listing = await this.#git.bytes(`list ${title}`, [
      "ls-tree",
      "-r",
      "-l",
      "-z",
      "--full-tree",
      commit,
    ]);
    const entries = new TextDecoder().decode(listing).split("\0").filter((entry) => entry !== "")
      .map((entry) => /^(\d+) (\S+) ([0-9a-f]+) +(\S+)\t([^]*)$/.exec(entry)!.slice(1) as string[]);
    if (!entries.some(([, , , , path]) => path === POINTER)) {
      throw new CredError("conflict.branch", `${title} holds something else than a vault`, [
        "share the vault on a branch of its own: --branch NAME",
      ]);
    }
    const objects = new Map<string, string>();
    for (const [mode, type, object, size, path] of entries as [string, string, string, string, string][]) {
      const { isKnown, limit } = partsOf(path);
      if (!isKnown || type !== "blob" || !/^100(?:644|664)$/.test(mode)) {
        throw refusal("integrity.branch", title, `it holds ${quote(path)}, which is no file of a vault`);
      }
      if (Number(size) > limit) {
        throw refusal("integrity.branch", title, `its ${quote(path)} is larger than any that cred writes`);
      }
      objects.set(path, object);
    }
    return objects;
  }

  async #load(objects: readonly string[]): Promise<void> {
    const missing = objects.filter((object) => !this.#blobs.has(object));
    if (missing.length === 0) return;
    const all = await this.#git.bytes("read the branch", ["cat-file", "--batch"], `${missing.join("\n")}\n`);
    let at = 0;
    for (const object of missing) {
      const end = all.indexOf(0x0a, at);
      const [, , size] = new TextDecoder().decode(all.subarray(at, end)).split(" ");
      if (end < 0 || size === undefined) {
        throw new CredError("failed.git", `git has no object ${object}`, ["see what is wrong: git fsck"]);
      }
      this.#blobs.set(object, all.slice(end + 1, end + 1 + Number(size)));
      at = end + Number(size) + 2;
    }
  }
}

function partsOf(path: string): { isKnown: boolean; limit: number; log?: string; value?: string } {
  const [, log] = /^log\/([^/]+)\.jsonl$/.exec(path) ?? [];
  if (log !== undefined) return { isKnown: isLogName(log), limit: Infinity, log };
  const [, value] = /^values\/([0-9a-f]{64})\.age$/.exec(path) ?? [];
  if (value !== undefined) return { isKnown: true, limit: LIMITS.value, value };
  return { isKnown: path === POINTER || path === ATTRIBUTES, limit: LIMITS.pointer };
}

function refusal(code: "integrity.branch" | "integrity.value", title: string, why: string): CredError {
  return new CredError(code, `${title} is refused: ${why}`, [
    "nothing was taken or sent; look at who wrote there: git log --stat on that branch",
  ]);
}
