// The law of requests: a line that a machine without access prints and one with access is given. It holds public
// material alone; its last word is the beginning of a hash of the rest, so that a line which was cut or mistyped is told.

import { fromBase64, toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { refuseLabelName } from "../domain/names.ts";
import { lightSha256 } from "../log/hash.ts";

/** Who asks for access. */
export interface AccessRequest {
  /** The vault that it is for. */
  readonly vault: string;
  /** Base64 of the 32 bytes of the Ed25519 key that it signs with. */
  readonly publicKey: string;
  /** `age1…` */
  readonly recipient: string;
  readonly label: string;
}

const FORM = "cred-access-1";
const LINE =
  /^(cred-access-1:([0-9a-f]{32}):([A-Za-z0-9+/]{43}=):(age1[02-9ac-hj-np-z]{58}):([A-Za-z0-9._-]+)):([0-9a-f]{8})$/;

/** The line of a request. */
export function formatAccessRequest({ vault, publicKey, recipient, label }: AccessRequest): string {
  const text = [FORM, vault, publicKey, recipient, label].join(":");
  return `${text}:${checksum(text)}`;
}

/** Reads a request; usage.access_request where it is none, or not the whole one. */
export function parseAccessRequest(line: string): AccessRequest {
  const [, text, vault, publicKey, recipient, label, sum] = LINE.exec(line.trim()) ?? [];
  const isWhole = text !== undefined && checksum(text) === sum && fromBase64(publicKey!)?.length === 32;
  if (isWhole && refuseLabelName(label!) === undefined) {
    return { vault: vault!, publicKey: publicKey!, recipient: recipient!, label: label! };
  }
  const what = !line.trim().startsWith("cred-access-")
    ? "this is no request for access"
    : line.trim().startsWith(`${FORM}:`)
    ? "this request for access was cut or changed on its way"
    : "this request for access is of another version of cred";
  throw new CredError("usage.access_request", what, [
    "give the whole line that `cred access request` printed on the other machine, in quotes",
  ]);
}

function checksum(text: string): string {
  return toHex(lightSha256(new TextEncoder().encode(text))).slice(0, 8);
}
