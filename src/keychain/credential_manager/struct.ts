/** Addresses and sizes of what a CREDENTIALW points at. */
export interface CredentialParts {
  /** UTF-16, ended by a NUL. */
  readonly target: bigint;
  readonly comment: bigint;
  readonly user: bigint;
  /** 0n where there are no bytes. */
  readonly blob: bigint;
  readonly blobBytes: number;
}

/** CRED_TYPE_GENERIC: no system component reads it. */
export const GENERIC = 1;
/** CRED_PERSIST_LOCAL_MACHINE: for this user on this machine; it doesn't roam. */
const LOCAL_MACHINE = 2;

/** Size of a CREDENTIALW on 64 bits, and where its fields lie. */
const CREDENTIAL_BYTES = 80;
const TYPE = 4, TARGET = 8, COMMENT = 16, BLOB_SIZE = 32, BLOB = 40, PERSIST = 48, USER = 72;

/** The bytes of a CREDENTIALW for a generic credential. */
export function credentialBytes(parts: CredentialParts): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(CREDENTIAL_BYTES));
  const view = new DataView(bytes.buffer);
  view.setUint32(TYPE, GENERIC, true);
  view.setBigUint64(TARGET, parts.target, true);
  view.setBigUint64(COMMENT, parts.comment, true);
  view.setUint32(BLOB_SIZE, parts.blobBytes, true);
  view.setBigUint64(BLOB, parts.blob, true);
  view.setUint32(PERSIST, LOCAL_MACHINE, true);
  view.setBigUint64(USER, parts.user, true);
  return bytes;
}

/** A copy of the blob of a CREDENTIALW that the system has allocated. */
export function blobOf(credential: Deno.PointerObject): Uint8Array<ArrayBuffer> {
  const view = new Deno.UnsafePointerView(credential);
  const bytes = new Uint8Array(new ArrayBuffer(view.getUint32(BLOB_SIZE)));
  const start = view.getPointer(BLOB);
  if (start !== null && bytes.length > 0) new Deno.UnsafePointerView(start).copyInto(bytes);
  return bytes;
}

/** The targets of so many credentials in an array that the system has allocated. */
export function targetsOf(array: Deno.PointerObject, count: number): readonly string[] {
  const view = new Deno.UnsafePointerView(array);
  return Array.from({ length: count }, (_, i) => {
    const credential = view.getPointer(8 * i);
    const target = credential === null ? null : new Deno.UnsafePointerView(credential).getPointer(TARGET);
    return target === null ? "" : wideTextAt(target);
  });
}

function wideTextAt(pointer: Deno.PointerObject): string {
  const view = new Deno.UnsafePointerView(pointer);
  let text = "";
  for (let at = 0, unit; (unit = view.getUint16(at)) !== 0; at += 2) text += String.fromCharCode(unit);
  return text;
}

/** A text as the W functions want it: UTF-16, ended by a NUL. */
export function wideText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(new ArrayBuffer(2 * (text.length + 1)));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
  return bytes;
}
