// The law of remote text: what a platform says is shown on one line and cut; it can neither move the cursor, hide,
// nor turn the reading direction. Only control, format and line-break characters are taken out, words stay.

// deno-lint-ignore no-control-regex
const TERMINAL_SEQUENCES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -~])/g;

/** Printable ASCII with single spaces inside: nothing to clean. Nearly every text is that, and this is told at once. */
const CLEAN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Text from outside, made fit for a message: terminal sequences, control and format (bidi, zero-width) characters
 * and lone surrogates removed, white space folded to single spaces, and cut to `maxChars` UTF-16 units, with `…` as
 * the last of them where something was cut.
 */
export function cleanRemoteText(text: string, maxChars: number): string {
  if (text.length <= maxChars && (text === "" || CLEAN.test(text))) return text;
  const clean = text.replace(TERMINAL_SEQUENCES, "")
    .replace(/[\t\n\v\f\r\u0085\u2028\u2029\p{Zs}]+/gu, " ")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .replace(/ {2,}/g, " ")
    .trim();
  if (clean.length <= maxChars) return clean;
  // No half of a surrogate pair is left at the cut.
  return clean.slice(0, Math.max(0, maxChars - 1)).replace(/[\uD800-\uDBFF]$/, "").trimEnd() + "…";
}
