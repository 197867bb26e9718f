// A vault that the program made, grown by the lives of keys: asked for, made, sent to a target; and most of them, over
// the years, pruned there and deleted again. Only the last record's signature is a real one, which is all that anybody
// looks at who doesn't ask for every signature.
import { createPrivateKey, sign } from "node:crypto";
import { concatBytes, fromBase64, toBase64, toHex } from "../../src/domain/encoding.ts";
import type { Fact } from "../../src/domain/events.ts";
import { remoteNameOf, uuidV7 } from "../../src/domain/ids.ts";
import { Secret } from "../../src/domain/secret.ts";
import { openFileKeychain } from "../../src/keychain/file/mod.ts";
import { canonicalForm } from "../../src/log/canonical.ts";
import { sha256For } from "../../src/log/hash.ts";
import { readHeads, writeHeads } from "../../src/log/heads.ts";
import { formatSignature, noteKeyId } from "../../src/log/note.ts";
import { checkpointText, originOf } from "../../src/log/origin.ts";
import { formatLine, parseLeaf, splitLine } from "../../src/log/record.ts";
import { Tree } from "../../src/log/tree.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { readPointer } from "../../src/vault/pointer.ts";
import { vaultItem } from "../../src/vault/vault_item.ts";

const PKCS8_HEAD = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
/** Keys that live at the end. */
const LIVE = 100;
/** Records that are written at once. */
const PART = 10_000;
const utf8 = new TextEncoder();

/** A vault, where this machine keeps what it knows of vaults, and what opens its keychain. */
export interface Grown {
  readonly folder: string;
  readonly home: string;
  readonly passphrase: string;
}

/** Lets the only log of a vault grow to so many records. */
export async function growVault({ folder, home, passphrase }: Grown, records: number): Promise<void> {
  const files = denoFiles();
  const [file] = (await files.list(`${folder}/log`))!;
  const path = `${folder}/log/${file}`, log = file!.slice(0, -".jsonl".length);
  const { id: vault } = JSON.parse(await Deno.readTextFile(`${folder}/vault.json`)) as { id: string };
  const publicKey = await readPointer(files, folder);
  const keychain = openFileKeychain({
    files,
    folder: `${home}/keychain`,
    passphrase: () => Promise.resolve(Secret.ofText(passphrase)),
  });
  const item = (await keychain.get(vaultItem(vault)))!;
  const seed = item.openText((text) => fromBase64(JSON.parse(text).seed)!);
  const key = createPrivateKey({ key: concatBytes(PKCS8_HEAD, seed) as never, format: "der", type: "pkcs8" });

  const tree = new Tree(await sha256For(Infinity));
  let nowMs = 0;
  for (const line of (await Deno.readTextFile(path)).split("\n").slice(0, -1)) {
    const parts = splitLine(utf8.encode(line));
    if (typeof parts === "string") throw new Error(parts);
    tree.append(parts.leaf);
    nowMs = Date.parse((parseLeaf(parts.leaf) as { readonly time: string }).time);
  }
  const origin = originOf(vault, log);
  const keyId = noteKeyId(origin, publicKey);
  const none = formatSignature(keyId, new Uint8Array(64));
  // All of it happens at once, so that it is over before the program's next record.
  const ids = idsAt(++nowMs);
  let lines: string[] = [];
  for (const { id, ...fact } of lives(vault, ids)) {
    const isLast = tree.size === records - 1;
    const event = {
      v: 1,
      seq: tree.size,
      id: id ?? ids(),
      time: new Date(nowMs).toISOString(),
      ...fact,
    };
    const leaf = canonicalForm(event);
    tree.append(utf8.encode(leaf));
    const text = () => utf8.encode(checkpointText(origin, tree.size, tree.root()));
    lines.push(
      formatLine(leaf, isLast ? formatSignature(keyId, new Uint8Array(sign(null, text(), key))) : none),
    );
    if (!isLast && lines.length < PART) continue;
    await Deno.writeTextFile(path, lines.join(""), { append: true });
    lines = [];
    if (isLast) break;
  }
  const headsFile = `${home}/vaults/${vault}/heads.json`;
  const heads = await readHeads(files, headsFile);
  const head = { size: tree.size, root: toBase64(tree.root()) };
  await writeHeads(files, headsFile, { ...heads, logs: { [log]: head }, pending: undefined });
}

type Step = Fact & { readonly id?: string };

/** Ids of one instant, each greater than those before. */
function idsAt(atMs: number): () => string {
  const bytes = new Uint8Array(10);
  const count = new DataView(bytes.buffer);
  let n = 0;
  return () => {
    count.setUint32(2, n++);
    return uuidV7(atMs, bytes);
  };
}

function* lives(vault: string, ids: () => string): Generator<Step> {
  const source = "fleet", token = `01234567:${toBase64(random(32))}`;
  yield {
    type: "source.added",
    data: { source, driver: "resend", address: "https://api.resend.com", item: "token-0", token },
  };
  const target = { driver: "github", address: "https://api.github.com", identifier: "acme/site" };
  yield { type: "target.bound", data: { target: "fleet", ...target, store: "actions" } };
  for (let n = 0;; n++) {
    const key = ids(), push = ids(), prune = ids(), deletion = ids();
    const name = `SERVICE_${n < LIVE ? n : LIVE + n % LIVE}_EMAIL_KEY`, remoteId = crypto.randomUUID();
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
    const place = { target: "fleet", ...target, store: "actions", remoteName: name };
    const sent = { environment: "default", name, ...place, version: key };
    yield { id: key, type: "key.requested", data: { ...wish, deadline: "2020-01-01T00:00:30.000Z" } };
    yield { type: "key.generated", data: { ...wish, ...sealed, key, remoteId, fingerprint } };
    yield { id: push, type: "secret.push_requested", data: sent };
    yield { type: "secret.pushed", data: { ...sent, fingerprint, request: push } };
    if (n < LIVE) continue;
    yield { id: prune, type: "secret.prune_requested", data: place };
    yield { type: "secret.pruned", data: { ...place, request: prune, result: "deleted" } };
    yield {
      id: deletion,
      type: "key.deletion_requested",
      data: { key, source, remoteId, because: "delete" },
    };
    yield { type: "key.deleted", data: { key, source, remoteId, request: deletion, result: "deleted" } };
  }
}

function random(size: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(size));
}
