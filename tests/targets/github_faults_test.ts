// Every way in which the platform can go wrong, at every operation: the error, what may have been done, and what was.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { github } from "../../src/targets/github/mod.ts";
import type { PutResult, TargetClient } from "../../src/targets/target.ts";
import { PlatformError } from "../../src/system/http/platform_error.ts";
import { NOBODY } from "../servers/front.ts";
import { githubAnswers, type GithubServer, startGithub } from "../servers/github.ts";
import { badAnswers, type Fault } from "../servers/misbehaviour.ts";
import { connectionTo } from "./github_on_trial.ts";

/** `key` is a push that doesn't get as far as writing. */
type Operation = "check" | "list" | "key" | "write" | "delete";
const OPERATIONS: readonly Operation[] = ["check", "list", "key", "write", "delete"];
const VALUE = "a-value-that-nobody-may-see";

async function run(operation: Operation, client: TargetClient): Promise<unknown> {
  switch (operation) {
    case "check":
      return await client.check();
    case "list":
      return await client.list();
    case "delete":
      return await client.delete("OLD");
    case "key":
    case "write": {
      let told: PutResult | undefined;
      const items = [{ name: "NEW", value: Secret.ofText(VALUE) }];
      await client.put(items, (_, result) => Promise.resolve(void (told = result)));
      if (told !== undefined && "failed" in told) throw told.failed;
      return told?.done;
    }
  }
}

/** What the fault is to meet. */
function matching(operation: Operation) {
  return operation === "write" ? { method: "PUT" } : operation === "delete" ? { method: "DELETE" } : {};
}

function open(server: GithubServer): TargetClient {
  server.repository.stores.actions.put("OLD", new Uint8Array(), Date.now());
  return github.connect(connectionTo(server));
}

/** The fault stays until the operation gives up; requests are those that met it. */
const LASTING: readonly (readonly [title: string, Fault, code: string, effect: string, requests: number])[] =
  [
    ["lost before the work", { what: "drop", work: false }, "failed.unreachable", "unknown", 4],
    ["an answer cut off", { what: "truncate", work: false }, "failed.unreachable", "unknown", 4],
    ["HTML of 502", badAnswers.html(502), "failed.platform", "unknown", 4],
    ["HTML of 200", badAnswers.html(200), "failed.platform", "unknown", 1],
    ["HTML of 404", badAnswers.html(404), "failed.platform", "unknown", 1],
    ["HTML of 403", badAnswers.html(403), "failed.blocked", "unknown", 1],
    [
      "HTML of 429",
      { what: "answer", work: false, status: 429, body: "<html>", headers: { "retry-after": "9999" } },
      "failed.rate_limited",
      "unknown",
      1,
    ],
    ["JSON of 502", githubAnswers.broken(), "failed.platform", "unknown", 4],
    ["half a JSON", badAnswers.garbage(false), "failed.platform", "unknown", 1],
    ["a redirect", badAnswers.redirect("https://example.com/", 301), "failed.moved", "none", 1],
    ["a redirect of a write", badAnswers.redirect("https://example.com/", 307), "failed.moved", "none", 1],
    ["a limit for hours", githubAnswers.secondaryLimit(403, "9999"), "failed.rate_limited", "none", 1],
    ["a wrong token", githubAnswers.refused(401, "Bad credentials"), "access.token_rejected", "none", 1],
    [
      "a right that is lacking",
      githubAnswers.refused(403, "Resource not accessible by integration"),
      "access.token_restricted",
      "none",
      1,
    ],
    [
      "single sign-on",
      githubAnswers.refused(
        403,
        "Resource protected by organization SAML enforcement. You must grant your token access.",
      ),
      "access.token_restricted",
      "none",
      1,
    ],
    [
      "an archive",
      githubAnswers.refused(403, "Repository was archived so is read-only."),
      "failed.refused",
      "none",
      1,
    ],
    [
      "a wrong value",
      githubAnswers.refused(422, "Invalid request.\n\nToo\u001b[31m long\u202e."),
      "failed.refused",
      "none",
      1,
    ],
    ["words without a status of their own", githubAnswers.refused(418, "No."), "failed.refused", "none", 1],
    [
      "an empty error",
      { what: "answer", work: false, status: 401, body: {} },
      "failed.platform",
      "unknown",
      1,
    ],
  ];

for (const [title, fault, code, effect, requests] of LASTING) {
  for (const operation of OPERATIONS) {
    Deno.test(`github: ${title} at ${operation}: ${code}`, async () => {
      await using server = await startGithub();
      const client = open(server);
      server.misbehave({ ...matching(operation), times: Infinity }, fault);
      await assert.rejects(run(operation, client), (error: PlatformError) => {
        assert.ok(error instanceof PlatformError, String(error));
        assert.deepEqual([error.code, error.effect], [code, effect]);
        assertFit(error, server);
        return true;
      });
      const met = server.requests.length - (operation === "write" ? 1 : 0);
      // The public key came through a connection that was kept; what is lost on such a one Deno 2.9 sends again. An
      // answer that is cut off is lost where not even its head came through.
      const isLost = operation === "write" && ["drop", "truncate"].includes(fault.what);
      assert.ok(met === requests || (met === requests + 1 && isLost));
      assert.deepEqual([...server.repository.stores.actions.secrets.keys()], ["OLD"]);
    });
  }
}

Deno.test("github: JSON that is no answer", async () => {
  await using server = await startGithub();
  const client = open(server);
  const bodies = [
    { total_count: 1, secrets: [{ name: "../x" }], key_id: "1" },
    { secrets: "x", key_id: 7, key: 7 },
    { total_count: "x", secrets: [] },
  ];
  for (const body of bodies) {
    for (const operation of ["check", "list", "key"] as const) {
      server.misbehave({}, { what: "answer", work: false, status: 200, body });
      await assert.rejects(run(operation, client), { code: "failed.platform", effect: "unknown" });
    }
  }
});

Deno.test("github: a list without an end is given up", async () => {
  await using server = await startGithub();
  const client = open(server);
  const secrets = Array.from({ length: 100 }, (_, i) => ({ name: `K${i}` }));
  const headers = { link: `<${server.url}/elsewhere?page=2>; rel="next"` };
  server.misbehave({ times: Infinity }, {
    what: "answer",
    work: false,
    status: 200,
    body: { secrets },
    headers,
  });
  await assert.rejects(client.list(), { code: "failed.platform", message: /its list repeats itself/ });
  assert.equal(server.requests.length, 2);
});

/** The operations side by side, each with a platform of its own: a deadline takes its time. */
async function atEach(test: (operation: Operation, server: GithubServer) => Promise<void>): Promise<void> {
  await Promise.all(OPERATIONS.map(async (operation) => {
    await using server = await startGithub();
    await test(operation, server);
  }));
}

Deno.test("github: no answer: failed.timeout", () =>
  atEach(async (operation, server) => {
    const client = open(server);
    server.misbehave({ ...matching(operation), times: Infinity }, { what: "hang", work: false });
    await assert.rejects(run(operation, client), { code: "failed.timeout", effect: "unknown" });
  }));

for (const operation of OPERATIONS) {
  Deno.test(`github: interrupted during ${operation}`, async () => {
    await using server = await startGithub();
    const user = new AbortController();
    open(server);
    const client = github.connect(connectionTo(server, { interrupted: user.signal }));
    const hold = server.hold(matching(operation));
    const work = run(operation, client);
    hold.arrived.then(() => user.abort());
    await assert.rejects(work, { code: "interrupted", effect: "unknown" });
  });

  Deno.test(`github: nobody there at ${operation}: failed.unreachable, nothing done`, async () => {
    await using server = await startGithub();
    const client = github.connect(connectionTo(server, { address: NOBODY }));
    await assert.rejects(run(operation, client), {
      code: "failed.unreachable",
      effect: "none",
      message: `cannot reach "${new URL(NOBODY).host}": connection refused`,
    });
  });
}

/** The fault passes, and the operation ends well, whether or not the work was done the first time. */
const PASSING: readonly (readonly [title: string, Fault, isDone: boolean])[] = [
  ["lost before the work", { what: "drop", work: false }, false],
  ["lost after the work", { what: "drop", work: true }, true],
  ["cut off after the work", { what: "truncate", work: true }, true],
  ["HTML of 502 after the work", badAnswers.html(502, true), true],
  ["JSON of 502 after the work", githubAnswers.broken(true), true],
  ["a limit", githubAnswers.secondaryLimit(403, "1"), false],
  ["another limit", githubAnswers.secondaryLimit(429), false],
  ["late", { what: "delay", ms: 50 }, false],
  ["done twice", { what: "twice" }, true],
];

for (const [title, fault, isDone] of PASSING) {
  Deno.test(`github: ${title}, once`, () =>
    atEach(async (operation, server) => {
      const client = open(server);
      server.misbehave(matching(operation), fault);
      const result = await run(operation, client);
      const { actions } = server.repository.stores;
      if (operation === "write") assert.equal(result, isDone ? "updated" : "created");
      if (operation === "write") assert.equal(actions.texts().get("NEW"), VALUE);
      if (operation === "delete") assert.equal(result, isDone ? "already_absent" : "deleted");
      if (operation === "delete") assert.ok(!actions.secrets.has("OLD"));
    }));
}

Deno.test("github: what looks like a token or a box is not repeated", async () => {
  await using server = await startGithub();
  const client = open(server);
  const box = "QUJD".repeat(30);
  const said = `Invalid request.\n\n${box} and ${server.token} and ghp_abcdefghijkl does not match.`;
  server.misbehave({}, githubAnswers.refused(422, said));
  await assert.rejects(client.list(), {
    message: "GitHub refused: Invalid request. […] and [secret] and [secret] does not match",
  });
});

/** One line, no control characters, no token, no value, no full stop. */
function assertFit(error: PlatformError, server: GithubServer): void {
  for (const text of [error.message, ...error.hints]) {
    assert.match(text, /^[^\p{Cc}\p{Cf}]{1,400}[^.\p{Cc}]$/u);
  }
  const whole = Deno.inspect(error, { depth: 10 });
  assert.ok(!whole.includes(server.token) && !whole.includes(VALUE));
}
