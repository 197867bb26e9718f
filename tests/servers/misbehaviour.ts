// What a stand-in platform can be told to do wrong, and to which of the next requests. A fault says whether the work
// is done first (`work`), because that is what the program under test must not have to guess.

/** Which requests: all that match what is given. */
export interface Matching {
  readonly method?: string;
  /** The path without its query: the whole of it, or a pattern. */
  readonly path?: string | RegExp;
  /** How many matching requests; 1 unless said. */
  readonly times?: number;
}

/** What goes wrong. */
export type Fault =
  /** Answers late, in milliseconds; all else is right. */
  | { readonly what: "delay"; readonly ms: number }
  /** Ends the connection without an answer. */
  | { readonly what: "drop"; readonly work: boolean }
  /** Never answers. */
  | { readonly what: "hang"; readonly work: boolean }
  /** Sends the head and half the body, and never the rest. */
  | { readonly what: "hang_in_body"; readonly work: boolean }
  /** Sends the head and half the body, and ends the connection. */
  | { readonly what: "truncate"; readonly work: boolean }
  /** Any answer instead of the right one; an object is sent as JSON. */
  | {
    readonly what: "answer";
    readonly work: boolean;
    readonly status: number;
    readonly body?: string | Readonly<Record<string, unknown>>;
    readonly headers?: Readonly<Record<string, string>>;
  }
  /** Does the work twice, answering with the second. */
  | { readonly what: "twice" }
  /** Waits until the test says so, before or after the work. */
  | { readonly what: "hold"; readonly work: boolean; readonly hold: Hold };

/** A request that the test holds back. */
export interface Hold {
  /** Resolves when the request has come (and its work is done, where that is asked for). */
  readonly arrived: Promise<void>;
  release(): void;
}

/** A hold and the server's side of it. */
export interface OpenHold extends Hold {
  arrive(): void;
  readonly released: Promise<void>;
}

/** Makes a hold. */
export function makeHold(): OpenHold {
  let arrive = () => {}, release = () => {};
  const arrived = new Promise<void>((resolve) => arrive = resolve);
  const released = new Promise<void>((resolve) => release = resolve);
  return { arrived, released, arrive: () => arrive(), release: () => release() };
}

/** The faults that are still to come, the oldest first. */
export class Faults {
  readonly #waiting: { readonly matching: Matching; readonly fault: Fault; left: number }[] = [];

  add(matching: Matching, fault: Fault): void {
    this.#waiting.push({ matching, fault, left: matching.times ?? 1 });
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** The fault for a request, used up by that. */
  take(method: string, path: string): Fault | undefined {
    const index = this.#waiting.findIndex(({ matching }) =>
      (matching.method === undefined || matching.method === method) &&
      (matching.path === undefined || typeof matching.path === "string"
        ? matching.path === undefined || matching.path === path
        : matching.path.test(path))
    );
    const found = this.#waiting[index];
    if (found === undefined) return undefined;
    if (--found.left <= 0) this.#waiting.splice(index, 1);
    return found.fault;
  }
}

/** Answers that platforms, and what stands before them, give on bad days; `work` says if the work was done. */
export const badAnswers = {
  html: (status: number, work = false): Fault => ({
    what: "answer",
    work,
    status,
    headers: { "content-type": "text/html" },
    body: `<!doctype html><html><body><h1>${status}</h1></body></html>`,
  }),
  rateLimited: (retryAfter?: string): Fault => ({
    what: "answer",
    work: false,
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
    body: {
      statusCode: 429,
      name: "rate_limit_exceeded",
      message: "Too many requests. You can only make 5 requests per second.",
    },
  }),
  quota: (): Fault => ({
    what: "answer",
    work: false,
    status: 429,
    headers: { "retry-after": "1" },
    body: { statusCode: 429, name: "daily_quota_exceeded", message: "You have reached your daily quota." },
  }),
  broken: (work = false): Fault => ({
    what: "answer",
    work,
    status: 500,
    body: { statusCode: 500, name: "internal_server_error", message: "Something went wrong." },
  }),
  redirect: (location: string, status = 302): Fault => ({
    what: "answer",
    work: false,
    status,
    headers: { location },
  }),
  garbage: (work: boolean): Fault => ({
    what: "answer",
    work,
    status: 200,
    headers: { "content-type": "application/json" },
    body: '{"id": "half an ans',
  }),
} as const;
