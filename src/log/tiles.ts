// The law of tiles: c2sp.org/tlog-tiles. A log is a set of small files that never change: 256 hashes of one level each,
// bundles of the entries themselves, and one checkpoint. What is not full yet is a file of its own, `.p/<width>`.

import { concatBytes } from "../domain/encoding.ts";
import type { Tree } from "./tree.ts";

const WIDTH = 256;
const LEVEL_HEIGHT = 8;

/** One file of a tiled log. */
export interface TileFile {
  /** Below the log's folder, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The tiles of a tree as it is now, level by level; those that are full are the same for ever. */
export function* treeTiles(tree: Tree): Generator<TileFile> {
  for (let level = 0, count = tree.size; count > 0; level++, count = Math.floor(count / WIDTH)) {
    for (const { index, width } of tilesOf(count)) {
      const hashes = Array.from(
        { length: width },
        (_, i) => tree.subtree(level * LEVEL_HEIGHT, index * WIDTH + i),
      );
      yield { path: tilePath(`${level}`, index, width), bytes: concatBytes(...hashes) };
    }
  }
}

/** The bundles of a log's leaves, each with its length before it as two bytes, the higher one first. */
export function* entryBundles(leaves: readonly Uint8Array[]): Generator<TileFile> {
  for (const { index, width } of tilesOf(leaves.length)) {
    const entries = leaves.slice(index * WIDTH, index * WIDTH + width);
    const parts = entries.flatMap((leaf) => [Uint8Array.of(leaf.length >> 8, leaf.length & 0xff), leaf]);
    yield { path: tilePath("entries", index, width), bytes: concatBytes(...parts) };
  }
}

function* tilesOf(count: number): Generator<{ index: number; width: number }> {
  for (let index = 0; index * WIDTH < count; index++) {
    yield { index, width: Math.min(WIDTH, count - index * WIDTH) };
  }
}

/** `tile/0/x001/x234/067`, `tile/entries/000.p/12`. */
function tilePath(level: string, index: number, width: number): string {
  const digits = `${index}`;
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g)!;
  const name = groups.map((group, i) => i < groups.length - 1 ? `x${group}` : group).join("/");
  return `tile/${level}/${name}${width === WIDTH ? "" : `.p/${width}`}`;
}
