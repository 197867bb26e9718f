import assert from "node:assert/strict";
import { decide } from "../../src/domain/decide/mod.ts";
import { expiredKeys, isExpired, refuseExpiry } from "../../src/domain/expiry.ts";
import {
  added,
  atMs,
  deleted,
  deletionRequested,
  generated,
  given,
  HERE,
  id,
  minute,
  set,
  vanished,
  vault,
  wish,
} from "./given.ts";

Deno.test("a value is expired from the instant that was said, and not a millisecond before", () => {
  const version = { expiresAt: minute(5) };
  assert.equal(isExpired(version, atMs(5) - 1), false);
  assert.equal(isExpired(version, atMs(5)), true);
  assert.equal(isExpired({ expiresAt: undefined }, Number.MAX_SAFE_INTEGER), false);
  assert.equal(refuseExpiry(minute(5), atMs(5) - 1), undefined);
  assert.equal(refuseExpiry(minute(5), atMs(5))?.code, "usage.expires");
});

Deno.test("a version remembers when it expires, of a key and of a value that was set", () => {
  const state = given(
    vault,
    added(),
    generated(1, { expiresAt: minute(5) }),
    set(2, "MANUAL", { expiresAt: minute(6) }),
    set(3, "MANUAL"),
  );
  const expiry = (n: number) => state.versions.get(id(n))?.expiresAt;
  assert.deepEqual([expiry(1), expiry(2), expiry(3)], [minute(5), minute(6), undefined]);
});

Deno.test("expired keys are those that may still work, of one source", () => {
  const until = { expiresAt: minute(5) };
  const state = given(
    vault,
    added(),
    added("other", "t2"),
    generated(1, { name: "LIVE", ...until }),
    generated(2, { name: "LATER", expiresAt: minute(6) }),
    generated(3, { name: "EVER" }),
    generated(4, { name: "GONE", ...until }),
    vanished(4),
    generated(5, { name: "DEAD", ...until }),
    deletionRequested(5, 50),
    deleted(5, 50),
    generated(6, { name: "OTHER", source: "other", ...until }),
    set(7, "MANUAL", until),
  );
  const names = (source: string, nowMs: number) => expiredKeys(state, source, nowMs).map(({ name }) => name);
  assert.deepEqual(names("resend", atMs(5) - 1), []);
  assert.deepEqual(names("resend", atMs(5)), ["LIVE", "GONE"]);
  assert.deepEqual(names("other", atMs(5)), ["OTHER"]);
});

Deno.test("a key that would have expired already is not asked for", () => {
  const ask = (expiresAt: string) =>
    decide(given(vault, added()), {
      type: "request key",
      id: id(1),
      wish: wish(1, { expiresAt }),
      deadline: minute(6),
      nowMs: atMs(5),
      ownLogs: [HERE],
    });
  const refused = ask(minute(5));
  assert("refusal" in refused && refused.refusal.code === "usage.expires");
  const asked = ask(minute(6));
  assert("events" in asked && asked.events[0]?.type === "key.requested");
  assert.equal(asked.events[0].data.expiresAt, minute(6));
});
