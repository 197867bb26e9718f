// Names that hang on a signer's public key: a log's name, its origin, its vault. Whoever holds no such key can take
// none of them.

import { toBase64, toHex } from "../domain/encoding.ts";
import { lightSha256 } from "./hash.ts";
import { formatVerifierKey } from "./note.ts";

const LOG_NAME = /^[0-9a-f]{16}(?:\.[0-9a-f]{8})?$/;

/** A signer's id: the first 16 hex digits of the SHA-256 of its public key. */
export function signerIdOf(publicKey: Uint8Array): string {
  return toHex(lightSha256(publicKey)).slice(0, 16);
}

/** A vault's id: the first 32 hex digits of the SHA-256 of its first signer's public key. */
export function vaultIdOf(publicKey: Uint8Array): string {
  return toHex(lightSha256(publicKey)).slice(0, 32);
}

/** Whether a name is that of a log: `<signer>` or `<signer>.<8 hex>`. */
export function isLogName(name: string): boolean {
  return LOG_NAME.test(name);
}

/** The signer whose log it is. */
export function signerOfLog(log: string): string {
  return log.slice(0, 16);
}

/** The origin of a log's checkpoints, and the name that its signer signs them under. */
export function originOf(vaultId: string, log: string): string {
  return `cred.local/${vaultId}/${log}`;
}

/** The verifier key of a log. */
export function verifierKeyOf(vaultId: string, log: string, publicKey: Uint8Array): string {
  return formatVerifierKey(originOf(vaultId, log), publicKey);
}

/** The text of a C2SP tlog-checkpoint, which is what a signer signs. */
export function checkpointText(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}
