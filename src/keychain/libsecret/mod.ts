// The law of the Secret Service: an item is what carries the attributes service=cred and account=<item>, so
// that `secret-tool lookup service cred account <item>` shows it. Attributes and labels are readable even while
// the keyring is locked; and whatever a locked keyring doesn't show is locked, not missing. libsecret has the keyring
// ask a person for what is locked, and for a keyring where there is none: so it is called for neither unless that is wanted.

import { checkItem, checkValue, itemNames } from "../items.ts";
import type { Keychain } from "../keychain.ts";
import { deniedError, failedError, lockedError, noKeyringError } from "./errors.ts";
import {
  accounts,
  attributesOf,
  isDefaultLocked,
  loadOpen,
  lookUp,
  presence,
  serviceAttributes,
  store,
  withTable,
} from "./items.ts";
import { type ConnectingLibrary, type Libsecret, loadConnecting, loadLibsecret } from "./library.ts";
import { beginConnection, type Connecting, type Connection, withConnection } from "./connection.ts";
import type { Limits } from "../limits.ts";

const TIMEOUT_MS = 10_000;

/** How the Secret Service is opened. */
export interface LibsecretOptions extends Partial<Limits> {
  /** Whether the keyring may ask a person. */
  readonly mayAsk?: boolean;
}

/**
 * The keyring of a Linux desktop. The library is loaded at the first call. `timeoutMs` (10 s unless told) bounds
 * each operation, including the time a person takes to answer a prompt of the keyring; `interrupted` ends it.
 * What was timed out may still happen: the service takes its messages when it wakes. Errors: the port's, and
 * `interrupted`.
 */
export function openLibsecret({ mayAsk = false, ...given }: LibsecretOptions = {}): Keychain {
  const limits: Limits = { timeoutMs: TIMEOUT_MS, ...given };
  let connectingLibrary: ConnectingLibrary | undefined;
  let library: Libsecret | undefined;
  let begun: Connecting | undefined;

  async function operate<T>(
    item: string,
    act: (library: Libsecret, connection: Connection, attributes: Deno.PointerValue) => Promise<T>,
  ): Promise<T> {
    checkItem(item);
    return await withLibrary((library, connection) =>
      withTable(library, attributesOf(library, item), (attributes) => act(library, connection, attributes))
    );
  }

  async function withLibrary<T>(
    act: (library: Libsecret, connection: Connection) => Promise<T>,
  ): Promise<T> {
    const loaded = library ??= loadLibsecret(connectingLibrary);
    const connecting = begun ?? beginConnection(loaded, limits.interrupted);
    begun = undefined;
    return await withConnection(connecting, limits.timeoutMs, (connection) => act(loaded, connection));
  }

  return {
    kind: "system",
    title: "Secret Service (libsecret)",
    begin() {
      try {
        begun ??= beginConnection(connectingLibrary ??= loadConnecting(), limits.interrupted);
      } catch {
        // The first operation fails in the same way.
      }
    },
    get: (item) =>
      operate(item, async (library, connection, attributes) => {
        const found = await loadOpen(library, connection, attributes);
        if (found !== undefined) return found;
        if (!mayAsk && !await isOpen(library, connection, attributes)) return undefined;
        const value = await lookUp(library, connection, attributes);
        if (value !== undefined) return value;
        if (await isOpen(library, connection, attributes)) {
          throw deniedError("the keyring shows the item and withholds its value");
        }
        return undefined;
      }),
    set: async (item, value, label) => {
      checkValue(item, value);
      await operate(item, async (library, connection, attributes) => {
        if (!mayAsk) await refuseToAsk(library, connection);
        await store(library, connection, attributes, value, label);
        if (!(await lookUp(library, connection, attributes))?.equals(value)) {
          throw failedError(`the keyring did not keep the item "${item}" as it was given`);
        }
      });
    },
    delete: (item) =>
      operate(item, async (library, connection, attributes) => {
        if (!mayAsk && !await isOpen(library, connection, attributes)) return false;
        const wasCleared = await connection.call(({ cancellable, error }) =>
          library.secret_password_clearv_sync(null, attributes, cancellable, error)
        ) !== 0;
        if (await isOpen(library, connection, attributes)) {
          throw failedError(`the keyring did not delete the item "${item}"`);
        }
        return wasCleared;
      }),
    has: (item) => operate(item, isOpen),
    list: () =>
      withLibrary((library, connection) => {
        return withTable(library, serviceAttributes(library), async (attributes) =>
          itemNames(await accounts(library, connection, attributes)));
      }),
  };
}

/** Whether an item is there and readable; access.keychain_locked where it is, or may be, behind a lock. */
async function isOpen(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
): Promise<boolean> {
  const seen = await presence(library, connection, attributes);
  if (seen === "locked") throw lockedError();
  return seen === "open";
}

/** Refuses to store where libsecret would have a person asked: for the password of the keyring, or of a new one. */
async function refuseToAsk(library: Libsecret, connection: Connection): Promise<void> {
  const isLocked = await isDefaultLocked(library, connection);
  if (isLocked === undefined) throw noKeyringError();
  if (isLocked) throw lockedError();
}
