// What every stand-in platform is made of: an HTTP server on loopback behind a door that can drop connections, a log of
// its requests, and faults on demand. What a request gets is for `serve` to say.

import { openFront } from "./front.ts";
import { type Fault, Faults, type Hold, makeHold, type Matching, type OpenHold } from "./misbehaviour.ts";

/** A request, read. */
export interface StandInCall {
  readonly method: string;
  /** As it was sent: encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

/** A request as it came in; headers, and so the token, are not kept. */
export interface LoggedCall {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly userAgent: string | undefined;
  readonly body: string;
  readonly atMs: number;
  /** Undefined while, or where, it has no answer. */
  status: number | undefined;
}

/** How a stand-in is set up. */
export interface StandInOptions {
  /** 0, the default, is any free port. */
  readonly port?: number;
  readonly serve: (call: StandInCall) => Response;
  /** Headers of answers that a fault makes up. */
  readonly headers?: () => Readonly<Record<string, string>>;
}

/** A running stand-in, as far as they are all alike. */
export interface StandIn extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly LoggedCall[];
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
export function openStandIn(options: StandInOptions): StandIn {
  const requests: LoggedCall[] = [];
  const faults = new Faults();
  let stopped = () => {};
  const end = new Promise<void>((resolve) => stopped = resolve);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, info) => handle(request, info.remoteAddr.port),
  );
  const front = openFront(server.addr.port, options.port);

  async function handle(request: Request, remotePort: number): Promise<Response> {
    const url = new URL(request.url);
    const { method, headers } = request;
    const call = { method, path: url.pathname, query: url.searchParams, headers, body: await request.text() };
    const log: LoggedCall = {
      method,
      path: call.path,
      query: url.search,
      userAgent: headers.get("user-agent") ?? undefined,
      body: call.body,
      atMs: Date.now(),
      status: undefined,
    };
    requests.push(log);
    const fault = faults.take(method, call.path);
    const response = fault === undefined ? options.serve(call) : await misdo(fault, call, remotePort);
    log.status = response.status;
    return response;
  }

  async function misdo(fault: Fault, call: StandInCall, remotePort: number): Promise<Response> {
    if (fault.what === "delay") {
      await pause(fault.ms);
      return options.serve(call);
    }
    if (fault.what === "twice") {
      options.serve(call);
      return options.serve(call);
    }
    const served = fault.work ? options.serve(call) : undefined;
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
        return served ?? options.serve(call);
      }
      case "answer": {
        const isText = fault.body === undefined || typeof fault.body === "string";
        const headers = { ...options.headers?.(), ...(isText ? {} : JSON_TYPE), ...fault.headers };
        const body = isText ? fault.body as string | undefined : JSON.stringify(fault.body);
        return new Response(body ?? null, { status: fault.status, headers });
      }
    }
  }

  /** Half an answer, and then `after`. */
  async function broken(served: Response | undefined, after: () => void): Promise<Response> {
    const text = await served?.text() || '{"message":"half an answer"}';
    const bytes = new TextEncoder().encode(text);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes.subarray(0, Math.ceil(bytes.length / 2)));
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

  return {
    url: `http://127.0.0.1:${front.port}`,
    requests,
    misbehave: (matching, fault) => faults.add(matching, fault),
    hold(matching, when = "before") {
      const hold = makeHold();
      faults.add(matching, { what: "hold", work: when === "after", hold });
      return hold;
    },
    behave: () => faults.clear(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
