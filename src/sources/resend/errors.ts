// The law of Resend's errors: the error's name and message decide, its status only where they say nothing, because the
// status of one and the same error has changed over time. What has no name was not said by the API but by something in
// front of it: it proves nothing about the work.

import * as v from "valibot";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { Secret } from "../../domain/secret.ts";
import { isGood, unspokenFailure } from "../../system/http/answers.ts";
import type { ApiAnswer } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { apiErrorSchema } from "./answers.ts";

/** The platform in a sentence. */
export const TITLE = "Resend";
/** Where a person makes or ends a key. */
export const TOKEN_PAGE = "https://resend.com/api-keys";
const MESSAGE_CHARS = 300;
const BROKEN = new Set([
  "application_error",
  "internal_server_error",
  "service_unavailable",
  "gateway_timeout",
]);

/** What is wrong with an answer to a call made with `token`; undefined for a good one. */
export function judgeAnswer(answer: ApiAnswer, token: Secret): PlatformError | undefined {
  if (isGood(answer)) return undefined;
  const error = v.safeParse(apiErrorSchema, answer.json);
  if (!error.success) return unspokenFailure(TITLE, answer);
  const { name, message } = error.output;
  return namedFailure(answer.status, name, message, quoteRemote(message, token) || quoteRemote(name, token));
}

function namedFailure(httpStatus: number, name: string, message: string, said: string): PlatformError {
  const refusal = { effect: "none", httpStatus } as const;
  if (isTokenRejected(httpStatus, name, message)) {
    return new PlatformError(
      "access.token_rejected",
      "Resend does not accept the token: it is wrong or revoked",
      {
        ...refusal,
        hints: [`see which keys there are, or make one, at ${TOKEN_PAGE}`],
      },
    );
  }
  switch (name) {
    case "restricted_api_key":
      return new PlatformError("access.token_restricted", "Resend accepts the token for sending only", {
        ...refusal,
        hints: [`managing keys takes a key with full access (full_access): make one at ${TOKEN_PAGE}`],
      });
    case "missing_api_key":
      return new PlatformError("access.token_rejected", "Resend saw no token in the request", refusal);
    case "rate_limit_exceeded":
      return new PlatformError("failed.rate_limited", "Resend's rate limit is used up", {
        ...refusal,
        hints: ["it is shared by everything that uses the account: try again later"],
      });
    case "daily_quota_exceeded":
    case "monthly_quota_exceeded":
      return new PlatformError("failed.quota", `the account's quota at Resend is used up: ${said}`, refusal);
  }
  if (name === "not_found" && httpStatus === 404 && /\bkey\b.*\bnot\b/i.test(message)) {
    return new PlatformError("failed.not_found", "Resend has no such key", refusal);
  }
  if (httpStatus === 429) {
    return new PlatformError("failed.rate_limited", `Resend asks to slow down: ${said}`, {
      effect: "unknown",
      httpStatus,
    });
  }
  if (httpStatus >= 500 || BROKEN.has(name)) {
    return new PlatformError("failed.platform", `Resend failed (HTTP ${httpStatus}): ${said}`, {
      effect: "unknown",
      httpStatus,
    });
  }
  if (httpStatus === 401) {
    return new PlatformError("access.token_rejected", `Resend does not accept the token: ${said}`, refusal);
  }
  return new PlatformError("failed.refused", `Resend refused: ${said}`, refusal);
}

function isTokenRejected(httpStatus: number, name: string, message: string): boolean {
  if (![400, 401, 403].includes(httpStatus)) return false;
  return name === "invalid_api_key" || (name === "validation_error" && /API key is invalid/i.test(message));
}

/** A platform's words, fit for a message; the token, and whatever looks like a key, is blotted out first. */
export function quoteRemote(text: string, token?: Secret): string {
  const without = token === undefined ? text : token.openText((value) => text.replaceAll(value, "[secret]"));
  const clean = cleanRemoteText(without.replace(/\bre_[A-Za-z0-9_-]{6,}/g, "[secret]"), MESSAGE_CHARS);
  return clean.replace(/\.$/, "");
}
