// The law of targets' failures: what was sent is blotted out of every answer before a word of it is shown.

import { cleanRemoteText } from "../domain/remote_text.ts";
import type { Refusal } from "../domain/errors.ts";
import type { Secret } from "../domain/secret.ts";
import type { ApiRequest } from "../system/http/exchange.ts";
import { PlatformError } from "../system/http/platform_error.ts";

const MESSAGE_CHARS = 300;
/** Shorter ones are found in any text. */
const TELLING_CHARS = 4;

/** A refusal of our own: nothing was sent. */
export function refusedHere(refusal: Refusal): PlatformError {
  return new PlatformError(refusal.code, refusal.message, { effect: "none", hints: refusal.hints });
}

/** A platform's words, fit for a message: without the token and any value that was sent, and without a full stop. */
export function quoteRemote(text: string, token: Secret, request: ApiRequest): string {
  let shown = token.openText((value) => text.replaceAll(value, "[secret]"));
  for (const value of textsIn(request.body)) {
    if (value.length >= TELLING_CHARS) shown = shown.replaceAll(value, "[secret]");
  }
  return cleanRemoteText(shown, MESSAGE_CHARS).replace(/[.\s]+$/, "");
}

/** Everything under `value` and `values` in a body, longest first. */
function textsIn(body: unknown, isValue = false): string[] {
  if (typeof body === "string") return isValue ? [body] : [];
  if (typeof body !== "object" || body === null) return [];
  return Object.entries(body)
    .flatMap(([key, item]) => textsIn(item, isValue || key === "value" || key === "values"))
    .sort((a, b) => b.length - a.length);
}
