// Makes the vectors in vectors/: small vaults that are whole, torn, damaged, forged or forked, with what a reader must
// say of each. Made once; `expected` in index.json is the truth, for readers in other languages, too.
//   deno run -A tests/log/make_vectors.ts

import { toBase64 } from "../../src/domain/encoding.ts";
import { verifierKeyOf } from "../../src/log/origin.ts";
import { Scribe, secret } from "./scribe.ts";

/** Where the vectors lie. */
export const VECTORS = new URL("./vectors/", import.meta.url);

/** What a reader must say. */
export interface Vector {
  /** Code of the refusal; null: the vault is read. */
  readonly expected: string | null;
  /** Records that are read. */
  readonly records?: number;
  /** Whether only checking every signature finds it. */
  readonly full?: true;
  /** Whether it takes knowing the types of events. */
  readonly types?: true;
}

type Logs = Map<string, string | Uint8Array<ArrayBuffer>>;

interface Making extends Vector {
  /** Changes a vault of three records and a further log of two, which has seen the first. */
  readonly make: (scribe: Scribe, logs: Logs) => void | Promise<void>;
}

const damaged = "integrity.damaged";
const DEEP = "[".repeat(2_000) + "]".repeat(2_000);
const utf8 = new TextEncoder();
const further = (scribe: Scribe) => scribe.further(1);
const lines = (scribe: Scribe, log = scribe.first) => scribe.logs.get(log)!.split(/(?<=\n)/);

/** The last record is another leaf, signed as it should be. */
function leaf(
  change: (leaf: string) => string,
  fields: Readonly<Record<string, unknown>> = {},
): Making["make"] {
  return async (scribe, logs) => {
    await scribe.writeRaw(scribe.first, change(scribe.leaf(scribe.first, secret(9), fields)));
    logs.set(scribe.first, scribe.logs.get(scribe.first)!);
  };
}

/** The first log's text, changed. */
function text(change: (text: string) => string): Making["make"] {
  return (scribe, logs) => void logs.set(scribe.first, change(scribe.logs.get(scribe.first)!));
}

/** A byte of the first log, changed. */
function byte(find: string, value: number): Making["make"] {
  return (scribe, logs) => {
    const bytes = scribe.bytes();
    bytes[scribe.logs.get(scribe.first)!.indexOf(find)] = value;
    logs.set(scribe.first, bytes);
  };
}

/** All vectors by name. */
export const MAKINGS: Readonly<Record<string, Making>> = {
  whole: { expected: null, records: 5, make: () => {} },
  whole_without_last_newline: { expected: null, records: 5, make: text((all) => all.slice(0, -1)) },
  torn: { expected: null, records: 5, make: text((all) => `${all}{"e":{"data":{"env`) },
  torn_zeros: { expected: null, records: 5, make: text((all) => `${all}{"e":{"data"${"\0".repeat(20)}\n`) },
  torn_first_line: {
    expected: null,
    records: 3,
    make: (scribe, logs) => void logs.set(further(scribe), lines(scribe, further(scribe))[0]!.slice(0, 90)),
  },
  garbage_line: { expected: damaged, make: text((all) => `${all}garbage\n`) },
  garbage_lines: { expected: damaged, make: text((all) => `${all}garbage\ngarbage\n`) },
  empty_line: { expected: damaged, make: text((all) => all.replace("\n", "\n\n")) },
  carriage_returns: { expected: damaged, make: text((all) => all.replaceAll("\n", "\r\n")) },
  byte_order_mark: { expected: damaged, make: text((all) => `\ufeff${all}`) },
  zero_in_the_middle: { expected: damaged, make: byte("SECRET_1", 0) },
  zero_for_a_newline: { expected: damaged, make: byte("\n", 0) },
  newline_in_the_middle: { expected: damaged, make: byte("SECRET_1", 0x0a) },
  not_utf8: { expected: damaged, make: byte("SECRET_1", 0xff) },
  left_out: {
    expected: damaged,
    make: (scribe, logs) => void logs.set(scribe.first, lines(scribe).toSpliced(1, 1).join("")),
  },
  twice: {
    expected: damaged,
    make: (scribe, logs) =>
      void logs.set(scribe.first, lines(scribe).toSpliced(1, 0, lines(scribe)[1]!).join("")),
  },
  reordered: {
    expected: damaged,
    make: (scribe, logs) => {
      const [a, b, c] = lines(scribe);
      logs.set(scribe.first, [a, c, b].join(""));
    },
  },
  key_twice: { expected: damaged, make: leaf((one) => one.replace('"name":', '"name":"A","name":')) },
  keys_unsorted: { expected: damaged, make: leaf((one) => one.replace(/^\{(.*),("v":1)\}$/, "{$2,$1}")) },
  number_with_fraction: { expected: damaged, make: leaf((one) => one.replace('"v":1', '"v":1.0')) },
  number_not_safe: { expected: damaged, make: leaf((one) => one, { later: 2 ** 53 }) },
  escape_not_needed: { expected: damaged, make: leaf((one) => one.replace("SECRET_9", "\\u0053ECRET_9")) },
  key_with_escape: {
    expected: damaged,
    make: leaf((one) => one.replace('"environment"', '"a\\"":1,"environment"')),
  },
  half_a_surrogate: { expected: damaged, make: leaf((one) => one.replace("SECRET_9", "\\ud800")) },
  white_space: { expected: damaged, make: leaf((one) => one.replace('"v":1', '"v": 1')) },
  no_object: { expected: damaged, make: leaf((one) => `[${one}]`) },
  deep: {
    expected: null,
    records: 6,
    make: leaf((one) => one.replace('"environment"', `"deep":${DEEP},"environment"`)),
  },
  too_long: { expected: damaged, make: leaf((one) => one.replace("SECRET_9", "S".repeat(65_600))) },
  wrong_number: { expected: damaged, make: leaf((one) => one, { seq: 7 }) },
  month_13: { expected: damaged, make: leaf((one) => one, { time: "2026-13-01T00:00:00.000Z" }) },
  day_30_february: { expected: damaged, make: leaf((one) => one, { time: "2026-02-30T00:00:00.000Z" }) },
  seen_empty: { expected: damaged, make: leaf((one) => one, { seen: {} }) },
  seen_no_log: {
    expected: damaged,
    make: leaf((one) => one, { seen: { "../x": [1, `${"A".repeat(43)}=`] } }),
  },
  seen_proto: {
    expected: damaged,
    make: leaf((one) => one, { seen: JSON.parse(`{"__proto__":[1,"${"A".repeat(43)}="]}`) }),
  },
  field_missing: {
    expected: damaged,
    types: true,
    make: leaf((one) => one.replace('"environment":"default",', "")),
  },
  newer_type: { expected: "failed.newer", types: true, make: leaf((one) => one, { type: "key.rotated" }) },
  newer_version: { expected: "failed.newer", types: true, make: leaf((one) => one, { v: 2 }) },
  forged_word: {
    expected: "integrity.signature",
    make: text((all) => all.replace('"SECRET_1"', '"SECRET_7"')),
  },
  forged_type: {
    expected: "integrity.signature",
    make: text((all) => all.replace('"secret.set"', '"secret.sat"')),
  },
  forged_last_signature: {
    expected: "integrity.signature",
    make: text((all) =>
      all.replace(/(.{60})(.)(.{34}\n)$/, (_, a, b, c) => `${a}${b === "A" ? "B" : "A"}${c}`)
    ),
  },
  forged_middle_signature: {
    expected: "integrity.signature",
    full: true,
    make: (scribe, logs) => {
      const [a, b, c] = lines(scribe);
      logs.set(scribe.first, [a, b!.slice(0, -95) + c!.slice(-95), c].join(""));
    },
  },
  signature_of_another_key: {
    expected: damaged,
    make: async (scribe, logs) => {
      const [a, b, c] = lines(scribe);
      const guest = await scribe.guest(0x51);
      await guest.write(guest.first, [secret(1)]);
      logs.set(scribe.first, [a, b!.slice(0, -95) + guest.logs.get(guest.first)!.slice(-95), c].join(""));
    },
  },
  signature_in_other_spelling: {
    expected: damaged,
    make: text((all) =>
      all.replace(/(.)="}\n/, (_, last) => `${String.fromCharCode(last.charCodeAt(0) + 1)}="}\n`)
    ),
  },
  moved: {
    expected: "integrity.signature",
    make: (scribe, logs) => {
      logs.set(scribe.further(2), logs.get(further(scribe))!);
      logs.delete(further(scribe));
    },
  },
  of_nobody: {
    expected: "integrity.unknown_signer",
    make: async (scribe, logs) => {
      const guest = await scribe.guest(0x51);
      await guest.open(guest.first, scribe.first);
      logs.set(guest.first, guest.logs.get(guest.first)!);
    },
  },
  other_vault: {
    expected: "integrity.beginning",
    make: async (scribe, logs) => {
      const other = await Scribe.make(0x51);
      scribe.trees.delete(scribe.first);
      scribe.logs.delete(scribe.first);
      await scribe.write(scribe.first, [other.beginning]);
      logs.clear();
      logs.set(scribe.first, scribe.logs.get(scribe.first)!);
    },
  },
  first_log_missing: {
    expected: "integrity.missing",
    make: (scribe, logs) => void logs.delete(scribe.first),
  },
  cut_below_what_was_seen: {
    expected: "integrity.missing",
    make: (scribe, logs) => void logs.set(scribe.first, lines(scribe).slice(0, 1).join("")),
  },
  cut_above_what_was_seen: {
    expected: null,
    records: 4,
    make: (scribe, logs) => void logs.set(scribe.first, lines(scribe).slice(0, 2).join("")),
  },
  forked: {
    expected: "integrity.fork",
    make: async (scribe, logs) => {
      const twin = await Scribe.make(0x50);
      twin.nowMs += 7;
      await twin.begin(3);
      logs.set(scribe.first, twin.logs.get(scribe.first)!);
    },
  },
  seen_out_of_turn: {
    expected: damaged,
    make: async (scribe, logs) => {
      await scribe.write(scribe.first, [secret(9)], scribe.heads(further(scribe)));
      await scribe.write(scribe.first, [secret(10)], scribe.heads(further(scribe)));
      logs.set(scribe.first, scribe.logs.get(scribe.first)!);
    },
  },
  seen_in_a_circle: {
    expected: damaged,
    make: async (scribe, logs) => {
      const [root] = Object.values(scribe.heads(scribe.first)).map(([, root]) => root);
      await scribe.write(scribe.first, [secret(9)], { [further(scribe)]: [3, root!] });
      await scribe.write(further(scribe), [secret(10)], { [scribe.first]: [4, root!] });
      for (const log of [scribe.first, further(scribe)]) logs.set(log, scribe.logs.get(log)!);
    },
  },
  opened_blindly: {
    expected: damaged,
    make: async (scribe, logs) => {
      await scribe.write(scribe.further(2), [{ type: "log.opened", data: { signer: scribe.first } }]);
      logs.set(scribe.further(2), scribe.logs.get(scribe.further(2))!);
    },
  },
  signer_by_another_key: {
    expected: damaged,
    make: async (scribe, logs) => {
      const [named, other] = [await scribe.guest(0x51), await scribe.guest(0x52)];
      const publicKey = toBase64(other.publicKey);
      await scribe.write(scribe.first, [
        { type: "signer.added", data: { signer: named.first, publicKey, label: "other", role: "owner" } },
      ]);
      logs.set(scribe.first, scribe.logs.get(scribe.first)!);
    },
  },
};

/** The logs of one vector, and the verifier key that its vault begins with. */
export async function makeVector(name: string): Promise<{ signer: string; logs: Logs }> {
  const scribe = await Scribe.make(0x50);
  await scribe.begin(2);
  await scribe.open(further(scribe), scribe.first);
  await scribe.write(scribe.first, [secret(2)]);
  await scribe.write(further(scribe), [secret(3)]);
  const logs: Logs = new Map(scribe.logs);
  await MAKINGS[name]!.make(scribe, logs);
  return { signer: verifierKeyOf(scribe.vaultId, scribe.first, scribe.publicKey), logs };
}

if (import.meta.main) {
  const index: Record<string, Vector> = {};
  let verifierKey = "";
  for (const [name, { make: _, ...vector }] of Object.entries(MAKINGS)) {
    const { signer, logs } = await makeVector(name);
    verifierKey = signer;
    index[name] = vector;
    await Deno.mkdir(new URL(`${name}/log/`, VECTORS), { recursive: true });
    for (const [log, content] of logs) {
      const bytes = typeof content === "string" ? utf8.encode(content) : content;
      await Deno.writeFile(new URL(`${name}/log/${log}.jsonl`, VECTORS), bytes, { createNew: true });
    }
  }
  const text = JSON.stringify({ signer: verifierKey, vectors: index }, null, 2);
  await Deno.writeTextFile(new URL("index.json", VECTORS), `${text}\n`, { createNew: true });
}
