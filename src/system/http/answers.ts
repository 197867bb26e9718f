// The law of answers, whichever platform they are from: 2xx with nothing in it, or with JSON, is good. What the platform's
// API did not write proves nothing about the work, and neither does a good answer that is not what was asked for.

import * as v from "valibot";
import type { ApiAnswer } from "./exchange.ts";
import { PlatformError } from "./platform_error.ts";

/** Whether an answer says that the work was done. */
export function isGood({ status, json, text }: ApiAnswer): boolean {
  return status >= 200 && status < 300 && (text.trim() === "" || json !== undefined);
}

/** What a good answer of a platform says, if it is what was asked for. */
export function readAnswer<T>(
  title: string,
  schema: v.GenericSchema<unknown, T>,
  answer: ApiAnswer,
  otherwise: string,
): T {
  const parsed = v.safeParse(schema, answer.json);
  if (!parsed.success) throw nonsense(title, otherwise, answer.status);
  return parsed.output;
}

/** A good answer that is not what was asked for: the work may have been done. */
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
