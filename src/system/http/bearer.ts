import type { Secret } from "../../domain/secret.ts";
import { PlatformError } from "./platform_error.ts";

/** A platform's token as a header's value; one that fits no header is access.token_rejected, with how tokens look. */
export function bearer(
  token: Secret | undefined,
  title: string,
  look = "a token is one line of printable characters without spaces",
): string {
  let text: string | undefined;
  try {
    text = token?.openText((value) => /^[\x21-\x7e]+$/.test(value) ? value : undefined);
  } catch {
    // Not even text.
  }
  if (text !== undefined) return `Bearer ${text}`;
  throw new PlatformError("access.token_rejected", `no token of ${title}'s looks like this one`, {
    effect: "none",
    hints: [look],
  });
}
