// The law of one exchange: one request, one whole answer, within 30 s and 8 MB; a redirect is never followed, since
// it would carry the token to another place. What an answer means is for others to judge.

import type { Clock } from "../clock.ts";
import type { Fetch } from "../system.ts";
import { parseBaseUrl } from "./base_url.ts";
import { connectionFailure, interruption, timedOut } from "./failures.ts";
import { PlatformError } from "./platform_error.ts";
import { USER_AGENT } from "./user_agent.ts";

/** Longest time for one attempt, headers and body. */
const ATTEMPT_MS = 30_000;
/** Most bytes of an answer. */
export const ANSWER_BYTES = 8 * 1024 * 1024;

/** A call to a platform's API. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** What follows the base URL: starts with a slash, encoded, with its query. */
  readonly path: string;
  /** Headers of this request alone; they go before those of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Whether doing it twice is as good as once: only then is it repeated after a failure. */
  readonly repeatable: boolean;
  /** Instant (ms) after which no attempt is started and a running one is given up. */
  readonly deadlineMs?: number;
}

/** A platform's answer, whole. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is empty or no JSON. */
  readonly json: unknown;
}

/** Makes one call; failures are PlatformErrors. */
export type Call = (request: ApiRequest) => Promise<ApiAnswer>;

/** What an exchange needs from outside. */
export interface ExchangeOptions {
  /** As `parseBaseUrl` takes it; any other is a usage error of `exchanging`. */
  readonly baseUrl: string;
  /** Headers of every request, asked for each time; the token is in there. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
}

/** The innermost call: no repeating, no pacing, no judging but of redirects and sizes. */
export function exchanging(options: ExchangeOptions): Call {
  const { clock, interrupted } = options;
  // Once more, where the token leaves: whoever made the address, it is HTTPS or this machine.
  const baseUrl = parseBaseUrl(options.baseUrl, "the platform's address");
  const host = new URL(baseUrl).host;

  return async (request) => {
    if (interrupted.aborted) throw interruption("none");
    const limitMs = Math.min(ATTEMPT_MS, (request.deadlineMs ?? Infinity) - clock.nowMs());
    if (limitMs <= 0) throw timedOut(host, 0, "none");

    const abort = new AbortController(), ended = new AbortController();
    const message = toFetchRequest(request, baseUrl, options.headers(), abort.signal);
    let late = false;
    const stop = () => abort.abort();
    interrupted.addEventListener("abort", stop, { once: true });
    clock.sleep(limitMs, ended.signal).then(() => {
      late = true;
      stop();
    }, () => {});
    try {
      const response = await options.fetch(message);
      return await readAnswer(response, host, abort.signal);
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      if (late) throw timedOut(host, limitMs, "unknown");
      if (interrupted.aborted) throw interruption("unknown");
      throw connectionFailure(error, host);
    } finally {
      ended.abort();
      interrupted.removeEventListener("abort", stop);
    }
  };
}

function toFetchRequest(
  request: ApiRequest,
  baseUrl: string,
  ownHeaders: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Request {
  const headers = new Headers({ ...ownHeaders, ...request.headers });
  headers.set("user-agent", USER_AGENT);
  if (!headers.has("accept")) headers.set("accept", "application/json");
  const url = baseUrl + request.path;
  const init: RequestInit = { method: request.method, headers, redirect: "manual", signal };
  if (request.body === undefined && request.repeatable) return new Request(url, init);

  if (request.body !== undefined) headers.set("content-type", "application/json");
  const body = request.body === undefined ? "" : JSON.stringify(request.body);
  if (request.repeatable) return new Request(url, { ...init, body });
  // Deno 2.9 sends a request again by itself, a POST too, when a kept connection ends before the answer. A body that
  // is a stream it cannot send again, so what must be done once at most goes out as one.
  return new Request(url, { ...init, body: streamOf(body), duplex: "half" } as RequestInit);
}

function streamOf(text: string): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

async function readAnswer(response: Response, host: string, signal: AbortSignal): Promise<ApiAnswer> {
  const text = await readText(response, host, signal);
  const { status, headers } = response;
  if (status >= 300 && status < 400) {
    throw new PlatformError("failed.platform", `"${host}" answered with a redirect, which is not followed`, {
      effect: "unknown",
      httpStatus: status,
    });
  }
  return { status, headers, text, json: parseJson(text) };
}

async function readText(response: Response, host: string, signal: AbortSignal): Promise<string> {
  if (response.body === null) return "";
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  let text = "", size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw new Error("given up");
      if (done) return text + decoder.decode();
      size += value.length;
      if (size > ANSWER_BYTES) {
        cancel();
        throw new PlatformError("failed.platform", `"${host}" sent an answer of more than 8 MB`, {
          effect: "unknown",
          httpStatus: response.status,
        });
      }
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
