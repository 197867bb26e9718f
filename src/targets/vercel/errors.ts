// The law of Vercel's errors: the status decides who is to blame, the error's code what it is about. A 404 of a project
// may be a lack of rights, and says so.

import * as v from "valibot";
import type { ErrorCode } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import { isGood, unspokenFailure } from "../../system/http/answers.ts";
import type { ApiAnswer, ApiRequest } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { quoteRemote } from "../failures.ts";

/** The platform in a sentence. */
export const TITLE = "Vercel";
/** Where a person makes a token. */
export const TOKEN_PAGE = "https://vercel.com/account/settings/tokens";
/** What a token must be allowed to do. */
export const RIGHTS = "the scope of the project's team, and a role that may change its variables";

/** An error, alone or of one variable among several. */
export const errorSchema = v.object({
  code: v.string(),
  message: v.optional(v.string(), ""),
  envVarKey: v.optional(v.string()),
  key: v.optional(v.string()),
  invalidToken: v.optional(v.boolean(), false),
  saml: v.optional(v.unknown()),
});

/** What Vercel says of one request or one variable. */
export type VercelError = v.InferOutput<typeof errorSchema>;

/** What is wrong with an answer about a project; undefined for a good one. */
export function judgeAnswer(
  answer: ApiAnswer,
  request: ApiRequest,
  token: Secret,
  project: string,
): PlatformError | undefined {
  if (isGood(answer)) return undefined;
  const { status, json } = answer;
  const parsed = v.safeParse(v.object({ error: errorSchema }), json);
  const fail = (code: ErrorCode, message: string, ...hints: string[]) =>
    new PlatformError(code, message, { effect: "none", httpStatus: status, hints });
  if (!parsed.success) {
    return status === 429
      ? fail("failed.rate_limited", "Vercel's rate limit is used up")
      : unspokenFailure(TITLE, answer);
  }
  const { error } = parsed.output;
  const said = quoteRemote(error.message, token, request) || quoteRemote(error.code, token, request);
  switch (status) {
    case 401:
      return rejected(status);
    case 403:
      if (error.invalidToken) return rejected(status);
      return fail(
        "access.token_restricted",
        error.saml === undefined
          ? `the token may not do that: ${said}`
          : `the token is not authorized for the team's single sign-on: ${said}`,
        `it needs ${RIGHTS}`,
      );
    case 404:
      if (/\/env\/[^/?]+(?:\?|$)/.test(request.path)) {
        return fail("failed.not_found", "Vercel has no such variable");
      }
      return fail(
        "access.not_found",
        `project ${quote(project)} is not there, or the token has no right to it`,
        `the token needs ${RIGHTS}`,
        "a team's project is named team/project",
      );
    case 429:
      return fail("failed.rate_limited", `Vercel's rate limit is used up: ${said}`, "try again later");
  }
  if (status >= 500) {
    return new PlatformError("failed.platform", `Vercel failed (HTTP ${status}): ${said}`, {
      effect: "unknown",
      httpStatus: status,
    });
  }
  return refusal(error, said, status);
}

/** What a variable was refused for. */
export function refusal(error: VercelError, said: string, httpStatus: number): PlatformError {
  const isHeld = /^ENV_(?:CONFLICT|ALREADY_EXISTS)$/i.test(error.code);
  return new PlatformError(isHeld ? "conflict.shared" : "failed.refused", `Vercel refused: ${said}`, {
    effect: "none",
    httpStatus,
    hints: isHeld ? ["another variable of this name is for this environment too"] : [],
  });
}

function rejected(httpStatus: number): PlatformError {
  return new PlatformError(
    "access.token_rejected",
    "Vercel does not accept the token: it is wrong, expired or revoked",
    { effect: "none", httpStatus, hints: [`make one at ${TOKEN_PAGE}`] },
  );
}
