// The law of tables: a program reads cells with tabs between them, all columns, no heading, and nothing where there are
// no rows. On a terminal there is a heading, columns that are empty are left out, and a table fits from 40 columns up:
// texts for people are cut or go below their row, names and ids never break. What can't fit beside each other is written
// in blocks, a line for a cell.

import type { Look } from "./look.ts";
import { paint, type Tone } from "./paint.ts";
import { MAX_CHARACTERS, safe } from "./safe.ts";
import { cut, padded, widthOf, wordLines } from "./width.ts";

const GAP = "  ";
/** Least width of a text that is cut. */
const MIN_CUT = 12;
const INDENT = "    ";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /**
   * What becomes of a text that has no room. `whole` (else): it stays as it is, in one piece. `cut`: its end is left
   * out. For the last columns: `words` go below the row, on as many lines as they need; a `line` goes there in one
   * piece.
   */
  readonly fit?: "whole" | "cut" | "words" | "line";
  readonly tone?: (cell: string) => Tone | undefined;
}

/** What hardly any cell has: other characters than printable ASCII (and what is cut), or spaces that are too many. */
const UNUSUAL = /[^ -~…\n]/;
const TOO_MANY = ["  ", " \n", "\n "];

function areClean(cells: readonly string[]): boolean {
  const text = `\n${cells.join("\n")}\n`;
  return !UNUSUAL.test(text) && !TOO_MANY.some((spaces) => text.includes(spaces)) &&
    text.split("\n").length === cells.length + 2 && cells.every((cell) => cell.length <= MAX_CHARACTERS);
}

function safeRows(rows: Rows): Rows {
  return areClean(rows.flat()) ? rows : rows.map((row) => areClean(row) ? row : row.map(safe));
}

/** Rows under the titles of their columns. `goesOn`: the titles were shown before. */
export function table(
  look: Look,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { goesOn = false } = {},
): string {
  const isFull = rows.every((row) => row.length === columns.length);
  const cells = safeRows(isFull ? rows : rows.map((row) => columns.map((_, i) => row[i] ?? "")));
  if (!look.isTty) return cells.map((row) => `${row.join("\t")}\n`).join("");
  const shown = columns.map((_, i) => i).filter((i) => cells.some((row) => row[i] !== ""));
  const part = <T>(list: readonly T[]) => shown.map((i) => list[i]!);
  return laidOut(look, part(columns), cells.map(part), goesOn);
}

/** What is said where there are no rows: to a person that there are none, to a program nothing. */
export function noRows(look: Look, said: string): string {
  return look.isTty ? `${said}\n` : "";
}

/** Lines of a report, their cells below each other: the same for people and programs. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(safe));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, column) => widths[column] = Math.max(widths[column] ?? 0, widthOf(cell)));
  }
  return cells.map((row) =>
    `${row.map((cell, column) => column === row.length - 1 ? cell : padded(cell, widths[column]!)).join(GAP)}`
      .trimEnd() + "\n"
  ).join("");
}

type Rows = readonly (readonly string[])[];

function laidOut(look: Look, columns: readonly Column[], rows: Rows, goesOn: boolean): string {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, i) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[i]!)), widthOf(title))
  );
  const first = columns.findLastIndex(({ fit = "whole" }) => fit === "whole" || fit === "cut") + 1;
  let count = columns.length;
  while (count > first && total(widths.slice(0, count)) > look.columns) count--;
  const sideBySide = widths.slice(0, count);
  if (!squeeze(sideBySide, columns, look.columns)) return blocks(look, columns, rows);
  // The first column without room of its own may take what is left of a line.
  const room = Math.max(0, look.columns - total(sideBySide) - GAP.length);

  function rowText(cells: readonly string[], toneOf: (i: number) => Tone | undefined): string {
    const next = cells[count];
    const fits = next !== undefined && widthOf(next) <= room;
    const beside = cells.slice(0, fits ? count + 1 : count);
    const line = beside.map((cell, i) => {
      const text = columns[i]!.fit === "cut" ? cut(cell, sideBySide[i] ?? room) : cell;
      const space = " ".repeat(Math.max(0, (sideBySide[i] ?? 0) - widthOf(text)));
      return paint(look, toneOf(i), text) + (i === beside.length - 1 ? "" : space);
    }).join(GAP).trimEnd();
    const below = cells.slice(beside.length).flatMap((cell, i) => {
      const at = beside.length + i;
      if (cell === "") return [];
      const lines = columns[at]!.fit === "line" ? [cell] : wordLines(cell, look.columns - INDENT.length);
      return lines.map((text) => INDENT + paint(look, toneOf(at), text));
    });
    return [line, ...below].map((text) => `${text}\n`).join("");
  }

  const lines = rows.map((row) => rowText(row, (i) => columns[i]!.tone?.(row[i]!)));
  if (goesOn) return lines.join("");
  const heading = titles.map((title, i) => i < count || (i === count && widthOf(title) <= room) ? title : "");
  return rowText(heading, () => "strong") + lines.join("");
}

/** Makes columns narrower whose texts may be cut, the widest first; whether they have room then. */
function squeeze(widths: number[], columns: readonly Column[], room: number): boolean {
  while (total(widths) > room) {
    const able = widths.map((width, i) =>
      columns[i]!.fit === "cut" && width > Math.max(MIN_CUT, widthOf(columns[i]!.title)) ? width : 0
    );
    const widest = Math.max(0, ...able);
    if (widest === 0) return false;
    widths[able.indexOf(widest)]!--;
  }
  return true;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}

/** Each row as a block of lines, a title and a cell each. */
function blocks(look: Look, columns: readonly Column[], rows: Rows): string {
  const width = Math.max(...columns.map(({ title }) => widthOf(title)));
  return rows.map((row) =>
    row.flatMap((cell, i) => {
      if (cell === "") return [];
      const { title, fit = "whole", tone } = columns[i]!;
      const room = look.columns - width - GAP.length;
      const lines = fit === "cut" || fit === "words" ? wordLines(cell, room) : [cell];
      return lines.map((line, at) =>
        `${paint(look, "strong", padded(at === 0 ? title : "", width))}${GAP}${
          paint(look, tone?.(cell), line)
        }\n`
      );
    }).join("")
  ).join("\n");
}
