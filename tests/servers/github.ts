// A stand-in for GitHub's secrets: stateful, as strict as the real one, and as unreliable as a test wants. It opens the
// boxes it is sent and keeps what was in them. For tests, the demo and a sandbox of one's own:
//   deno run -A tests/servers/github.ts [--port N] [--repo owner/repo] [--token github_pat_…] [--env NAME]

import { answer, refuse, type Reply } from "./github_api.ts";
import { type GithubRepository, GithubWorld } from "./github_world.ts";
import type { Fault } from "./misbehaviour.ts";
import { openStandIn, type StandIn, type StandInCall } from "./stand_in.ts";

/** How a stand-in is set up. */
export interface GithubOptions {
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** The first repository, `owner/repo`; its owner is an organization too. */
  readonly repository?: string;
  /** The first token, where a fixed one is wanted. */
  readonly token?: string;
  /** Requests that all tokens together may make in an hour; 5,000 unless said. */
  readonly hourly?: number;
  /** Writes in a minute after which the secondary limit says no; none unless said. */
  readonly writesPerMinute?: number;
  /** The platform's clock, in milliseconds; the machine's unless said. */
  readonly nowMs?: () => number;
}

/** A running stand-in. `url` is for GITHUB_API_URL. */
export interface GithubServer extends StandIn {
  readonly world: GithubWorld;
  /** The first repository, and a token with all rights to it and its owner. */
  readonly repository: GithubRepository;
  readonly token: string;
  /** Nothing is allowed until so much time has passed. */
  exhaust(ms: number): void;
  setHourly(requests: number): void;
}

/** Starts a stand-in on loopback. */
export function startGithub(options: GithubOptions = {}): Promise<GithubServer> {
  const nowMs = options.nowMs ?? Date.now;
  const world = new GithubWorld();
  const repository = world.addRepository(options.repository ?? "acme/app");
  world.addOrganization(repository.fullName.split("/")[0]!);
  const token = world.addToken(options.token === undefined ? {} : { text: options.token });
  let hourly = options.hourly ?? 5000;
  let used = 0;
  let renewedAtMs = nowMs() + 3_600_000;
  let writes: number[] = [];
  const standIn = openStandIn({
    ...(options.port === undefined ? {} : { port: options.port }),
    serve: (call) => toResponse(serve(call)),
    headers: rateHeaders,
  });

  function serve(call: StandInCall): Reply {
    if ((call.headers.get("user-agent") ?? "") === "") {
      return refuse(
        403,
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header",
      );
    }
    const text = /^(?:Bearer|token) (\S+)$/i.exec(call.headers.get("authorization") ?? "")?.[1];
    if (text === undefined) return refuse(401, "Requires authentication");
    const caller = world.token(text);
    if (caller === undefined) return refuse(401, "Bad credentials");
    if (nowMs() >= renewedAtMs) [used, renewedAtMs] = [0, nowMs() + 3_600_000];
    if (used >= hourly) return refuse(403, "API rate limit exceeded for user ID 583231.");
    used++;
    const isWrite = call.method !== "GET";
    writes = writes.filter((atMs) => nowMs() - atMs < 60_000);
    if (isWrite && writes.length >= (options.writesPerMinute ?? Infinity)) return secondary("60");
    if (isWrite) writes.push(nowMs());
    return answer({ world, token: caller, nowMs: nowMs(), url: standIn.url }, call);
  }

  function rateHeaders(): Record<string, string> {
    return {
      "date": new Date(nowMs()).toUTCString(),
      "x-ratelimit-limit": String(hourly),
      "x-ratelimit-remaining": String(Math.max(0, hourly - used)),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(Math.ceil(renewedAtMs / 1000)),
      "x-ratelimit-resource": "core",
      "x-github-media-type": "github.v3; format=json",
    };
  }

  function toResponse(reply: Reply): Response {
    const headers = { ...rateHeaders(), ...reply.headers };
    if (reply.body === undefined) return new Response(null, { status: reply.status, headers });
    return new Response(JSON.stringify(reply.body), {
      status: reply.status,
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
    });
  }

  return Promise.resolve({
    ...standIn,
    world,
    repository,
    token: token.text,
    exhaust(ms) {
      used = hourly;
      renewedAtMs = nowMs() + ms;
    },
    setHourly: (requests) => hourly = requests,
  });
}

const SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

function secondary(retryAfter?: string): Reply {
  return refuse(403, SECONDARY, retryAfter === undefined ? {} : { "retry-after": retryAfter });
}

/** Answers of GitHub's on bad days. */
export const githubAnswers = {
  secondaryLimit: (status: 403 | 429, retryAfter?: string): Fault =>
    fault({ ...secondary(retryAfter), status }),
  broken: (work = false): Fault => ({ ...fault(refuse(502, "Server Error")), work }),
  refused: (status: number, message: string): Fault => fault(refuse(status, message)),
} as const;

function fault({ status, body, headers }: Reply): Fault & { what: "answer" } {
  return {
    what: "answer",
    work: false,
    status,
    body: body as Record<string, unknown>,
    headers: headers ?? {},
  };
}

if (import.meta.main) {
  const flags = new Map<string, string>();
  for (let i = 0; i < Deno.args.length; i += 2) flags.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
  const repository = flags.get("--repo"), token = flags.get("--token"), environment = flags.get("--env");
  const server = await startGithub({
    port: Number(flags.get("--port") ?? 0),
    ...(repository === undefined ? {} : { repository }),
    ...(token === undefined ? {} : { token }),
  });
  if (environment !== undefined) server.repository.setEnvironment(environment);
  console.log(
    JSON.stringify({ url: server.url, repository: server.repository.fullName, token: server.token }),
  );
}
