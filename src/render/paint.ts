// The law of colour: few, from the terminal's own sixteen, and never the only carrier of a meaning.

import type { Look } from "./look.ts";

/** What a colour stands for. */
export type Tone = "bad" | "mind" | "good" | "quiet" | "strong";

const CODES: Readonly<Record<Tone, number>> = { bad: 31, mind: 33, good: 32, quiet: 2, strong: 1 };

/** The text in its colour, where colours are shown. */
export function paint({ hasColor }: Pick<Look, "hasColor">, tone: Tone | undefined, text: string): string {
  return hasColor && tone !== undefined && text !== "" ? `\x1b[${CODES[tone]}m${text}\x1b[0m` : text;
}
