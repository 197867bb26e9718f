const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + characterWidth(character), 0);
}

/** The text with spaces behind it up to a width. */
export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** The beginning of a text that has no room, with `…` behind it. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let left = width - 1, kept = "";
  for (const character of text) {
    left -= characterWidth(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Lines of whole words; a word that is longer than a line has one of its own, and breaks only between wide characters. */
export function wordLines(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").flatMap((one) => piecesOf(one, width))) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** A word without spaces in a script that has none, as Chinese and Japanese, in pieces that fit a line. */
function piecesOf(word: string, width: number): readonly string[] {
  if (PLAIN.test(word) || widthOf(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "", wasWide = false;
  for (const character of word) {
    const isWide = characterWidth(character) === 2;
    if (piece !== "" && (isWide || wasWide) && widthOf(piece) + characterWidth(character) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
    wasWide = isWide;
  }
  return [...pieces, piece];
}

/** To make a pattern with `\p` takes time that every start would wait for, and most texts need none: they are made here. */
function characterWidth(character: string): number {
  const noWidth = /^[\p{M}\p{Cf}]/u;
  const twoWide =
    /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
  return noWidth.test(character) ? 0 : twoWide.test(character) ? 2 : 1;
}
