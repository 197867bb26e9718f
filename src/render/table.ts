import { cleanRemoteText } from "../domain/remote_text.ts";

/** Most characters of one cell. */
const MAX_CELL = 1_000;

/** Text that may come from outside, fit for a line of output. */
export function safe(text: string): string {
  return cleanRemoteText(text, MAX_CELL);
}

/** Rows as lines with aligned columns; the last column is as long as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(safe));
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, column) => widths[column] = Math.max(widths[column] ?? 0, [...cell].length));
  }
  return cells.map((row) =>
    `${
      row.map((cell, column) => column === row.length - 1 ? cell : pad(cell, widths[column]!)).join("  ")
        .trimEnd()
    }\n`
  ).join("");
}

function pad(cell: string, width: number): string {
  return cell + " ".repeat(width - [...cell].length);
}
