// The law of GitLab's errors: the status decides, the words within it, because GitLab has hardly any names for them. Its
// messages are a text, or texts by field. A 404 of a project may be a lack of rights, and says so. What is refused for
// the rate limit is refused before the application, so nothing was done.

import * as v from "valibot";
import type { ErrorCode } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import { isGood, unspokenFailure } from "../../system/http/answers.ts";
import type { ApiAnswer, ApiRequest } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { quoteRemote } from "../failures.ts";

/** Where a person makes a token. */
export const TOKEN_PAGE = "https://gitlab.com/-/user_settings/personal_access_tokens";
/** What a token must be allowed to do. */
export const RIGHTS = "scope api, and the role Maintainer (Owner for a group)";
/** The code for a variable that is there already. */
export const TAKEN = "conflict.taken";
/** The code for a value that GitLab doesn't take, as it refuses one that it can't mask. */
export const VALUE_INVALID = "failed.value_invalid";
export const TITLE = "GitLab";

const errorSchema = v.union([
  v.object({ message: v.union([v.string(), v.record(v.string(), v.array(v.string()))]) }),
  v.object({ error: v.string(), error_description: v.optional(v.string()) }),
]);

/** What is wrong with an answer about the project or group `place`; undefined for a good one. */
export function judgeAnswer(
  answer: ApiAnswer,
  request: ApiRequest,
  token: Secret,
  place: string,
): PlatformError | undefined {
  if (isGood(answer)) return undefined;
  const { status, json } = answer;
  const fail = (code: ErrorCode, message: string, ...hints: string[]) =>
    new PlatformError(code, message, { effect: "none", httpStatus: status, hints });
  if (status === 429) {
    return fail("failed.rate_limited", "GitLab's rate limit is used up", "try again later");
  }
  const words = wordsOf(json);
  if (words === undefined) return unspokenFailure(TITLE, answer);
  const said = quoteRemote(words, token, request);

  if (status === 401) {
    return fail(
      "access.token_rejected",
      "GitLab does not accept the token: it is wrong, expired or revoked",
      `make one at ${TOKEN_PAGE}`,
    );
  }
  if (status === 403) {
    return fail("access.token_restricted", `the token may not do that: ${said}`, `it needs ${RIGHTS}`);
  }
  if (status === 404 && /Variable Not Found/i.test(words)) {
    return fail("failed.not_found", "GitLab has no such variable");
  }
  if (status === 404 && /(?:Project|Group) Not Found/i.test(words)) {
    return fail(
      "access.not_found",
      `${quote(place)} is not there, or the token has no right to it`,
      `the token needs ${RIGHTS}`,
    );
  }
  if (status === 400 && /has already been taken/i.test(words)) {
    return fail(TAKEN, "GitLab has a variable of this name already");
  }
  if (status === 400 && /\bvalue is invalid/i.test(words)) {
    return fail(
      VALUE_INVALID,
      `GitLab refused: ${said}`,
      "it masks no value with white space, or of less than 8",
    );
  }
  if (status >= 500) {
    return new PlatformError("failed.platform", `GitLab failed (HTTP ${status}): ${said}`, {
      effect: "unknown",
      httpStatus: status,
    });
  }
  return fail("failed.refused", `GitLab refused: ${said}`);
}

function wordsOf(json: unknown): string | undefined {
  const error = v.safeParse(errorSchema, json);
  if (!error.success) return undefined;
  if ("error" in error.output) return error.output.error_description ?? error.output.error;
  const { message } = error.output;
  if (typeof message === "string") return message;
  return Object.entries(message).map(([field, texts]) => `${field} ${texts.join(", ")}`).join("; ");
}
