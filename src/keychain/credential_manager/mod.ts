// The law of the Credential Manager: an item is a generic credential with the target "cred:<item>", so that
// `cmdkey /list:cred:<item>` shows it. Only the thread that made a call can ask why it failed, and only a call on
// another thread can be waited for; so what failed there is made again here, which none of the calls minds.

import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { lateError, MAX_BLOB_BYTES, NOT_FOUND, numberError, tooLargeError } from "./errors.ts";
import { type CredentialLibrary, type CredentialLibraryPaths, loadCredentialLibrary } from "./library.ts";
import { blobOf, credentialBytes, GENERIC, targetsOf, wideText } from "./struct.ts";
import { checkItem, checkValue, itemNames } from "../items.ts";
import type { Keychain } from "../keychain.ts";
import { type Limits, type Wait, withinLimits } from "../limits.ts";

/** What the targets of all items begin with. */
const PREFIX = "cred:";
const TIMEOUT_MS = 10_000;
/** CRED_MAX_STRING_LENGTH, of a comment. */
const MAX_COMMENT = 256;

/** How the Credential Manager is opened. */
export interface CredentialManagerOptions extends Partial<Limits> {
  /** Where the two libraries are, unless they are the system's. */
  readonly paths?: CredentialLibraryPaths;
}

/**
 * The Windows Credential Manager of the user who is logged on. The libraries are loaded at the first call;
 * `timeoutMs` (10 s unless told) bounds each operation. Errors: the port's, and `interrupted`.
 */
export function openCredentialManager(options: CredentialManagerOptions = {}): Keychain {
  const { paths, ...given } = options;
  const limits: Limits = { timeoutMs: TIMEOUT_MS, ...given };
  let loaded: CredentialLibrary | undefined;

  function operate<T>(
    item: string,
    act: (library: CredentialLibrary, target: Uint8Array<ArrayBuffer>, wait: Wait) => Promise<T>,
  ): Promise<T> {
    return withLibrary((library, wait) => {
      checkItem(item);
      return act(library, wideText(PREFIX + item), wait);
    });
  }

  function withLibrary<T>(act: (library: CredentialLibrary, wait: Wait) => Promise<T>): Promise<T> {
    return withinLimits(limits, () => lateError(limits.timeoutMs), async (wait) => {
      loaded ??= loadCredentialLibrary(paths);
      return await act(loaded, wait);
    });
  }

  return {
    kind: "system",
    title: "Windows Credential Manager",
    get: (item) => operate(item, read),
    async set(item, value, label) {
      checkValue(item, value);
      if (value.size > MAX_BLOB_BYTES) throw tooLargeError(item, value.size);
      await operate(item, async (library, target, wait) => {
        await write(library, target, wait, { item, value, label });
        if (!(await read(library, target, wait))?.equals(value)) {
          throw new CredError(
            "failed.keychain",
            `the Windows Credential Manager did not keep the item "${item}" as it was given`,
          );
        }
      });
    },
    delete: (item) =>
      operate(item, async (library, target, wait) => {
        if (await wait(() => held([target], library.delete(target, GENERIC, 0))) !== 0) return true;
        return succeeds(library, library.deleteHere(target, GENERIC, 0));
      }),
    async has(item) {
      return await operate(item, read) !== undefined;
    },
    list: () => withLibrary(async (library, wait) => itemNames(await list(library, wait))),
  };
}

/** Whether a call made here has succeeded; false where there is no such credential. */
function succeeds(library: CredentialLibrary, result: number): boolean {
  if (result !== 0) return true;
  const number = library.lastError();
  if (number === NOT_FOUND) return false;
  throw numberError(number);
}

async function read(
  library: CredentialLibrary,
  target: Uint8Array<ArrayBuffer>,
  wait: Wait,
): Promise<Secret | undefined> {
  const slot = new BigUint64Array(new ArrayBuffer(8));
  let running: Promise<number> | undefined;
  let result: number;
  try {
    result = await wait(() => running = held([target, slot], library.read(target, GENERIC, 0, slot)));
  } catch (error) {
    void running?.then(() => take(library, slot));
    throw error;
  }
  if (result === 0 && !succeeds(library, library.readHere(target, GENERIC, 0, slot))) return undefined;
  return take(library, slot);
}

async function list(library: CredentialLibrary, wait: Wait): Promise<readonly string[]> {
  const filter = wideText(`${PREFIX}*`);
  const count = new Uint32Array(new ArrayBuffer(4)), slot = new BigUint64Array(new ArrayBuffer(8));
  const takeTargets = () => {
    const array = Deno.UnsafePointer.create(slot[0] ?? 0n);
    if (array === null) return [];
    const targets = targetsOf(array, count[0] ?? 0);
    library.free(array);
    return targets;
  };
  let running: Promise<number> | undefined;
  let result: number;
  try {
    result = await wait(() =>
      running = held([filter, count, slot], library.enumerate(filter, 0, count, slot))
    );
  } catch (error) {
    void running?.then(takeTargets);
    throw error;
  }
  if (result === 0 && !succeeds(library, library.enumerateHere(filter, 0, count, slot))) return [];
  return takeTargets().flatMap((target) => target.startsWith(PREFIX) ? [target.slice(PREFIX.length)] : []);
}

async function write(
  library: CredentialLibrary,
  target: Uint8Array<ArrayBuffer>,
  wait: Wait,
  { item, value, label }: { readonly item: string; readonly value: Secret; readonly label: string },
): Promise<void> {
  const comment = wideText(label.replaceAll("\0", "").slice(0, MAX_COMMENT - 1));
  const user = wideText(item);
  const blob = value.open((bytes) => new Uint8Array(bytes));
  const credential = credentialBytes({
    target: addressOf(target),
    comment: addressOf(comment),
    user: addressOf(user),
    blob: blob.length === 0 ? 0n : addressOf(blob),
    blobBytes: blob.length,
  });
  let running: Promise<number> | undefined;
  try {
    const parts = [target, comment, user, blob, credential];
    const result = await wait(() => running = held(parts, library.write(credential, 0)));
    if (result === 0 && !succeeds(library, library.writeHere(credential, 0))) throw numberError(NOT_FOUND);
  } finally {
    const wipe = () => void blob.fill(0);
    void (running ?? Promise.resolve()).then(wipe, wipe);
  }
}

/** What running calls use: late ones too, of which nothing else knows any more. */
const inUse = new Set<readonly unknown[]>();

/** A running call, whose parts stay where they are until it ends. */
async function held(parts: readonly unknown[], running: Promise<number>): Promise<number> {
  inUse.add(parts);
  try {
    return await running;
  } finally {
    inUse.delete(parts);
  }
}

function addressOf(bytes: Uint8Array<ArrayBuffer>): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
}

/** The value of the credential in the slot, which is given back. */
function take(library: CredentialLibrary, slot: BigUint64Array): Secret | undefined {
  const credential = Deno.UnsafePointer.create(slot[0] ?? 0n);
  if (credential === null) return undefined;
  const bytes = blobOf(credential);
  library.free(credential);
  try {
    return Secret.ofBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}
