/** Lines of a table on a page: words, and what they mean. */
export type Rows = readonly (readonly [words: string, brief: string])[];

/** The flags at the end of every page. */
export const LAST_FLAGS: Rows = [["-h, --help", "Print this page"]];

/** A help page: how to say it, what it does, and tables under their titles. */
export function page(
  usage: string,
  description: string,
  parts: readonly (readonly [title: string, rows: Rows])[],
): string {
  const tables = parts.filter(([, rows]) => rows.length > 0).map(([title, rows]) => {
    const width = Math.max(...rows.map(([words]) => words.length));
    return `\n${title}\n${rows.map(([words, brief]) => `  ${words.padEnd(width)}  ${brief}\n`).join("")}`;
  });
  return `USAGE\n${usage}\n\n${description}\n${tables.join("")}`;
}
