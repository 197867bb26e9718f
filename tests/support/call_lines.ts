// Calls as they stand in the comments of the files that own them: a line for each file and what is done to it, in order.

import type { Call } from "./strace.ts";

/** A path with names for what differs from run to run: below the vault's folder, or below CRED_HOME. */
export function placeOf(path: string, root: string): string {
  if (path === root) return "/";
  return path.slice(root.length + 1)
    .replace(/^second\b/, "work")
    .replace(/^home-second\b/, "home")
    .replace(/^(work|home)\//, "")
    .replace(/\b[0-9a-f]{64}\b/g, "<sha256>")
    .replace(/\b[0-9a-f]{32}\b/g, "<vault>")
    .replace(/\b[0-9a-f]{16}\b(?:\.[0-9a-f]{8}\b)?/g, "<log>")
    .replace(/\b[0-9a-f]{8}\b/g, "<hex>")
    .replace(/-\d+-\d{13}$/, "-<size>-<time>");
}

/** Whether a call may change something, lock, or make it durable: opening to read is neither. */
export function isChange({ name, flags }: Call): boolean {
  return name !== "openat" || /O_WRONLY|O_RDWR|O_CREAT/.test(flags);
}

/** `place  call call …`, one line for as long as it is the same file. */
export function linesOf(calls: readonly Call[], root: string): string[] {
  const lines: { place: string; words: string[] }[] = [];
  for (const call of calls) {
    if (!isChange(call) || call.path === "socket") continue;
    const place = placeOf(call.path, root);
    const word = call.to === undefined
      ? call.name
      : `${call.name}→${call.to.slice(call.to.lastIndexOf("/") + 1)}`;
    const last = lines.at(-1);
    if (last?.place === place) last.words.push(word);
    else lines.push({ place, words: [word] });
  }
  return lines.map(({ place, words }) => `${place} ${words.join(" ")}`.replace(/\b[0-9a-f]{16,}\b/g, "<id>"));
}

/** The lines of the comment in a source file that begins with `System calls of <what>`. */
export function commentedLines(source: string, what: string): string[] {
  const lines = source.split("\n");
  const title = lines.findIndex((line) => line.startsWith(`// System calls of ${what}`));
  if (title < 0) throw new Error(`there is no comment "System calls of ${what}"`);
  const end = lines.findIndex((line, n) => n > title && !line.startsWith("//   "));
  return lines.slice(title + 1, end).map((line) => line.slice(2).trim().replace(/ +/g, " "));
}
