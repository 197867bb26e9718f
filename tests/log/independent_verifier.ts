// A verifier written from src/log/README.md alone, with node:crypto: it shares no code with the program. It knows no
// event types beyond those that say who signs.

import { createHash, createPublicKey, verify } from "node:crypto";

const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const idOf = (key: Buffer, digits: number) => sha256(key).toString("hex").slice(0, digits);
const canonicalBase64 = (text: string) => Buffer.from(text, "base64").toString("base64") === text;

function check(holds: unknown, why: string): asserts holds {
  if (!holds) throw new Error(why);
}

function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join()}]`;
  if (typeof value === "number") check(Number.isSafeInteger(value), "odd number");
  if (typeof value === "string") check(value.isWellFormed(), "half a surrogate pair");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  check(keys.every((key) => JSON.stringify(key) === `"${key}"`), "a key with an escape");
  return `{${keys.map((key) => `${jcs(key)}:${jcs((value as Record<string, unknown>)[key])}`).join()}}`;
}

function root(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return sha256("\0", leaves[0]!);
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return sha256("\x01", root(leaves.slice(0, k)), root(leaves.slice(k)));
}

interface Log {
  readonly name: string;
  readonly leaves: Buffer[];
  // deno-lint-ignore no-explicit-any
  readonly events: any[];
  readonly signatures: Buffer[];
}

function readRecord(line: Buffer): { leaf: Buffer; signature: Buffer } | undefined {
  if (
    line.length < 108 || line.toString("latin1", 0, 5) !== '{"e":' ||
    line.toString("latin1", line.length - 2) !== '"}'
  ) return;
  if (line.toString("latin1", line.length - 100, line.length - 94) !== ',"s":"') return;
  const text = line.toString("latin1", line.length - 94, line.length - 2);
  if (!canonicalBase64(text) || line.length - 105 > 65_535) return;
  return { leaf: line.subarray(5, -100), signature: Buffer.from(text, "base64") };
}

function readLog(name: string, bytes: Buffer): Log {
  const log: Log = { name, leaves: [], events: [], signatures: [] };
  for (let at = 0; at < bytes.length;) {
    const newline = bytes.indexOf(10, at);
    const end = newline < 0 ? bytes.length : newline;
    const record = readRecord(bytes.subarray(at, end));
    let event;
    try {
      check(record !== undefined, "no record");
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(record.leaf);
      event = JSON.parse(text);
      check(text.startsWith("{") && jcs(event) === text, "not canonical");
    } catch (error) {
      const rest = bytes.subarray(at);
      const parts = rest.toString("latin1").split(/[\n\0]/).slice(1).map((part) =>
        Buffer.from(part, "latin1")
      );
      if ((rest.includes(10) && !rest.includes(0)) || parts.some((part) => readRecord(part) !== undefined)) {
        throw error;
      }
      break;
    }
    const { v, seq, id, time, type, data, seen } = event;
    check(
      Number.isSafeInteger(v) && v > 0 && seq === log.events.length && typeof type === "string",
      "fields",
    );
    check(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) && typeof data === "object", "fields");
    check(!Number.isNaN(Date.parse(time)) && new Date(time).toISOString() === time, "time");
    check(seen === undefined || Object.keys(seen).length > 0, "seen is empty");
    const keyId = (signature: Buffer) => signature.toString("hex", 0, 4);
    check(keyId(log.signatures[0] ?? record.signature) === keyId(record.signature), "key id");
    log.leaves.push(record.leaf);
    log.events.push(event);
    log.signatures.push(record.signature);
    at = end + 1;
  }
  return log;
}

/** Verifies a vault by its first log's verifier key and the bytes of its logs; how many records it has. */
export function verifyVault(
  verifierKey: string,
  files: ReadonlyMap<string, Uint8Array>,
  full: boolean,
): number {
  const [keyName, , ...base64] = verifierKey.split("+");
  const firstKey = Buffer.from(base64.join("+"), "base64").subarray(1);
  const [first, vault] = [idOf(firstKey, 16), idOf(firstKey, 32)];
  check(keyName === `cred.local/${vault}/${first}`, "the verifier key is of another vault");
  const logs = new Map([...files].map(([name, bytes]) => [name, readLog(name, Buffer.from(bytes))] as const));
  for (const [name, log] of logs) {
    if (log.events.length === 0) check(name !== first && logs.delete(name), "no first record");
  }
  check(logs.has(first), "the first log is missing");

  const taken = new Map<string, number>();
  const named = new Map<string, number>();
  const past = new Map<string, Map<string, number>>();
  const keys = new Map([[first, firstKey]]);
  const addedAt = new Map([[first, [[first, 0]] as [string, number][]]]);
  for (;;) {
    const ready = [...logs.values()].filter(({ name, events }) => {
      const next = events[taken.get(name) ?? 0];
      return next !== undefined &&
        Object.entries(next.seen ?? {}).every(([log, head]) =>
          (taken.get(log) ?? 0) >= (head as number[])[0]!
        );
    });
    if (ready.length === 0) break;
    const nextOf = ({ name, events }: Log) => events[taken.get(name) ?? 0];
    const placeOf = (log: Log) => `${nextOf(log).time} ${log.name}`;
    const log = ready.reduce((a, b) => placeOf(a) < placeOf(b) ? a : b);
    const event = nextOf(log);
    const extent = past.get(log.name) ?? new Map<string, number>();
    past.set(log.name, extent);
    for (const [other, [size, head]] of Object.entries<[number, string]>(event.seen ?? {})) {
      check(other !== log.name && size > (named.get(`${log.name} ${other}`) ?? 0), "out of turn");
      named.set(`${log.name} ${other}`, size);
      check(root(logs.get(other)!.leaves.slice(0, size)).toString("base64") === head, "a fork");
      for (const [far, reach] of [...past.get(other) ?? [], [other, size] as const]) {
        extent.set(far, Math.max(extent.get(far) ?? 0, reach));
      }
    }
    const signer = log.name.slice(0, 16);
    if (event.seq === 0 && log.name === first) {
      const { vault: id, signer: by, publicKey } = event.data;
      check(
        event.type === "vault.created" && id === vault && by === first &&
          publicKey === firstKey.toString("base64"),
        "another vault",
      );
    } else {
      check(
        event.type !== "vault.created" && (event.type === "log.opened") === (event.seq === 0),
        "does not belong there",
      );
      if (event.seq === 0) {
        check(
          event.data.signer === signer &&
            addedAt.get(signer)?.some(([where, seq]) => (extent.get(where) ?? 0) > seq),
          "opened blindly",
        );
      }
    }
    if (event.type === "signer.added") {
      const key = Buffer.from(event.data.publicKey, "base64");
      check(idOf(key, 16) === event.data.signer, "a signer's id");
      keys.set(event.data.signer, key);
      addedAt.set(event.data.signer, [...addedAt.get(event.data.signer) ?? [], [log.name, event.seq]]);
    }
    taken.set(log.name, event.seq + 1);
  }

  for (const { name, leaves, signatures } of logs.values()) {
    check(taken.get(name) === leaves.length, "something is missing");
    const key = keys.get(name.slice(0, 16))!;
    const origin = `cred.local/${vault}/${name}`;
    const publicKey = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: key.toString("base64url") },
      format: "jwk",
    });
    for (let size = full ? 1 : leaves.length; size <= leaves.length; size++) {
      const signature = signatures[size - 1]!;
      check(signature.subarray(0, 4).equals(sha256(origin, "\n\x01", key).subarray(0, 4)), "key id");
      const checkpoint = `${origin}\n${size}\n${root(leaves.slice(0, size)).toString("base64")}\n`;
      check(verify(null, Buffer.from(checkpoint), publicKey, signature.subarray(4)), `signature ${size - 1}`);
    }
  }
  return [...taken.values()].reduce((a, b) => a + b, 0);
}
