import assert from "node:assert/strict";
import type { Clock } from "../../src/system/clock.ts";
import { denoClock } from "../../src/system/deno/clock.ts";
import { ANSWER_BYTES, type ApiRequest, type Call, exchanging } from "../../src/system/http/exchange.ts";
import type { PlatformError } from "../../src/system/http/platform_error.ts";
import type { Fetch } from "../../src/system/system.ts";
import { NOBODY, openFront } from "../servers/front.ts";
import { fastClock } from "../support/fake_clock.ts";

const GET: ApiRequest = { method: "GET", path: "/x", repeatable: true };
const MAKE: ApiRequest = { method: "POST", path: "/x", body: { a: "é" }, repeatable: false };
const TOKEN = "re_Hunter2x_notToBeSeenAnywhere12345";

interface Given {
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  readonly interrupted?: AbortSignal;
}

function open(baseUrl: string, given: Given = {}): Call {
  return exchanging({
    baseUrl,
    headers: () => ({ authorization: `Bearer ${TOKEN}` }),
    fetch: given.fetch ?? fetch,
    clock: given.clock ?? denoClock(),
    interrupted: given.interrupted ?? new AbortController().signal,
  });
}

/** A server that does what the test says, behind a door that can be slammed. */
async function withServer(
  handle: (request: Request, drop: () => void, closing: Promise<void>) => Response | Promise<Response>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  let close = () => {};
  const closing = new Promise<void>((resolve) => close = resolve);
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request, info) => handle(request, () => front.drop(info.remoteAddr.port), closing),
  );
  const front = openFront(server.addr.port);
  try {
    await use(`http://127.0.0.1:${front.port}`);
  } finally {
    close();
    await front.close();
    await server.shutdown();
  }
}

Deno.test("exchange: what is sent, and what comes back", async () => {
  const seen: { method: string; url: string; headers: Headers; body: string }[] = [];
  await withServer(async (request) => {
    seen.push({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: await request.text(),
    });
    return Response.json({ ok: "ü" }, { status: 201, headers: { "x-a": "b" } });
  }, async (url) => {
    const call = open(`${url}/v3`);
    const answer = await call({ ...MAKE, path: "/x?y=1" });
    assert.deepEqual([answer.status, answer.headers.get("x-a"), answer.json], [201, "b", { ok: "ü" }]);
    await call(GET);
    await call({ method: "PUT", path: "/x", body: [1], repeatable: true });
    await call({ method: "POST", path: "/x", repeatable: false });
  });
  assert.deepEqual(
    seen.map(({ method, url, body }) => [method, new URL(url).pathname + new URL(url).search, body]),
    [
      ["POST", "/v3/x?y=1", '{"a":"é"}'],
      ["GET", "/v3/x", ""],
      ["PUT", "/v3/x", "[1]"],
      ["POST", "/v3/x", ""],
    ],
  );
  for (const { headers } of seen) {
    assert.match(headers.get("user-agent")!, /^cred\/\d+\.\d+\.\d+$/);
    assert.equal(headers.get("authorization"), `Bearer ${TOKEN}`);
    assert.equal(headers.get("accept"), "application/json");
  }
  assert.deepEqual(seen.map(({ headers }) => headers.get("content-type")), [
    "application/json",
    null,
    "application/json",
    null,
  ]);
});

Deno.test("exchange: a body that is no JSON is text, an empty one nothing", async () => {
  await withServer((request) => new Response(request.method === "GET" ? "<p>" : null), async (url) => {
    const call = open(url);
    const html = await call(GET), empty = await call({ ...GET, method: "DELETE" });
    assert.deepEqual([html.text, html.json, empty.text, empty.json], ["<p>", undefined, "", undefined]);
  });
});

Deno.test("exchange: what must be done once is sent once, also on a connection that was kept", async () => {
  let posts = 0;
  await withServer(async (request, drop) => {
    await request.text();
    if (request.method === "POST") {
      posts++;
      drop();
    }
    return new Response("{}");
  }, async (url) => {
    const call = open(url);
    await call(GET);
    await assert.rejects(call(MAKE), { code: "failed.unreachable", effect: "unknown" });
    await call(GET);
    await assert.rejects(call({ ...MAKE, body: undefined }), {
      code: "failed.unreachable",
      effect: "unknown",
    });
  });
  assert.equal(posts, 2);
});

Deno.test("exchange: a redirect is not followed", async () => {
  let asked = 0;
  await withServer((request) => {
    asked++;
    return request.url.endsWith("/x")
      ? new Response(null, { status: 307, headers: { location: "/y" } })
      : new Response("{}");
  }, async (url) => {
    await assert.rejects(open(url)(GET), { code: "failed.platform", effect: "unknown", httpStatus: 307 });
  });
  assert.equal(asked, 1);
});

Deno.test("exchange: an answer of more than 8 MB is refused without reading it all", async () => {
  let pulled = 0, cancelled = false;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
      cancel: () => void (cancelled = true),
    });
  const call = open("https://api.example.com", { fetch: () => Promise.resolve(new Response(endless())) });
  await assert.rejects(call(GET), { code: "failed.platform", effect: "unknown" });
  assert.ok(pulled < ANSWER_BYTES + 10 * 65_536);
  assert.equal(cancelled, true);
});

Deno.test("exchange: a token never leaves this machine in the clear", () => {
  assert.throws(() => open("http://api.example.com"), { code: "usage.bad_address" });
});

Deno.test("exchange: nobody listens", async () => {
  await assert.rejects(open(NOBODY)(MAKE), {
    code: "failed.unreachable",
    message: `cannot reach "${new URL(NOBODY).host}": connection refused`,
    effect: "none",
  });
});

async function never(closing: Promise<void>): Promise<Response> {
  await closing;
  return new Response();
}

function half(closing: Promise<void>): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"a":'));
      closing.then(() => controller.close()).catch(() => {});
    },
  });
  return new Response(body);
}

const LATE = [["no answer", never], ["half an answer", half]] as const;
for (const [title, answer] of LATE) {
  Deno.test(`exchange: ${title} within 30 seconds`, async () => {
    await withServer((_, __, closing) => answer(closing), async (url) => {
      const call = open(url, { clock: fastClock(60) });
      await assert.rejects(call(GET), { code: "failed.timeout", effect: "unknown", message: /within 30 s$/ });
    });
  });

  Deno.test(`exchange: ${title} when the user interrupts`, async () => {
    const user = new AbortController();
    await withServer((_, __, closing) => answer(closing), async (url) => {
      setTimeout(() => user.abort(), 50);
      await assert.rejects(open(url, { interrupted: user.signal })(MAKE), {
        code: "interrupted",
        effect: "unknown",
      });
    });
  });
}

Deno.test("exchange: the request's own deadline is the earlier one", async () => {
  await withServer((_, __, closing) => never(closing), async (url) => {
    const clock = denoClock();
    const started = performance.now();
    await assert.rejects(open(url, { clock })({ ...GET, deadlineMs: clock.nowMs() + 100 }), {
      code: "failed.timeout",
      effect: "unknown",
    });
    assert.ok(performance.now() - started < 5000);
  });
});

Deno.test("exchange: after the deadline, or the interruption, nothing is sent", async () => {
  const sent: Request[] = [];
  const asked: Fetch = (request) => {
    sent.push(request);
    return Promise.resolve(new Response("{}"));
  };
  const clock = denoClock(), address = "https://api.example.com";
  await assert.rejects(open(address, { fetch: asked })({ ...MAKE, deadlineMs: clock.nowMs() - 1 }), {
    code: "failed.timeout",
    effect: "none",
  });
  await assert.rejects(open(address, { fetch: asked, interrupted: AbortSignal.abort() })(MAKE), {
    code: "interrupted",
    effect: "none",
  });
  assert.equal(sent.length, 0);
});

/** How Deno 2.9 (in the cause) and 2.4 (in the message) say what failed. */
const CONNECT = "error sending request for url (https://api.example.com/x): client error (Connect): ";
const REASONS: readonly (readonly [said: string, reason: string, effect: string])[] = [
  [CONNECT + "tcp connect error: Connection refused (os error 111)", "connection refused", "none"],
  [
    CONNECT +
    "tcp connect error: No connection could be made because the target machine actively refused it.",
    "connection refused",
    "none",
  ],
  [CONNECT + "dns error: failed to lookup address information", "its name cannot be resolved", "none"],
  [CONNECT + "invalid peer certificate: UnknownIssuer", "its certificate is not trusted", "none"],
  [CONNECT + "tls handshake eof", "no secure connection", "none"],
  [CONNECT + "tcp connect error: No route to host (os error 113)", "no route to it", "none"],
  [CONNECT + "something new", "no connection", "none"],
  [
    "error sending request: client error (SendRequest): connection closed before message completed",
    "the connection was lost before the whole answer came",
    "unknown",
  ],
  ["something new", "the connection was lost before the whole answer came", "unknown"],
];
for (const [said, reason, effect] of REASONS) {
  Deno.test(`exchange: ${said}`, async () => {
    for (const error of [new TypeError(said), new TypeError("fetch failed", { cause: new Error(said) })]) {
      const call = open("https://api.example.com", { fetch: () => Promise.reject(error) });
      await assert.rejects(call(MAKE), (failure: PlatformError) => {
        assert.equal(failure.message, `cannot reach "api.example.com": ${reason}`);
        assert.deepEqual([failure.code, failure.effect, failure.cause], [
          "failed.unreachable",
          effect,
          error,
        ]);
        assert.ok(!Deno.inspect(failure).includes(TOKEN));
        return true;
      });
    }
  });
}

Deno.test("exchange: a permission that the program lacks", async () => {
  const error = new Deno.errors.NotCapable('Requires net access to "api.example.com:443"');
  const call = open("https://api.example.com", { fetch: () => Promise.reject(error) });
  await assert.rejects(call(MAKE), { code: "failed.unreachable", effect: "none" });
});
