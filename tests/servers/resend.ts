// A stand-in for Resend: stateful, as strict as the real one, and as unreliable as a test wants. For tests, the demo
// and a sandbox of one's own:
//   deno run -A tests/servers/resend.ts [--port N] [--rate N] [--foreign N] [--master-key re_…]

import { openFront } from "./front.ts";
import { type Fault, Faults, type Hold, makeHold, type Matching, type OpenHold } from "./misbehaviour.ts";
import { ResendAccount, type ResendKey } from "./resend_accounts.ts";
import { answer, type ApiCall, authenticate, refuse, type Reply } from "./resend_api.ts";

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

/** A request as it came in; the token is not kept. */
export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly userAgent: string | undefined;
  readonly body: string;
  readonly atMs: number;
  /** Undefined while, or where, it has no answer. */
  status: number | undefined;
}

/** A running stand-in. */
export interface ResendServer extends AsyncDisposable {
  /** For RESEND_BASE_URL. */
  readonly url: string;
  /** The first account, and short ways to what it holds. */
  readonly account: ResendAccount;
  readonly masterKey: string;
  readonly keys: readonly ResendKey[];
  readonly requests: readonly LoggedRequest[];
  /** Another team, with a master key of its own. */
  addAccount(): ResendAccount;
  setRate(perSecond: number): void;
  /** Lets the next matching requests go wrong. */
  misbehave(matching: Matching, fault: Fault): void;
  /** Holds the next matching request back, before its work or after it. */
  hold(matching: Matching, when?: "before" | "after"): Hold;
  /** Forgets all faults that have not happened yet. */
  behave(): void;
  stop(): Promise<void>;
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** Starts a stand-in on loopback. */
export function startResend(options: ResendOptions = {}): Promise<ResendServer> {
  const domains = options.domains ?? ["example.com", "mail.example.com", "example.org"];
  const accounts = [new ResendAccount(domains, options.masterKey)];
  const account = accounts[0]!;
  const requests: LoggedRequest[] = [];
  const faults = new Faults();
  const used = new Map<ResendAccount, { second: number; count: number }>();
  let rate = options.rate ?? 1000;
  let stopped = () => {};
  const end = new Promise<void>((resolve) => stopped = resolve);

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, info) => handle(request, info.remoteAddr.port),
  );
  const front = openFront(server.addr.port, options.port);

  async function handle(request: Request, remotePort: number): Promise<Response> {
    const url = new URL(request.url);
    const call: ApiCall = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      body: await request.text(),
      token: /^Bearer (\S+)$/.exec(request.headers.get("authorization") ?? "")?.[1],
    };
    const userAgent = request.headers.get("user-agent") ?? undefined;
    const log: LoggedRequest = {
      method: call.method,
      path: call.path,
      query: url.search,
      userAgent,
      body: call.body,
      atMs: Date.now(),
      status: undefined,
    };
    requests.push(log);
    const fault = faults.take(call.method, call.path);
    const response = fault === undefined
      ? serve(call, userAgent)
      : await misdo(fault, call, userAgent, remotePort);
    log.status = response.status;
    return response;
  }

  function serve(call: ApiCall, userAgent: string | undefined): Response {
    if (userAgent === undefined || userAgent === "") {
      return new Response("error code: 1010", { status: 403, headers: { "content-type": "text/html" } });
    }
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

  async function misdo(
    fault: Fault,
    call: ApiCall,
    userAgent: string | undefined,
    remotePort: number,
  ): Promise<Response> {
    if (fault.what === "delay") {
      await pause(fault.ms);
      return serve(call, userAgent);
    }
    if (fault.what === "twice") {
      serve(call, userAgent);
      return serve(call, userAgent);
    }
    const served = fault.work ? serve(call, userAgent) : undefined;
    switch (fault.what) {
      case "drop":
        front.drop(remotePort);
        return new Response(null, { status: 499 });
      case "hang":
        await end;
        return new Response(null, { status: 499 });
      case "hang_in_body":
      case "truncate":
        return broken(served, () => fault.what === "truncate" && front.drop(remotePort));
      case "hold": {
        const hold = fault.hold as OpenHold;
        hold.arrive();
        await Promise.race([hold.released, end]);
        return served ?? serve(call, userAgent);
      }
      case "answer": {
        const isText = fault.body === undefined || typeof fault.body === "string";
        const headers = { ...rateHeaders(1), ...(isText ? {} : JSON_TYPE), ...fault.headers };
        const body = isText ? fault.body as string | undefined : JSON.stringify(fault.body);
        return new Response(body ?? null, { status: fault.status, headers });
      }
    }
  }

  /** Half an answer, and then `after`. */
  async function broken(served: Response | undefined, after: () => void): Promise<Response> {
    const text = new Uint8Array(
      await (served ?? toResponse({ status: 200, body: { data: [] } }, {})).arrayBuffer(),
    );
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(text.subarray(0, Math.ceil(text.length / 2)));
        pause(20).then(after);
        end.then(() => controller.close()).catch(() => {});
      },
    });
    return new Response(body, { status: served?.status ?? 200, headers: JSON_TYPE });
  }

  function pause(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const over = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
    return Promise.race([over, end]).finally(() => clearTimeout(timer));
  }

  async function stop(): Promise<void> {
    stopped();
    await front.close();
    await server.shutdown();
  }

  return Promise.resolve({
    url: `http://127.0.0.1:${front.port}`,
    account,
    masterKey: account.masterKey,
    get keys() {
      return account.keys;
    },
    requests,
    addAccount() {
      const other = new ResendAccount(domains);
      accounts.push(other);
      return other;
    },
    setRate: (perSecond) => rate = perSecond,
    misbehave: (matching, fault) => faults.add(matching, fault),
    hold(matching, when = "before") {
      const hold = makeHold();
      faults.add(matching, { what: "hold", work: when === "after", hold });
      return hold;
    },
    behave: () => faults.clear(),
    stop,
    [Symbol.asyncDispose]: stop,
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
