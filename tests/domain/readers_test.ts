import assert from "node:assert/strict";
import { fingerprintReadersOf, isSealedTo, readersOf, unevenVersions } from "../../src/domain/readers.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import type { Recipient, State } from "../../src/domain/state.ts";
import { fact, given, HERE, id, SEALED, set, vault } from "./given.ts";

const OTHER = "fedcba9876543210";

const signer = (of: string) => fact("signer.added", { signer: of, publicKey: "", label: of, role: "writer" });
const recipient = (of: string, more: { signer?: string; environments?: string[] } = {}) =>
  fact("recipient.added", { recipient: of, key: `age1${of}`, label: of, ...more });
const ids = (recipients: readonly Recipient[]) => recipients.map((one) => one.id).sort();

/** Who may open values of `default`, of `production`, and keys of fingerprints. */
function open(state: State): readonly string[] {
  return [readersOf(state, "default"), readersOf(state, "production"), fingerprintReadersOf(state)]
    .map((readers) => ids(readers).join(" "));
}

Deno.test("a recipient without a limit opens everything", () => {
  assert.deepEqual(open(given(vault, recipient("r1", { signer: HERE }), recipient("reader"))), [
    "r1 reader",
    "r1 reader",
    "r1 reader",
  ]);
});

Deno.test("one with a limit opens its environments alone, and fingerprint keys only where it may set values", () => {
  const state = given(
    vault,
    recipient("r1", { signer: HERE }),
    signer(OTHER),
    recipient("r2", { signer: OTHER, environments: ["production"] }),
    recipient("reader", { environments: ["default", "production"] }),
    recipient("nothing", { environments: [] }),
  );
  assert.deepEqual(open(state), ["r1 reader", "r1 r2 reader", "r1 r2"]);
});

Deno.test("whose signer is retired opens nothing, also where its recipient was added again elsewhere", () => {
  const retired = fact("signer.retired", { signer: OTHER });
  const removed = fact("recipient.removed", { recipient: "r2" });
  const machine = [signer(OTHER), recipient("r2", { signer: OTHER })];
  const first = [vault, recipient("r1", { signer: HERE })];
  assert.deepEqual(open(given(...first, ...machine, retired)), ["r1", "r1", "r1"]);
  const again = given(...first, ...machine, retired, removed, recipient("r2", { signer: OTHER }));
  assert.deepEqual(open(again), ["r1", "r1", "r1"]);
  assert(again.removedRecipients.has("r2"));
  // A reader that was removed may be added again.
  const reader = given(
    ...first,
    recipient("r3"),
    fact("recipient.removed", { recipient: "r3" }),
    recipient("r3"),
  );
  assert.deepEqual(open(reader), ["r1 r3", "r1 r3", "r1 r3"]);
});

Deno.test("sealed to just those who may open it: to none less and none more", () => {
  const [r1, r2] = [...given(recipient("r1"), recipient("r2")).recipients.values()];
  assert(isSealedTo(["r2", "r1"], [r1!, r2!]));
  assert(!isSealedTo(["r1"], [r1!, r2!]));
  assert(!isSealedTo(["r1", "r2"], [r1!]));
  assert(!isSealedTo(["r2"], [r1!]));
  assert(isSealedTo([], []));
});

Deno.test("versions that others can open than who may", () => {
  assert.deepEqual(SEALED.to, ["r1"]);
  const even = [vault, recipient("r1", { signer: HERE }), set(1)];
  const uneven = (...facts: NewEvent[]) => unevenVersions(given(...facts)).map((one) => one.id);
  assert.deepEqual(uneven(...even), []);
  assert.deepEqual(uneven(...even, recipient("r2", { environments: ["production"] })), []);
  assert.deepEqual(uneven(...even, recipient("r2")), [id(1)]);
  assert.deepEqual(uneven(...even, recipient("r2"), fact("recipient.removed", { recipient: "r1" })), [id(1)]);
});
