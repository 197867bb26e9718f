// The law of GitHub's errors: the status decides, the message only within a status, because GitHub has no names for its
// errors. A 404 may be a lack of rights, and says so. A body without a message was not written by the API and proves
// nothing about the work.

import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { Secret } from "../../domain/secret.ts";
import type { ErrorCode } from "../../domain/errors.ts";
import { isGood, unspokenFailure } from "../../system/http/answers.ts";
import type { ApiAnswer } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { isLimit, messageOf, renewedAtMs } from "./limits.ts";
import type { Place } from "./place.ts";

/** The platform in a sentence. */
export const TITLE = "GitHub";
/** Where a person makes a token. */
export const TOKEN_PAGE = "https://github.com/settings/personal-access-tokens/new";
/** The code of the refusal of a box that was sealed for another key than the place's. */
export const KEY_CHANGED = "conflict.public_key";
/** The code of a place that the token cannot see: it may not be there. */
export const NOT_SEEN = "access.not_found";
const MESSAGE_CHARS = 300;

/** What is wrong with an answer about `place` to a call made with `token`; undefined for a good one. */
export function judgeAnswer(answer: ApiAnswer, place: Place, token: Secret): PlatformError | undefined {
  if (isGood(answer)) return undefined;
  const { status } = answer;
  const message = messageOf(answer);
  if (message === "") return unspokenFailure(TITLE, answer);
  const said = quoteRemote(message, token);
  if (isLimit(answer, message)) return limitFailure(answer, said);
  const fail = (code: ErrorCode, text: string, ...hints: string[]) =>
    new PlatformError(code, text, { effect: "none", httpStatus: status, hints });

  switch (status) {
    case 401:
      return fail(
        "access.token_rejected",
        "GitHub does not accept the token: it is wrong, expired or revoked",
        `make one at ${TOKEN_PAGE}`,
      );
    case 403:
      return refusedAccess(answer, place, message, said);
    case 404:
      return fail(NOT_SEEN, `${place.shown} is not there, or the token has no right to it`, place.rights);
    case 409:
    case 422:
      return invalid(fail, place, message, said);
  }
  if (status >= 500) {
    return new PlatformError("failed.platform", `GitHub failed (HTTP ${status}): ${said}`, {
      effect: "unknown",
      httpStatus: status,
    });
  }
  return fail("failed.refused", `GitHub refused: ${said}`);
}

/** GitHub's words, fit for a message; the token, and what looks like one, is blotted out first. */
export function quoteRemote(text: string, token: Secret): string {
  const without = token.openText((value) => text.replaceAll(value, "[secret]"))
    .replace(/\b(?:gh[a-z]_|github_pat_)[A-Za-z0-9_]{6,}/g, "[secret]");
  // A box that GitHub found unfit is repeated in its answer, all of it.
  const short = without.replace(/[A-Za-z0-9+/]{40,}={0,2}/g, "[…]");
  return cleanRemoteText(short, MESSAGE_CHARS).replace(/\.$/, "");
}

function refusedAccess(answer: ApiAnswer, place: Place, message: string, said: string): PlatformError {
  const fail = (code: ErrorCode, text: string, ...hints: string[]) =>
    new PlatformError(code, text, { effect: "none", httpStatus: answer.status, hints });
  if (/archived|read-only/i.test(message)) return fail("failed.refused", `GitHub refused: ${said}`);
  if (/\bSAML\b|\bSSO\b/.test(message) || answer.headers.has("x-github-sso")) {
    return fail(
      "access.token_restricted",
      `the token is not authorized for the organization's single sign-on: ${said}`,
      "authorize it for the organization where your tokens are listed (Configure SSO)",
    );
  }
  // Told by GitHub itself, for fine-grained tokens: `secrets=write`.
  const needed = answer.headers.get("x-accepted-github-permissions") ?? "";
  const asked = /^[a-z_]+=[a-z]+(?:[,;] ?[a-z_]+=[a-z]+)*$/.test(needed) ? [`GitHub asks for ${needed}`] : [];
  return fail(
    "access.token_restricted",
    `the token has not the right to do that with ${place.shown}: ${said}`,
    place.rights,
    ...asked,
  );
}

function invalid(
  fail: (code: ErrorCode, text: string, ...hints: string[]) => PlatformError,
  place: Place,
  message: string,
  said: string,
): PlatformError {
  // Seen in the field: "Bad request - validation failed due to an improperly encrypted secret".
  const isForKey = /improperly encrypted|\bkey[ _-]?id\b|\bpublic key\b/i.test(message);
  if (isForKey && !/wasn't supplied/i.test(message)) {
    return fail(
      KEY_CHANGED,
      `GitHub cannot open the sealed value: ${said}`,
      "its public key may have changed: try again",
    );
  }
  if (/\b(?:limit|maximum|too many|exceed\w*)\b/i.test(message) && /\bsecrets\b/i.test(message)) {
    return fail(
      "failed.quota",
      `${place.shown} holds as many secrets as GitHub allows (${place.most})`,
      "remove some, or keep others in another place: an environment, the organization",
    );
  }
  return fail("failed.refused", `GitHub refused: ${said}`);
}

function limitFailure(answer: ApiAnswer, said: string): PlatformError {
  const renewed = renewedAtMs(answer);
  const until = renewed === undefined ? "" : ` until ${new Date(renewed).toISOString().slice(11, 16)} UTC`;
  const message = renewed === undefined
    ? `GitHub asks to slow down: ${said}`
    : `GitHub's rate limit is used up${until}: ${said}`;
  return new PlatformError("failed.rate_limited", message, {
    effect: "none",
    httpStatus: answer.status,
    hints: ["it is shared by everything that uses the account: try again later"],
  });
}
