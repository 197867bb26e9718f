// The law of dotenv exports: dotenv reads every value back to the letter, and a shell too wherever some quoting means the
// same to both; where none does, that is said. What no quoting gives back to dotenv is refused, and so is what a shell
// would run as a command: backquotes, which dotenv has for quotes, are never used. The text is read again before it counts.

import { quoteForDotenv } from "../../targets/dotenv/quote.ts";
import { readDotenv } from "../../targets/dotenv/text.ts";

/** What an export of ours begins with: its comments are descriptions. */
export const EXPORT_HEADER = "# cred export 1:";

/** A value as a `.env` file holds it, and whether a shell reads the same; undefined where dotenv can't have it. */
export function writtenForDotenv(
  value: string,
): { readonly text: string; readonly shell: boolean } | undefined {
  const quoted = quoteForDotenv(value);
  if ("text" in quoted) return { text: quoted.text, shell: true };
  if (/\0|`|\$\(/.test(value)) return undefined;
  const escaped = value.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  const text = [`"${value}"`, `"${escaped}"`].find((one) => isWhole(one) && readsBack(one, value));
  return text === undefined ? undefined : { text, shell: false };
}

/** Whether what begins with a quote is one quoted value, and nothing behind it. */
export function isWhole(written: string): boolean {
  const quote = written[0];
  if (quote !== "'" && quote !== '"' && quote !== "`") return true;
  return written.length >= 2 && written.endsWith(quote) &&
    !written.slice(1, -1).replaceAll(`\\${quote}`, "").includes(quote);
}

function readsBack(written: string, value: string): boolean {
  const read = readDotenv(`K=${written}\n`);
  return read.size === 1 && read.get("K") === value;
}
