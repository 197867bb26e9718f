// A stand-in for GitLab's CI/CD variables: one project and two groups, as strict as the real one about keys, masks and
// scopes. For tests and a sandbox of one's own:
//   deno run -A tests/servers/gitlab.ts [--port N] [--token glpat-…]

import { changeVariable, findVariable, type GitlabVariable, makeVariable } from "./gitlab_variables.ts";
import { openStandIn, type StandIn, type StandInCall } from "./stand_in.ts";

/** How a stand-in is set up. */
export interface GitlabOptions {
  readonly port?: number;
  readonly token?: string;
  /** Requests in a minute; 2,000 unless said. */
  readonly rate?: number;
  /** As before version 15.x: only the small alphabet can be masked. */
  readonly masksLess?: boolean;
}

/** A running stand-in. */
export interface GitlabServer extends StandIn {
  /** May do everything. */
  readonly token: string;
  /** Of the scope `read_api`. */
  readonly readingToken: string;
  /** Of a developer, who may not see variables. */
  readonly developerToken: string;
  /** A login's: it has no personal access token behind it. */
  readonly loginToken: string;
  readonly project: string;
  /** A group with environment scopes, and one without the licence for them. */
  readonly group: string;
  readonly freeGroup: string;
  /** Variables of a project or group, the oldest first. */
  variables(place: string): GitlabVariable[];
  /** The next write of this name is refused. */
  failNext(name: string): void;
}

const PROJECT = "acme/tools/app", GROUP = "acme", FREE_GROUP = "free-acme";

/** Starts a stand-in on loopback. */
export function startGitlab(options: GitlabOptions = {}): GitlabServer {
  const token = options.token ?? "glpat-Abcdefghijklmnopqrst";
  const tokens: Readonly<Record<string, { scopes: readonly string[] | undefined; maintains: boolean }>> = {
    [token]: { scopes: ["api"], maintains: true },
    "glpat-reading-0123456789": { scopes: ["read_api"], maintains: true },
    "glpat-developer-012345678": { scopes: ["api"], maintains: false },
    "login-0123456789abcdefghijklmn": { scopes: undefined, maintains: true },
  };
  const [, readingToken, developerToken, loginToken] = Object.keys(tokens);
  const places = new Map<string, GitlabVariable[]>([
    [`projects/${PROJECT}`, []],
    ["projects/42", []],
    [`groups/${GROUP}`, []],
    [`groups/${FREE_GROUP}`, []],
  ]);
  const failing = new Set<string>();
  let used = { minute: 0, count: 0 };

  function serve(call: StandInCall): Response {
    const minute = Math.floor(Date.now() / 60_000);
    used = minute === used.minute ? { minute, count: used.count + 1 } : { minute, count: 1 };
    const rate = options.rate ?? 2000;
    const headers = {
      "ratelimit-limit": String(rate),
      "ratelimit-observed": String(used.count),
      "ratelimit-remaining": String(Math.max(0, rate - used.count)),
      "ratelimit-reset": String((minute + 1) * 60),
    };
    if (used.count > rate) {
      return new Response("Retry later\n", {
        status: 429,
        headers: { ...headers, "retry-after": "1", "content-type": "text/plain" },
      });
    }
    const { status, body, headers: more } = answer(call);
    const all = { ...headers, ...more, ...(status === 204 ? {} : { "content-type": "application/json" }) };
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: all });
  }

  function answer(call: StandInCall): Reply {
    const given = call.headers.get("private-token") ??
      /^Bearer (.+)$/.exec(call.headers.get("authorization") ?? "")?.[1];
    const caller = given === undefined ? undefined : tokens[given];
    if (caller === undefined) return refuse(401, "401 Unauthorized");
    const path = /^\/api\/v4\/(.*)$/.exec(call.path)?.[1];
    if (path === "personal_access_tokens/self" && call.method === "GET") {
      if (caller.scopes === undefined) return refuse(400, "400 Bad request");
      return { status: 200, body: { id: 1, name: "t", active: true, revoked: false, scopes: caller.scopes } };
    }
    const route = /^(projects|groups)\/([^/]+)\/variables(?:\/([^/]+))?$/.exec(path ?? "");
    if (route === null) return { status: 404, body: { error: "404 Not Found" } };
    if (call.method !== "GET" && caller.scopes !== undefined && !caller.scopes.includes("api")) {
      const words = "The request requires higher privileges than provided by the access token.";
      return { status: 403, body: { error: "insufficient_scope", error_description: words, scope: "api" } };
    }
    const [, kind, id, key] = route;
    const place = places.get(`${kind}/${decodeURIComponent(id!)}`);
    if (place === undefined) return refuse(404, `404 ${kind === "groups" ? "Group" : "Project"} Not Found`);
    if (!caller.maintains) return refuse(403, "403 Forbidden");
    return onVariables(call, place, key, kind === "groups", decodeURIComponent(id!) === FREE_GROUP);
  }

  function onVariables(
    call: StandInCall,
    place: GitlabVariable[],
    key: string | undefined,
    isGroup: boolean,
    isFree: boolean,
  ): Reply {
    if (key === undefined && call.method === "GET") return page(standIn.url + call.path, call.query, place);
    const fields = readFields(call);
    if (fields === undefined) return { status: 400, body: { error: "The provided content-type is no JSON" } };
    const name = key ?? fields.key;
    if (call.method !== "GET" && typeof name === "string" && failing.delete(name)) {
      return refuse(400, { base: ["This very variable is refused."] });
    }
    const rules = { masksLess: options.masksLess ?? false, scopes: !isFree };
    if (key === undefined && call.method === "POST") return makeVariable(place, fields, rules);
    const found = findVariable(place, key ?? "", scopeOf(call, fields), isGroup, isFree);
    if ("status" in found) return found;
    if (call.method === "GET") return { status: 200, body: shown(found) };
    if (call.method === "PUT") return changeVariable(place, found, fields, rules);
    if (call.method !== "DELETE" || key === undefined) {
      return { status: 405, body: { error: "405 Not Allowed" } };
    }
    place.splice(place.indexOf(found), 1);
    return { status: 204, body: undefined };
  }

  const standIn = openStandIn({ serve, ...(options.port === undefined ? {} : { port: options.port }) });
  return {
    ...standIn,
    token,
    readingToken: readingToken!,
    developerToken: developerToken!,
    loginToken: loginToken!,
    project: PROJECT,
    group: GROUP,
    freeGroup: FREE_GROUP,
    variables: (place) => (places.get(`projects/${place}`) ?? places.get(`groups/${place}`))!,
    failNext: (name) => void failing.add(name),
  };
}

/** An answer: status, JSON body, headers. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error in the API's shape. */
export function refuse(status: number, message: string | Readonly<Record<string, readonly string[]>>): Reply {
  return { status, body: { message } };
}

/** A variable as the API shows it. */
export function shown(variable: GitlabVariable): GitlabVariable {
  return variable.hidden ? { ...variable, value: null } : variable;
}

function page(url: string, query: URLSearchParams, place: readonly GitlabVariable[]): Reply {
  const size = Math.min(100, Number(query.get("per_page") ?? 20)), at = Number(query.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(place.length / size));
  const link = (to: number, rel: string) => `<${url}?page=${to}&per_page=${size}>; rel="${rel}"`;
  return {
    status: 200,
    body: place.slice((at - 1) * size, at * size).map(shown),
    headers: {
      link: [...(at < last ? [link(at + 1, "next")] : []), link(1, "first"), link(last, "last")].join(", "),
      "x-page": String(at),
      "x-next-page": at < last ? String(at + 1) : "",
      "x-per-page": String(size),
      "x-total": String(place.length),
      "x-total-pages": String(last),
    },
  };
}

function readFields({ body }: StandInCall): Record<string, unknown> | undefined {
  if (body === "") return {};
  try {
    const fields = JSON.parse(body);
    return typeof fields === "object" && fields !== null && !Array.isArray(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** The filter, which may be in the query or in the body. */
function scopeOf(call: StandInCall, fields: Readonly<Record<string, unknown>>): string | undefined {
  const filter = fields.filter as { readonly environment_scope?: string } | undefined;
  return call.query.get("filter[environment_scope]") ?? filter?.environment_scope;
}

if (import.meta.main) {
  const flags = new Map<string, string>();
  for (let i = 0; i < Deno.args.length; i += 2) flags.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
  const token = flags.get("--token");
  const server = startGitlab({
    port: Number(flags.get("--port") ?? 0),
    ...(token === undefined ? {} : { token }),
  });
  const { url, project, group } = server;
  console.log(JSON.stringify({ url, token: server.token, project, group }));
}
