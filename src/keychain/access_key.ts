// The law of an access key: one line that holds what a job needs to open a vault (and, if it may change it, to sign),
// and no more. It says its version, and a part of its own hash tells one that was cut off or changed. No error shows
// any of it.

import { fromBase64, toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";

/** What an access key holds. */
export interface AccessKey {
  /** 32 hex digits. */
  readonly vaultId: string;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: Secret;
  /** The 32 bytes that signatures are made with; absent from a key that only reads. */
  readonly seed?: Secret;
}

/** The variable that holds one. */
export const ACCESS_KEY_VARIABLE = "CRED_ACCESS_KEY";

const PREFIX = "cred-access-";
const VERSION = 1;
const CHECK_BYTES = 6;
const SHAPE = /^cred-access-(\d{1,4})-([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const VAULT_ID = /^[0-9a-f]{32}$/;
const IDENTITY = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;
const SEED_BYTES = 32;

/** The one line: `cred-access-1-<JSON, base64url>.<start of the SHA-256 of what is before the dot, base64url>`. */
export async function encodeAccessKey({ vaultId, identity, seed }: AccessKey): Promise<Secret> {
  const content = JSON.stringify({
    vault: vaultId,
    identity: identity.openText((text) => text),
    ...(seed === undefined ? {} : { seed: seed.open(toBase64) }),
  });
  const body = `${PREFIX}${VERSION}-${toUrl(new TextEncoder().encode(content))}`;
  return Secret.ofText(`${body}.${await checkOf(body)}`);
}

/** Reads the one line; white space around it is let be. Errors: access.key_invalid, access.key_newer. */
export async function decodeAccessKey(line: Secret): Promise<AccessKey> {
  const text = line.openText((words) => words.trim());
  const [, version, content, check] = SHAPE.exec(text) ?? [];
  if (version === undefined || content === undefined) {
    throw text.startsWith(PREFIX)
      ? invalid("is cut off, or has something in it that does not belong there")
      : invalid(`is no access key: one begins with ${PREFIX}`);
  }
  if (check !== await checkOf(text.slice(0, text.lastIndexOf(".")))) {
    throw invalid("is cut off or was changed: it does not match its own end");
  }
  if (Number(version) > VERSION) {
    throw new CredError("access.key_newer", `${ACCESS_KEY_VARIABLE} was made by a newer cred`, [
      "install a newer cred here, or make another access key with this one",
    ]);
  }
  const found = Number(version) === VERSION ? contentOf(content) : undefined;
  if (found === undefined) throw invalid("does not hold what an access key holds");
  return found;
}

function contentOf(content: string): AccessKey | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromUrl(content)));
  } catch {
    return undefined;
  }
  const { vault, identity, seed } = Object(parsed) as Readonly<Record<string, unknown>>;
  if (typeof vault !== "string" || !VAULT_ID.test(vault)) return undefined;
  if (typeof identity !== "string" || !IDENTITY.test(identity)) return undefined;
  const access: AccessKey = { vaultId: vault, identity: Secret.ofText(identity) };
  if (seed === undefined) return access;
  const bytes = typeof seed === "string" ? fromBase64(seed) : undefined;
  return bytes?.length === SEED_BYTES ? { ...access, seed: Secret.ofBytes(bytes) } : undefined;
}

async function checkOf(body: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body));
  return toUrl(new Uint8Array(hash, 0, CHECK_BYTES));
}

function toUrl(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromUrl(text: string): Uint8Array<ArrayBuffer> | undefined {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return fromBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, "="));
}

function invalid(why: string): CredError {
  return new CredError("access.key_invalid", `${ACCESS_KEY_VARIABLE} ${why}`, [
    "copy it again, whole and on one line",
  ]);
}
