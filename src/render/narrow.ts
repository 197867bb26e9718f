// The law of narrow help: a page is written for 80 columns. On fewer, paragraphs are filled anew, what a word means stands
// beside it or under it, and commands stay in one piece, so that they can be copied.

import { widthOf, wordLines } from "./width.ts";

const LEAST_BESIDE = 20;
const DEEPER = 4;
/** An indented word or two, and what they mean. */
const ROW = /^( +)(\S.*?)( {2,})(\S.*)$/;
/** A paragraph's line that goes on, and a meaning's. */
const PARAGRAPH = /^(?![A-Z][A-Z ]+$)([^ \n].*)\n(?=[^ \n])/gm;
const MEANING = /\n {10,}(?=\S)/g;
const COMMAND = /^ +(\S+ )?(\| )?cred |\| cred /;

/** A page of help for a narrow terminal; one that fits stays as it is written. */
export function narrowed(page: string, columns: number): string {
  if (page.split("\n").every((line) => widthOf(line) <= columns)) return page;
  return page.replace(PARAGRAPH, "$1 ").replace(MEANING, "  ").split("\n")
    .flatMap((line) => widthOf(line) <= columns ? [line] : narrowLine(line, columns)).join("\n");
}

function narrowLine(line: string, columns: number): string[] {
  const [, indent = "", word, gap = "", meaning] = ROW.exec(line) ?? [];
  const isCommand = COMMAND.test(line);
  if (word === undefined || meaning === undefined || (isCommand && !meaning.startsWith("#"))) {
    return isCommand ? [line] : filled(line.trim(), /^ */.exec(line)![0], columns);
  }
  const beside = indent + word + gap, said = meaning.replace(/ {2,}/g, " ");
  if (isCommand || columns - beside.length < LEAST_BESIDE) {
    return [...filled(word, indent, columns), ...filled(said, " ".repeat(indent.length + DEEPER), columns)];
  }
  const [first = "", ...others] = filled(said, " ".repeat(beside.length), columns);
  return [beside + first.trimStart(), ...others];
}

function filled(text: string, indent: string, columns: number): string[] {
  if (COMMAND.test(` ${text}`)) return [indent + text];
  return wordLines(text, columns - indent.length).map((line) => indent + line);
}
