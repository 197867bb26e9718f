// Every way in which a platform can go wrong, at every operation of a target: the error, what may have been done, and
// that nothing of token or value is in it.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { PlatformError } from "../../src/system/http/platform_error.ts";
import type { PutResult, TargetClient, TargetConnection, TargetDriver } from "../../src/targets/target.ts";
import { NOBODY } from "../servers/front.ts";
import { badAnswers, type Fault } from "../servers/misbehaviour.ts";
import type { StandIn } from "../servers/stand_in.ts";

/** A target, and the stand-in behind it. */
export interface FaultyTarget {
  readonly driver: TargetDriver;
  readonly server: StandIn;
  connection(overrides?: Partial<TargetConnection>): TargetConnection;
  /** Values that are there, by name. */
  stored(): ReadonlyMap<string, string>;
}

const NAME = "KEY", VALUE = "value-nobody-may-see";
type Operation = "check" | "list" | "put" | "delete";
const OPERATIONS: readonly Operation[] = ["check", "list", "put", "delete"];

/** Runs an operation; a secret that was not put is thrown. */
async function run(operation: Operation, client: TargetClient): Promise<unknown> {
  switch (operation) {
    case "check":
      return await client.check();
    case "list":
      return await client.list();
    case "put":
      return await putOne(client, VALUE);
    case "delete":
      return await client.delete(NAME);
  }
}

async function putOne(client: TargetClient, value: string): Promise<PutResult> {
  let told: PutResult | undefined;
  await client.put([{ name: NAME, value: Secret.ofText(value) }], async (_, result) => {
    told = await Promise.resolve(result);
  });
  if (told === undefined) throw new Error("no outcome");
  if ("failed" in told) throw told.failed;
  return told;
}

/** The fault stays until the operation gives up. */
const LASTING: readonly (readonly [title: string, Fault, code: string, effect: string])[] = [
  ["lost before the work", { what: "drop", work: false }, "failed.unreachable", "unknown"],
  ["an answer cut off", { what: "truncate", work: false }, "failed.unreachable", "unknown"],
  ["HTML of 502", badAnswers.html(502), "failed.platform", "unknown"],
  ["HTML of 200", badAnswers.html(200), "failed.platform", "unknown"],
  ["HTML of 404", badAnswers.html(404), "failed.platform", "unknown"],
  ["HTML of 403", badAnswers.html(403), "failed.blocked", "unknown"],
  ["half a JSON", badAnswers.garbage(false), "failed.platform", "unknown"],
  ["a redirect", badAnswers.redirect("https://example.com/"), "failed.platform", "unknown"],
];

/** Holds a target to a platform that fails. */
export function targetFaults(name: string, open: () => Promise<FaultyTarget & AsyncDisposable>): void {
  for (const [title, fault, code, effect] of LASTING) {
    Deno.test(`target faults: ${name}: ${title}: ${code}`, async () => {
      for (const operation of OPERATIONS) {
        await using it = await open();
        const client = it.driver.connect(it.connection());
        await putOne(client, "value-number-one");
        it.server.misbehave({ times: Infinity }, fault);
        await assert.rejects(run(operation, client), (error) => {
          assertFit(error, it);
          assert.deepEqual([error.code, error.effect], [code, effect], operation);
          return true;
        });
        assert.deepEqual([...it.stored().values()], ["value-number-one"]);
      }
    });
  }

  for (
    const [title, fault] of [
      ["lost before the work", { what: "drop", work: false }],
      ["lost after the work", { what: "drop", work: true }],
      ["cut off after the work", { what: "truncate", work: true }],
      ["HTML of 502 after the work", badAnswers.html(502, true)],
      ["a late answer", { what: "delay", ms: 30 }],
      ["a rate limit", {
        what: "answer",
        work: false,
        status: 429,
        headers: { "retry-after": "1" },
        body: {},
      }],
    ] as const satisfies readonly (readonly [string, Fault])[]
  ) {
    Deno.test(`target faults: ${name}: ${title}, once, at every call: the work is done`, async () => {
      for (const operation of OPERATIONS) {
        for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
          await using it = await open();
          const client = it.driver.connect(it.connection());
          if (operation !== "put") await putOne(client, VALUE);
          it.server.misbehave({ method }, fault);
          await run(operation, client);
          assert.deepEqual([...it.stored().values()], operation === "delete" ? [] : [VALUE], method);
        }
      }
    });
  }

  for (const operation of OPERATIONS) {
    Deno.test(`target faults: ${name}: interrupted during ${operation}`, async () => {
      await using it = await open();
      const user = new AbortController();
      const client = it.driver.connect(it.connection({ interrupted: user.signal }));
      const hold = it.server.hold({});
      const work = run(operation, client);
      hold.arrived.then(() => user.abort());
      await assert.rejects(work, { code: "interrupted" });
    });
  }

  Deno.test(`target faults: ${name}: nobody there: one secret is tried, all have an outcome`, async () => {
    await using it = await open();
    let calls = 0;
    const counted = (request: Request) => (calls++, fetch(request));
    const client = it.driver.connect(it.connection({ address: NOBODY, fetch: counted }));
    const told: string[] = [];
    const items = ["A", "B", "C"].map((key) => ({ name: key, value: Secret.ofText(VALUE) }));
    await client.put(items, async (key, result) => {
      assert.ok("failed" in result);
      assert.deepEqual([result.failed.code, result.failed.effect], ["failed.unreachable", "none"]);
      told.push(await Promise.resolve(key));
    });
    assert.deepEqual(told, ["A", "B", "C"]);
    assert.equal(calls, 4);
  });
}

/** One line each, no control characters, no token, no value, no full stop. */
function assertFit(error: unknown, it: FaultyTarget): asserts error is PlatformError {
  assert.ok(error instanceof PlatformError, String(error));
  for (const text of [error.message, ...error.hints]) {
    assert.match(text, /^[^\p{Cc}\p{Cf}]{1,400}[^.\p{Cc}]$/u);
  }
  const whole = Deno.inspect(error, { depth: 10 });
  it.connection().token?.openText((token) => assert.ok(!whole.includes(token)));
  assert.ok(!whole.includes(VALUE));
}
