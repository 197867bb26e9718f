// A stand-in for the secrets of Fly.io's Machines API: apps whose secrets are staged, told by digest and never shown. It
// is written after the platform's own Go client, since no client or description of it is on npm. For tests and a sandbox
// of one's own:
//   deno run -A tests/servers/fly.ts [--port N] [--token …]

import { createHash } from "node:crypto";
import { openStandIn, type StandIn, type StandInCall } from "./stand_in.ts";

/** How a stand-in is set up. */
export interface FlyOptions {
  readonly port?: number;
  readonly token?: string;
  /** Reads show what was before the last write, unless they ask for a version. */
  readonly lags?: boolean;
}

/** A secret. */
export interface FlySecret {
  readonly value: string;
  readonly updatedAt: string;
}

/** A running stand-in. */
export interface FlyServer extends StandIn {
  /** A user's token. */
  readonly token: string;
  /** A macaroon for the app, as it is sent: without its scheme. */
  readonly macaroon: string;
  /** A token that may only read. */
  readonly readingToken: string;
  readonly app: string;
  readonly secrets: Map<string, FlySecret>;
  /** Values that running machines have: those of the last deployment. */
  readonly running: ReadonlyMap<string, string>;
  deploy(): void;
  /** Requests that write this name are refused as a whole, up to the one that writes it alone. */
  failNext(name: string): void;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Starts a stand-in on loopback. */
export function startFly(options: FlyOptions = {}): FlyServer {
  const token = options.token ?? "fo1_Abcdefghijklmnopqrstuvwxyz";
  const macaroon = "fm2_lJPECAAAAAAAAAAA/abc+def==", readingToken = "fm2_reading0123456789==";
  const app = "shop-web";
  const secrets = new Map<string, FlySecret>();
  const failing = new Set<string>();
  let version = 1, running: ReadonlyMap<string, string> = new Map(), before = new Map<string, FlySecret>();

  function serve(call: StandInCall): Response {
    const { status, body } = answer(call);
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
  }

  function answer(call: StandInCall): Reply {
    const rights = rightsOf(call.headers.get("authorization") ?? "");
    if (rights === undefined) return refuse(401, "Authenticate: token validation error");
    const route = /^\/v1\/apps\/([^/]+)\/secrets(?:\/([^/]+))?$/.exec(call.path);
    if (route === null) return refuse(404, "404 page not found");
    if (decodeURIComponent(route[1]!) !== app) {
      return refuse(404, `failed to get app: Could not find App "${route[1]}"`);
    }
    const name = route[2];
    if (call.method !== "GET" && rights === "read") return refuse(403, "unauthorized: no write on app");
    switch (`${call.method}${name === undefined ? "" : " one"}`) {
      case "GET": {
        const wanted = call.query.get("min_version");
        if (wanted !== null && !(Number(wanted) <= version)) {
          return refuse(408, "timed out waiting for min_version");
        }
        const seen = options.lags && wanted === null ? before : secrets;
        return { status: 200, body: { secrets: [...seen].map(([key, secret]) => shown(key, secret)) } };
      }
      case "POST":
        return update(call);
      case "DELETE one":
        if (!secrets.has(name!)) return refuse(404, "secret not found");
        begin();
        secrets.delete(name!);
        return { status: 200, body: { Version: version, version } };
    }
    return refuse(405, "method not allowed");
  }

  function update(call: StandInCall): Reply {
    let values: unknown;
    try {
      values = JSON.parse(call.body).values;
    } catch {
      return refuse(400, "invalid JSON");
    }
    if (typeof values !== "object" || values === null) return refuse(400, "values is required");
    const entries = Object.entries(values);
    for (const [key, value] of entries) {
      if (value !== null && typeof value !== "string") return refuse(400, `${key} must be a string or null`);
      if (!failing.has(key)) continue;
      if (entries.length === 1) failing.delete(key);
      return refuse(422, `${key} is refused with ${value}.`);
    }
    begin();
    const updatedAt = new Date().toISOString();
    for (const [key, value] of entries) {
      if (value === null) secrets.delete(key);
      else secrets.set(key, { value, updatedAt });
    }
    const written = entries.filter(([, value]) => value !== null).map(([key]) =>
      shown(key, secrets.get(key)!)
    );
    return { status: 200, body: { secrets: written, Version: version, version } };
  }

  function begin(): void {
    before = new Map(secrets);
    version++;
  }

  /** A macaroon goes under its own scheme, a user's token under the common one. */
  function rightsOf(header: string): "read" | "write" | undefined {
    const [, scheme, given] = /^(Bearer|FlyV1) (\S+)$/.exec(header) ?? [];
    if (scheme === "Bearer") return given === token ? "write" : undefined;
    const tokens = given?.split(",") ?? [];
    if (!tokens.every((text) => text.startsWith("fm2_"))) return undefined;
    if (tokens.includes(macaroon)) return "write";
    return tokens.includes(readingToken) ? "read" : undefined;
  }

  const standIn = openStandIn({ serve, ...(options.port === undefined ? {} : { port: options.port }) });
  return {
    ...standIn,
    token,
    macaroon,
    readingToken,
    app,
    secrets,
    get running() {
      return running;
    },
    deploy: () => void (running = new Map([...secrets].map(([key, { value }]) => [key, value]))),
    failNext: (name) => void failing.add(name),
  };
}

function refuse(status: number, error: string): Reply {
  return { status, body: { error } };
}

function shown(name: string, { value, updatedAt }: FlySecret): object {
  const digest = createHash("sha256").update(`stand-in:${value}`).digest("hex").slice(0, 16);
  return { name, digest, created_at: updatedAt, updated_at: updatedAt };
}

if (import.meta.main) {
  const flags = new Map<string, string>();
  for (let i = 0; i < Deno.args.length; i += 2) flags.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
  const token = flags.get("--token");
  const server = startFly({
    port: Number(flags.get("--port") ?? 0),
    ...(token === undefined ? {} : { token }),
  });
  console.log(JSON.stringify({ url: server.url, token: server.token, app: server.app }));
}
