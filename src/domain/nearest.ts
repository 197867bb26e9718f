// The law of mistyped names: what is proposed is what a slip of the hand makes of a name that is there: a letter too
// many, too few, another one, two that changed places, the beginning alone. More than three are no help.

import { quote } from "./names.ts";

const SHOWN = 3;
/** Names shorter than this may differ by one letter only. */
const LONG = 5;

/** `; did you mean "KEY"?` for a word that is no name but close to some; empty where it is close to none. */
export function didYouMean(word: string, names: Iterable<string>): string {
  return meant(nearest(word, names));
}

/** `; did you mean "a" or "b"?` */
export function meant(names: readonly string[]): string {
  return names.length === 0 ? "" : `; did you mean ${names.map(quote).join(" or ")}?`;
}

/** The names that a word may have been meant as: the nearest alone. */
export function nearest(word: string, names: Iterable<string>): string[] {
  const typed = word.toUpperCase();
  const most = typed.length < LONG ? 1 : 2;
  const near = [...new Set(names)].map((name) => ({ name, far: farFrom(typed, name.toUpperCase(), most) }))
    .filter(({ far }) => far <= most);
  const least = Math.min(...near.map(({ far }) => far));
  return near.filter(({ far }) => far === least).map(({ name }) => name).sort().slice(0, SHOWN);
}

function farFrom(typed: string, name: string, most: number): number {
  if (typed.length >= LONG - 1 && name.startsWith(typed)) return most;
  return Math.abs(typed.length - name.length) > most ? most + 1 : distance(typed, name);
}

/** Letters that must be added, left out, changed, or swapped with their neighbours. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(
        rows[i - 1]![j]! + 1,
        row[j - 1]! + 1,
        rows[i - 1]![j - 1]! + same,
        swaps ? rows[i - 2]![j - 2]! + 1 : Infinity,
      ));
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
