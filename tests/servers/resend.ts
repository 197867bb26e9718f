// A stand-in for Resend: stateful, as strict as the real one, and as unreliable as a test wants. For tests, the demo
// and a sandbox of one's own:
//   deno run -A tests/servers/resend.ts [--port N] [--rate N] [--foreign N] [--master-key re_…]

import { ResendAccount, type ResendKey } from "./resend_accounts.ts";
import { answer, type ApiCall, authenticate, refuse, type Reply } from "./resend_api.ts";
import { openStandIn, type StandIn, type StandInCall } from "./stand_in.ts";

/** How a stand-in is set up. */
export interface ResendOptions {
  /** 0, the default, is any free port. */
  readonly port?: number;
  /** Requests that an account may make in each second of the wall clock; 1,000 unless said. */
  readonly rate?: number;
  /** Verified domains of each account. */
  readonly domains?: readonly string[];
  /** The first account's master key, where a fixed one is wanted. */
  readonly masterKey?: string;
}

/** A running stand-in; its `url` is for RESEND_BASE_URL. */
export interface ResendServer extends StandIn {
  /** The first account, and short ways to what it holds. */
  readonly account: ResendAccount;
  readonly masterKey: string;
  readonly keys: readonly ResendKey[];
  /** Another team, with a master key of its own. */
  addAccount(): ResendAccount;
  setRate(perSecond: number): void;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** Starts a stand-in on loopback. */
export function startResend(options: ResendOptions = {}): Promise<ResendServer> {
  const domains = options.domains ?? ["example.com", "mail.example.com", "example.org"];
  const accounts = [new ResendAccount(domains, options.masterKey)];
  const account = accounts[0]!;
  const used = new Map<ResendAccount, { second: number; count: number }>();
  let rate = options.rate ?? 1000;
  const standIn = openStandIn({
    ...options.port === undefined ? {} : { port: options.port },
    serve,
    headers: () => rateHeaders(1),
  });

  function serve({ method, path, query, headers, body }: StandInCall): Response {
    if ((headers.get("user-agent") ?? "") === "") {
      return new Response("error code: 1010", { status: 403, headers: { "content-type": "text/html" } });
    }
    const token = /^Bearer (\S+)$/.exec(headers.get("authorization") ?? "")?.[1];
    const call: ApiCall = { method, path, query, body, token };
    const caller = authenticate(accounts, call.token);
    if ("status" in caller) return toResponse(caller, rateHeaders(0));
    const nowMs = Date.now(), second = Math.floor(nowMs / 1000);
    const window = used.get(caller.account);
    const count = window?.second === second ? window.count : 0;
    if (count >= rate) {
      const refusal = refuse(
        429,
        "rate_limit_exceeded",
        `Too many requests. You can only make ${rate} requests per second.`,
      );
      return toResponse(refusal, { ...rateHeaders(rate), "retry-after": "1" });
    }
    used.set(caller.account, { second, count: count + 1 });
    return toResponse(answer(caller.account, caller.key, call), rateHeaders(count + 1));
  }

  function rateHeaders(count: number): Record<string, string> {
    return {
      "ratelimit-limit": String(rate),
      "ratelimit-remaining": String(rate - count),
      "ratelimit-reset": "1",
      "ratelimit-policy": `${rate};w=1`,
    };
  }

  return Promise.resolve({
    ...standIn,
    account,
    masterKey: account.masterKey,
    get keys() {
      return account.keys;
    },
    addAccount() {
      const other = new ResendAccount(domains);
      accounts.push(other);
      return other;
    },
    setRate: (perSecond) => rate = perSecond,
  });
}

function toResponse(reply: Reply, headers: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(reply.body), {
    status: reply.status,
    headers: { ...JSON_TYPE, ...headers },
  });
}

if (import.meta.main) {
  const flags = new Map<string, string>();
  for (let i = 0; i < Deno.args.length; i += 2) flags.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
  const masterKey = flags.get("--master-key");
  const server = await startResend({
    port: Number(flags.get("--port") ?? 0),
    rate: Number(flags.get("--rate") ?? 1000),
    ...(masterKey === undefined ? {} : { masterKey }),
  });
  for (let i = 0; i < Number(flags.get("--foreign") ?? 0); i++) {
    server.account.addKey({ name: `by hand ${i + 1}` });
  }
  console.log(JSON.stringify({ url: server.url, masterKey: server.masterKey }));
}
