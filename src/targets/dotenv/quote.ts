// The law of quoting: a value is written so that dotenv's parser and a POSIX shell read the same bytes, or not at all.
// Single quotes mean the same to both and can't hold a single quote; double quotes do where nothing in them is special
// to either. A carriage return is a line feed to dotenv however it is quoted.

/** A value in quotes, or why no quoting of it is read the same by both. */
export type Quoted = { readonly text: string } | { readonly refused: string };

/** Special within double quotes: to the shell, to dotenv (`\n`, `\r`), or to both. */
const SPECIAL_IN_DOUBLE = /["$`]|\\(?:[\\nr\n]|$)/;

/** Quotes a value for one assignment of a `.env` file. */
export function quoteForDotenv(value: string): Quoted {
  if (value.includes("\0")) return { refused: "no environment variable can hold a NUL character" };
  if (value.includes("\r")) {
    return { refused: "it has a carriage return, which no quoting keeps" };
  }
  if (!value.includes("'")) return { text: `'${value}'` };
  if (!SPECIAL_IN_DOUBLE.test(value)) return { text: `"${value}"` };
  return { refused: "beside its single quote it has a character that double quotes change" };
}
