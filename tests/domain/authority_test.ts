import assert from "node:assert/strict";
import { type Authority, decideAuthority, type SignerRecord } from "../../src/domain/authority.ts";
import type { Role } from "../../src/domain/events.ts";

const A = "aaaaaaaaaaaaaaaa", B = "bbbbbbbbbbbbbbbb", C = "cccccccccccccccc", R = "eeeeeeeeeeeeeeee";

type Where = { readonly log: string; readonly seq: number; readonly seen?: Readonly<Record<string, number>> };

function record({ log, seq, seen = {} }: Where, fact: object): SignerRecord {
  const event = { v: 1, seq, id: "", time: "2026-01-01T00:00:00.000Z", ...fact };
  const past = new Map([...Object.entries(seen), [log, seq + 1] as const]);
  return { log, signer: log.slice(0, 16), event, past } as unknown as SignerRecord;
}

function adds(where: Where, signer: string, role: Role): SignerRecord {
  return record(where, { type: "signer.added", data: { signer, publicKey: "", label: "", role } });
}

function retires(where: Where, signer: string, upTo?: Readonly<Record<string, number>>): SignerRecord {
  return record(where, { type: "signer.retired", data: { signer, ...(upTo === undefined ? {} : { upTo }) } });
}

/** How many records of a log count, of the first ten. */
function counted({ counts }: Authority, log: string, type = "secret.set"): number {
  let size = 0;
  for (let seq = 0; seq < 10; seq++) if (counts(record({ log, seq }, { type, data: {} }))) size = seq + 1;
  return size;
}

Deno.test("the first signer counts, whoever nobody added doesn't", () => {
  const authority = decideAuthority(A, []);
  assert.equal(counted(authority, A), 10);
  assert.equal(counted(authority, `${A}.12345678`), 10);
  assert.equal(counted(authority, B), 0);
});

Deno.test("whom an owner adds counts; a writer adds nobody and no recipients", () => {
  const authority = decideAuthority(A, [
    adds({ log: A, seq: 1 }, B, "writer"),
    adds({ log: B, seq: 1 }, C, "owner"),
  ]);
  assert.equal(counted(authority, B), 10);
  assert.equal(counted(authority, B, "recipient.added"), 0);
  assert.equal(counted(authority, B, "fingerprint_key.added"), 0);
  // Sealed again by whoever doesn't know it, it would be another key.
  assert.equal(counted(authority, B, "fingerprint_key.sealed"), 0);
  assert.equal(counted(authority, B, "signer.added"), 0);
  assert.equal(counted(authority, C), 0);
});

Deno.test("a retired signer counts as far as the retiring record had seen, or to the smaller upTo", () => {
  const added = adds({ log: A, seq: 1 }, B, "owner");
  assert.equal(counted(decideAuthority(A, [added, retires({ log: A, seq: 2, seen: { [B]: 4 } }, B)]), B), 4);
  assert.equal(
    counted(decideAuthority(A, [added, retires({ log: A, seq: 2, seen: { [B]: 4 } }, B, { [B]: 2 })]), B),
    2,
  );
  assert.equal(
    counted(decideAuthority(A, [added, retires({ log: A, seq: 2, seen: { [B]: 4 } }, B, { [B]: 9 })]), B),
    4,
  );
  assert.equal(counted(decideAuthority(A, [added, retires({ log: A, seq: 2 }, B)]), B), 0);
});

Deno.test("a further log that the retiring record had not seen doesn't count, however old it says it is", () => {
  const authority = decideAuthority(A, [
    adds({ log: A, seq: 1 }, B, "owner"),
    retires({ log: A, seq: 2, seen: { [B]: 4 } }, B),
  ]);
  assert.equal(counted(authority, `${B}.00000000`), 0);
});

Deno.test("of two retirements the smaller counts, in whatever order they come", () => {
  const records = [
    adds({ log: A, seq: 1 }, B, "owner"),
    retires({ log: A, seq: 2, seen: { [B]: 3 } }, B),
    retires({ log: A, seq: 5, seen: { [B]: 6 } }, B),
  ];
  assert.equal(counted(decideAuthority(A, records), B), 3);
  assert.equal(counted(decideAuthority(A, [records[0]!, records[2]!, records[1]!]), B), 3);
});

Deno.test("nobody retires who stands above or beside; a retired one's later records retire nobody", () => {
  const records = [
    adds({ log: A, seq: 1 }, B, "owner"),
    adds({ log: A, seq: 2 }, C, "owner"),
    retires({ log: B, seq: 3, seen: { [A]: 3, [C]: 2 } }, C),
    retires({ log: B, seq: 4, seen: { [A]: 3 } }, A),
  ];
  const authority = decideAuthority(A, records);
  assert.equal(counted(authority, A), 10);
  assert.equal(counted(authority, C), 10);
  assert.deepEqual(records.map(authority.counts), [true, true, false, false]);
});

Deno.test("a writer retires itself and nobody else", () => {
  const records = [
    adds({ log: A, seq: 1 }, B, "writer"),
    adds({ log: A, seq: 2 }, C, "writer"),
    retires({ log: B, seq: 3, seen: { [A]: 3, [C]: 2 } }, C),
    retires({ log: B, seq: 4, seen: { [A]: 3 } }, B),
  ];
  const authority = decideAuthority(A, records);
  assert.deepEqual(records.map(authority.counts), [true, true, false, true]);
  assert.deepEqual([counted(authority, B), counted(authority, C)], [5, 10]);
});

Deno.test("a signer has one role: that of the highest row, and no record that says another counts", () => {
  const records = [
    adds({ log: A, seq: 1 }, B, "owner"),
    adds({ log: B, seq: 1, seen: { [A]: 2 } }, C, "owner"),
    adds({ log: A, seq: 2 }, C, "writer"),
    adds({ log: B, seq: 2, seen: { [A]: 2 } }, A, "writer"),
    adds({ log: B, seq: 3, seen: { [A]: 2 } }, C, "writer"),
  ];
  const authority = decideAuthority(A, records);
  assert.deepEqual(records.map(authority.counts), [true, false, true, false, true]);
  assert.equal(counted(authority, C, "signer.added"), 0);
});

Deno.test("whom a retired owner added after its end doesn't count", () => {
  const authority = decideAuthority(A, [
    adds({ log: A, seq: 1 }, B, "owner"),
    retires({ log: A, seq: 2, seen: { [B]: 2 } }, B),
    adds({ log: B, seq: 3, seen: { [A]: 2 } }, C, "owner"),
  ]);
  assert.equal(counted(authority, C), 0);
});

Deno.test("a signer can retire itself", () => {
  const authority = decideAuthority(A, [
    adds({ log: A, seq: 1 }, B, "writer"),
    retires({ log: A, seq: 4 }, A),
  ]);
  assert.equal(counted(authority, A), 5);
  assert.equal(counted(authority, B), 10);
});

Deno.test("the recovery key that the first log names first stands above the first signer", () => {
  const records = [
    adds({ log: A, seq: 1 }, R, "recovery"),
    adds({ log: A, seq: 7 }, C, "owner"),
    retires({ log: R, seq: 1, seen: { [A]: 4 } }, A),
    adds({ log: R, seq: 2, seen: { [A]: 4 } }, B, "owner"),
  ];
  const authority = decideAuthority(A, records);
  assert.equal(counted(authority, A), 4);
  assert.equal(counted(authority, B), 10);
  assert.equal(counted(authority, C), 0);
  assert.equal(counted(decideAuthority(A, [...records].reverse()), A), 4);
});

Deno.test("a second recovery key, or one that another log names, is none", () => {
  const authority = decideAuthority(A, [
    adds({ log: A, seq: 1 }, R, "recovery"),
    adds({ log: A, seq: 2 }, B, "recovery"),
    retires({ log: B, seq: 1, seen: { [A]: 3 } }, A),
  ]);
  assert.equal(counted(authority, A), 10);
  assert.equal(counted(authority, B), 0);
});
