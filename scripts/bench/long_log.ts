// A long history for measuring: keys of one source that are asked for, made, and deleted again, signed as the
// program signs them. What is left is a vault without values, whose log may be cut behind any of its records.
import { createPrivateKey, sign } from "node:crypto";
import { toBase64, toHex } from "../../src/domain/encoding.ts";
import type { NewEvent } from "../../src/domain/events.ts";
import { remoteNameOf, uuidV7 } from "../../src/domain/ids.ts";
import { sha256For } from "../../src/log/hash.ts";
import { originOf, signerIdOf, vaultIdOf, verifierKeyOf } from "../../src/log/origin.ts";
import { signBatch } from "../../src/log/sign_batch.ts";
import { Tree } from "../../src/log/tree.ts";
import { formatPointer } from "../../src/vault/pointer.ts";

const PKCS8_HEAD = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
const SECRETS = 1_000;

/** A vault folder with a history. */
export interface LongLog {
  /** For `--vault`. */
  readonly folder: string;
  /** Size of its log in bytes. */
  readonly bytes: number;
  /** The path of its log. */
  readonly file: string;
  /** The verifier key of its signer. */
  readonly verifierKey: string;
}

/** Writes a vault with `size` records into each of the folders, all with the same beginning. */
export async function writeLongLogs(
  folders: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<number, LongLog>> {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  const pkcs8 = Uint8Array.from([...PKCS8_HEAD, ...seed]);
  const key = createPrivateKey({ key: pkcs8 as never, format: "der", type: "pkcs8" });
  const { publicKey } = await publicKeyOf(pkcs8);
  const vault = vaultIdOf(publicKey), signer = signerIdOf(publicKey);
  const verifierKey = verifierKeyOf(vault, signer, publicKey);

  const sizes = [...folders.keys()].sort((a, b) => a - b);
  const longest = folders.get(sizes.at(-1)!)!;
  for (const folder of folders.values()) {
    await Deno.mkdir(`${folder}/log`, { recursive: true });
    await Deno.writeTextFile(`${folder}/vault.json`, formatPointer(vault, verifierKey));
  }
  const fileIn = (folder: string) => `${folder}/log/${signer}.jsonl`;
  const written = new Map<number, LongLog>();
  using file = await Deno.open(fileIn(longest), { write: true, create: true });
  let bytes = 0, count = 0;
  for await (const lines of signedLines(vault, signer, publicKey, key)) {
    for (const line of lines) {
      bytes += file.writeSync(new TextEncoder().encode(line));
      if (++count !== sizes[written.size]) continue;
      const folder = folders.get(count)!;
      if (folder !== longest) await Deno.copyFile(fileIn(longest), fileIn(folder));
      written.set(count, { folder, bytes, file: fileIn(folder), verifierKey });
      if (written.size === sizes.length) return written;
    }
  }
  return written;
}

async function publicKeyOf(pkcs8: Uint8Array<ArrayBuffer>): Promise<{ publicKey: Uint8Array }> {
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  return {
    publicKey: Uint8Array.from(atob(x!.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)),
  };
}

async function* signedLines(
  vault: string,
  signer: string,
  publicKey: Uint8Array,
  key: ReturnType<typeof createPrivateKey>,
): AsyncGenerator<string[]> {
  let nowMs = Date.UTC(2026, 0, 1);
  const signing = {
    system: {
      clock: { nowMs: () => nowMs += 1_000, offsetMinutes: () => 0, sleep: () => Promise.resolve() },
      random: { bytes: (size: number) => crypto.getRandomValues(new Uint8Array(size)) },
    },
    origin: originOf(vault, signer),
    publicKey,
    // The same signatures as WebCrypto's, three times as fast.
    sign: (bytes: Uint8Array) => Promise.resolve(new Uint8Array(sign(null, bytes, key))),
    tree: new Tree(await sha256For(Infinity)),
    seen: undefined,
  };
  for (const facts of histories(vault, signer, publicKey)) {
    yield (await signBatch(signing, facts)).lines.split(/(?<=\n)/);
  }
}

/** The beginning of a vault, then the lives of keys without end; always four records. */
function* histories(vault: string, signer: string, publicKey: Uint8Array): Generator<NewEvent[]> {
  const source = "resend", token = "fingerprint:qL0bq2c9sJc2jY9r1mJmC0m8d1N3x0Jm2QnqkYtq0mE=";
  yield [
    { type: "vault.created", data: { vault, signer, publicKey: toBase64(publicKey), label: "linux" } },
    { type: "recipient.added", data: { recipient: "0123456789abcdef", key: "age1", label: "linux" } },
    {
      type: "source.added",
      data: { source, driver: source, address: "https://api.resend.com", item: "token-0", token },
    },
    { type: "source.token_added", data: { source, item: "token-1", token } },
  ];
  for (let n = 0;; n++) {
    const key = uuidV7(Date.UTC(2026, 0, 1) + n, random(10)),
      request = uuidV7(Date.UTC(2026, 0, 1) + n, random(10));
    const name = `SERVICE_${n % SECRETS}_EMAIL_KEY`, remoteId = crypto.randomUUID();
    const wish = {
      environment: "default",
      name,
      source,
      permission: "sending_access",
      description: "Email service key",
      remoteName: remoteNameOf(name, vault, key),
      token,
    };
    const sealed = { sealed: toHex(random(32)), to: ["0123456789abcdef"] };
    const fingerprint = `01234567:${toBase64(random(32))}`;
    yield [
      { id: key, type: "key.requested", data: { ...wish, deadline: "2026-01-01T00:00:30.000Z" } },
      { type: "key.generated", data: { ...wish, ...sealed, key, remoteId, fingerprint } },
      { id: request, type: "key.deletion_requested", data: { key, source, remoteId, because: "delete" } },
      { type: "key.deleted", data: { key, source, remoteId, request, result: "deleted" } },
    ];
  }
}

function random(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}
