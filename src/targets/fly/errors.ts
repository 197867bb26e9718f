// The law of Fly.io's errors: the status decides; its words are for people. A 404 of an app may be a lack of rights, and
// says so.

import * as v from "valibot";
import type { ErrorCode } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import { isGood, unspokenFailure } from "../../system/http/answers.ts";
import type { ApiAnswer, ApiRequest } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { quoteRemote } from "../failures.ts";

/** The platform in a sentence. */
export const TITLE = "Fly.io";
/** Where a person makes a token. */
export const TOKEN_PAGE = "https://fly.io/dashboard/personal/tokens";
/** What a token must be allowed to do. */
export const RIGHTS = "to deploy the app (fly tokens create deploy)";

const errorSchema = v.object({ error: v.string(), message: v.optional(v.string()) });

/** What is wrong with an answer about an app; undefined for a good one. */
export function judgeAnswer(
  answer: ApiAnswer,
  request: ApiRequest,
  token: Secret,
  app: string,
): PlatformError | undefined {
  if (isGood(answer)) return undefined;
  const { status, json } = answer;
  const fail = (code: ErrorCode, message: string, ...hints: string[]) =>
    new PlatformError(code, message, { effect: "none", httpStatus: status, hints });
  if (status === 429) return fail("failed.rate_limited", "Fly.io's rate limit is used up", "try again later");
  const error = v.safeParse(errorSchema, json);
  if (!error.success) return unspokenFailure(TITLE, answer);
  const words = error.output.message ?? error.output.error;
  const said = quoteRemote(words, token, request).replace(/\b(?:fm\d[a-z]?|fo1)_[\w+/=-]{6,}/g, "[secret]");

  if (status === 401) {
    return fail(
      "access.token_rejected",
      "Fly.io does not accept the token: it is wrong, expired or revoked",
      `make one with fly tokens create deploy, or at ${TOKEN_PAGE}`,
    );
  }
  if (status === 403) {
    return fail(
      "access.token_restricted",
      `the token may not do that: ${said}`,
      `it needs the right ${RIGHTS}`,
    );
  }
  if (status === 404) {
    return fail(
      "access.not_found",
      `app ${quote(app)} is not there, or the token has no right to it`,
      `it needs the right ${RIGHTS}`,
    );
  }
  if (status >= 500) {
    return new PlatformError("failed.platform", `Fly.io failed (HTTP ${status}): ${said}`, {
      effect: "unknown",
      httpStatus: status,
    });
  }
  return fail("failed.refused", `Fly.io refused: ${said}`);
}
