// The law of targets' failures: what was sent is blotted out of every answer before a word of it is shown, and an answer
// that the platform's API did not write proves nothing about the work.

import { cleanRemoteText } from "../domain/remote_text.ts";
import type { Refusal } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import type { ApiAnswer, ApiRequest } from "../system/http/exchange.ts";
import { PlatformError } from "../system/http/platform_error.ts";

const MESSAGE_CHARS = 300;
/** Shorter ones are found in any text. */
const TELLING_CHARS = 4;

/** A refusal of our own: nothing was sent. */
export function refusedHere(refusal: Refusal): PlatformError {
  return new PlatformError(refusal.code, refusal.message, { effect: "none", hints: refusal.hints });
}

/** An answer of 2xx that is not what was asked for: the work may have been done. */
export function nonsense(title: string, what: string, httpStatus: number): PlatformError {
  return new PlatformError("failed.platform", `${title}'s answer makes no sense: ${what}`, {
    effect: "unknown",
    httpStatus,
  });
}

/** An answer that is not the API's own: HTML, nothing, another JSON. */
export function unspokenFailure(title: string, answer: ApiAnswer): PlatformError {
  const { status, text } = answer;
  const options = { effect: "unknown", httpStatus: status } as const;
  if (status === 403) {
    return new PlatformError(
      "failed.blocked",
      `something in front of ${title} blocked the request (HTTP 403)`,
      {
        ...options,
        hints: ["a proxy, a firewall or the platform's own edge did it: try from another network"],
      },
    );
  }
  const html = /^\s*</.test(text), empty = text.trim() === "";
  const body = html ? "HTML instead of JSON" : empty ? "nothing" : "no JSON of the API's";
  const code = status === 429 ? "failed.rate_limited" : "failed.platform";
  return new PlatformError(code, `${title} answered with ${body} (HTTP ${status})`, options);
}

/** A platform's words, fit for a message: without the token and any value that was sent, and without a full stop. */
export function quoteRemote(text: string, token: Secret, request: ApiRequest): string {
  let shown = token.openText((value) => text.replaceAll(value, "[secret]"));
  for (const value of textsIn(request.body)) {
    if (value.length >= TELLING_CHARS) shown = shown.replaceAll(value, "[secret]");
  }
  return cleanRemoteText(shown, MESSAGE_CHARS).replace(/[.\s]+$/, "");
}

/** The token as a header's value; a token that fits no header is access.token_rejected. */
export function bearer(token: Secret | undefined, title: string): string {
  let text: string | undefined;
  try {
    text = token?.openText((value) => /^[\x21-\x7e]+$/.test(value) ? value : undefined);
  } catch {
    // Not even text.
  }
  if (text !== undefined) return `Bearer ${text}`;
  throw new PlatformError("access.token_rejected", `no token of ${title}'s looks like this one`, {
    effect: "none",
    hints: ["a token is one line of printable characters without spaces"],
  });
}

/** Everything under `value` and `values` in a body, longest first. */
function textsIn(body: unknown, isValue = false): string[] {
  if (typeof body === "string") return isValue ? [body] : [];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body)
    .flatMap(([key, item]) => textsIn(item, isValue || key === "value" || key === "values"))
    .sort((a, b) => b.length - a.length);
}
