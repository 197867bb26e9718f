// The law of lost calls: a connection that was never made did nothing; everything later may have done the work.
// Interruption and deadline say which of the two it was. No message holds a header or a body that was sent.

import { type PlatformEffect, PlatformError } from "./platform_error.ts";

/** Deno says of a failed connection that the client was still connecting, in the error (2.4) or its cause (2.9). */
const NOT_CONNECTED = /client error \(Connect\)|are blocked/;

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/refused/i, "connection refused"],
  [/dns error|failed to lookup/i, "its name cannot be resolved"],
  [/certificate|UnknownIssuer/i, "its certificate is not trusted"],
  [/tls|handshake|corrupt message/i, "no secure connection"],
  [/are blocked/, "its port is blocked"],
  [/timed out/i, "connecting took too long"],
  [/unreachable|no route/i, "no route to it"],
];

/** What `fetch`, or reading the answer's body, threw. */
export function connectionFailure(cause: unknown, host: string): PlatformError {
  const text = errorText(cause);
  if (isPermission(cause)) {
    return unreachable(host, "this program may not connect to it", "none", cause);
  }
  if (NOT_CONNECTED.test(text)) {
    const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? "no connection";
    return unreachable(host, reason, "none", cause);
  }
  return unreachable(host, "the connection was lost before the whole answer came", "unknown", cause);
}

/** No answer before the deadline; effect `none` when the call was not started. */
export function timedOut(host: string, afterMs: number, effect: PlatformEffect): PlatformError {
  const message = effect === "none"
    ? `no time is left to call "${host}"`
    : `"${host}" did not answer within ${Math.max(1, Math.round(afterMs / 1000))} s`;
  return new PlatformError("failed.timeout", message, { effect });
}

/** The user stopped the program; effect `unknown` when a call was under way. */
export function interruption(effect: PlatformEffect): PlatformError {
  return new PlatformError("interrupted", "interrupted", { effect });
}

function unreachable(host: string, reason: string, effect: PlatformEffect, cause: unknown): PlatformError {
  const hints = effect === "none" ? ["check the network, then run it again"] : [];
  return new PlatformError("failed.unreachable", `cannot reach "${host}": ${reason}`, {
    effect,
    hints,
    cause,
  });
}

function isPermission(error: unknown): boolean {
  return error instanceof Error && (error.name === "NotCapable" || error.name === "PermissionDenied");
}

function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${errorText(error.cause)}`;
}
