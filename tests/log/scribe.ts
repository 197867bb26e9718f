// A signer that writes logs in memory through the program's own signing, with a fixed seed, clock and randomness; and
// the means to garble what it wrote.

import type { Event, NewEvent, SeenHeads } from "../../src/domain/events.ts";
import { toBase64 } from "../../src/domain/encoding.ts";
import { uuidV7 } from "../../src/domain/ids.ts";
import { canonicalForm } from "../../src/log/canonical.ts";
import { lightSha256 } from "../../src/log/hash.ts";
import { type HistoryFiles, readHistory } from "../../src/log/history.ts";
import { formatSignature, noteKeyId, type Sign, signerOf } from "../../src/log/note.ts";
import { checkpointText, originOf, signerIdOf, vaultIdOf } from "../../src/log/origin.ts";
import { formatLine } from "../../src/log/record.ts";
import { signBatch } from "../../src/log/sign_batch.ts";
import { Tree } from "../../src/log/tree.ts";

const utf8 = new TextEncoder();

/** Randomness that is always the same. */
export function countingRandom(): { bytes(length: number): Uint8Array<ArrayBuffer> } {
  let n = 0;
  return {
    bytes(length) {
      const seed = lightSha256(utf8.encode(`random ${n++}`));
      return Uint8Array.from({ length }, (_, i) => seed[i % 32]!);
    },
  };
}

/** One signer and its logs. */
export class Scribe {
  readonly vaultId: string;
  /** The signer's id, which is the name of its first log. */
  readonly first: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly sign: Sign;
  /** The clock: moves by a second with every write. */
  nowMs = Date.UTC(2026, 10, 23, 12);
  readonly random = countingRandom();
  readonly trees: Map<string, Tree>;
  /** The text of each log. */
  readonly logs: Map<string, string>;

  private constructor(publicKey: Uint8Array<ArrayBuffer>, sign: Sign, host?: Scribe) {
    this.publicKey = publicKey;
    this.sign = sign;
    this.vaultId = host?.vaultId ?? vaultIdOf(publicKey);
    this.first = signerIdOf(publicKey);
    this.trees = host?.trees ?? new Map();
    this.logs = host?.logs ?? new Map();
  }

  /** A signer by the byte that its seed is made of. */
  static async make(seed = 7): Promise<Scribe> {
    const { publicKey, sign } = await signerOf(new Uint8Array(32).fill(seed));
    return new Scribe(publicKey, sign);
  }

  /** Another signer of this vault, whose logs are kept with the others. */
  async guest(seed: number): Promise<Scribe> {
    const { publicKey, sign } = await signerOf(new Uint8Array(32).fill(seed));
    const guest = new Scribe(publicKey, sign, this);
    guest.nowMs = this.nowMs;
    return guest;
  }

  /** The name of one of its further logs. */
  further(n: number): string {
    return `${this.first}.${n.toString(16).padStart(8, "0")}`;
  }

  /** The fact with which the vault begins. */
  get beginning(): NewEvent {
    const data = {
      vault: this.vaultId,
      signer: this.first,
      publicKey: toBase64(this.publicKey),
      label: "laptop",
    };
    return { type: "vault.created", data };
  }

  /** Writes events in one batch, all at one instant. */
  async write(log: string, facts: readonly NewEvent[], seen?: SeenHeads): Promise<Event[]> {
    const tree = this.trees.get(log) ?? new Tree(lightSha256);
    this.trees.set(log, tree);
    const clock = { nowMs: () => this.nowMs, offsetMinutes: () => 0, sleep: () => Promise.resolve() };
    const batch = await signBatch({
      system: { clock, random: this.random },
      origin: originOf(this.vaultId, log),
      publicKey: this.publicKey,
      sign: this.sign,
      tree,
      seen,
    }, facts);
    this.nowMs += 1_000;
    this.logs.set(log, (this.logs.get(log) ?? "") + batch.lines);
    return batch.events;
  }

  /** Writes a leaf as it is given, signed as it should be. */
  async writeRaw(log: string, leaf: string): Promise<void> {
    const tree = this.trees.get(log) ?? new Tree(lightSha256);
    this.trees.set(log, tree);
    tree.append(utf8.encode(leaf));
    const origin = originOf(this.vaultId, log);
    const signed = await this.sign(utf8.encode(checkpointText(origin, tree.size, tree.root())));
    const line = formatLine(leaf, formatSignature(noteKeyId(origin, this.publicKey), signed));
    this.logs.set(log, (this.logs.get(log) ?? "") + line);
  }

  /** The leaf that a fact would have next; fields of the event may be given otherwise. */
  leaf(log: string, fact: NewEvent, changed: Readonly<Record<string, unknown>> = {}): string {
    const seq = this.trees.get(log)?.size ?? 0;
    const time = new Date(this.nowMs).toISOString();
    return canonicalForm({
      v: 1,
      seq,
      id: uuidV7(this.nowMs, this.random.bytes(10)),
      time,
      ...fact,
      ...changed,
    });
  }

  /** Begins the vault, and goes on with `records - 1` secrets. */
  async begin(records = 1): Promise<void> {
    await this.write(this.first, [this.beginning]);
    for (let n = 1; n < records; n++) await this.write(this.first, [secret(n)]);
  }

  /** Opens a further log that has seen these. */
  async open(log: string, ...seen: readonly string[]): Promise<void> {
    await this.write(log, [{ type: "log.opened", data: { signer: this.first } }], this.heads(...seen));
  }

  /** The heads of logs as they are now. */
  heads(...logs: readonly string[]): SeenHeads {
    return Object.fromEntries(logs.map((log) => {
      const tree = this.trees.get(log)!;
      return [log, [tree.size, toBase64(tree.root())] as const];
    }));
  }

  /** Everything, as a reader finds it; `changed` stands in place of what was written. */
  files(
    changed: Readonly<Record<string, string | Uint8Array<ArrayBuffer> | undefined>> = {},
  ): HistoryFiles<Uint8Array<ArrayBuffer>> {
    const logs = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const [log, text] of [...this.logs, ...Object.entries(changed)]) {
      if (text === undefined) logs.delete(log);
      else logs.set(log, typeof text === "string" ? utf8.encode(text) : text);
    }
    return { publicKey: this.publicKey, logs };
  }

  /** The bytes of a log. */
  bytes(log: string = this.first): Uint8Array<ArrayBuffer> {
    return utf8.encode(this.logs.get(log)!);
  }
}

/** A secret set by hand, the n-th. */
export function secret(n: number, name = `SECRET_${n}`): NewEvent {
  const sealed = n.toString(16).padStart(64, "0");
  return {
    type: "secret.set",
    data: { environment: "default", name, sealed, to: ["r1"], fingerprint: `fk:${n}` },
  };
}

/** What reading comes to: the code of the error, or the records as `<log>:<seq>` in the order of history. */
export async function readingOf(
  files: HistoryFiles,
  options: { readonly everySignature?: boolean } = {},
): Promise<{ readonly code?: string; readonly message?: string; readonly order: readonly string[] }> {
  const order: string[] = [];
  try {
    await readHistory(files, ({ log, event }) => void order.push(`${log}:${event.seq}`), options);
    return { order };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return { code: code ?? `threw ${error}`, message, order };
  }
}
