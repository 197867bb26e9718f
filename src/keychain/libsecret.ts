// The law of the Secret Service: an item is what carries the attributes service=cred and account=<item>, so
// that `secret-tool lookup service cred account <item>` shows it. Attributes and labels are readable even while
// the keyring is locked; and whatever a locked keyring doesn't show is locked, not missing.

import { checkItem, checkValue, itemNames } from "./items.ts";
import type { Keychain } from "./keychain.ts";
import { deniedError, failedError, lockedError } from "./libsecret_errors.ts";
import {
  accounts,
  attributesOf,
  lookUp,
  presence,
  serviceAttributes,
  store,
  withTable,
} from "./libsecret_items.ts";
import { type Libsecret, loadLibsecret } from "./libsecret_library.ts";
import { type Connection, withConnection } from "./libsecret_connection.ts";
import type { Limits } from "./limits.ts";

const TIMEOUT_MS = 10_000;

/**
 * The keyring of a Linux desktop. The library is loaded at the first call. `timeoutMs` (10 s unless told) bounds
 * each operation, including the time a person takes to answer a prompt of the keyring; `interrupted` ends it.
 * What was timed out may still happen: the service takes its messages when it wakes. Errors: the port's, and
 * `interrupted`.
 */
export function openLibsecret(options: Partial<Limits> = {}): Keychain {
  const limits: Limits = { timeoutMs: TIMEOUT_MS, ...options };
  let library: Libsecret | undefined;

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
    const loaded = library ??= loadLibsecret();
    return await withConnection(loaded, limits, (connection) => act(loaded, connection));
  }

  return {
    kind: "system",
    title: "Secret Service (libsecret)",
    get: (item) =>
      operate(item, async (library, connection, attributes) => {
        const value = await lookUp(library, connection, attributes);
        if (value !== undefined) return value;
        const seen = await presence(library, connection, attributes);
        if (seen === "locked") throw lockedError();
        if (seen === "open") throw deniedError("the keyring shows the item and withholds its value");
        return undefined;
      }),
    set: async (item, value, label) => {
      checkValue(item, value);
      await operate(item, async (library, connection, attributes) => {
        await store(library, connection, attributes, value, label);
        if (!(await lookUp(library, connection, attributes))?.equals(value)) {
          throw failedError(`the keyring did not keep the item "${item}" as it was given`);
        }
      });
    },
    delete: (item) =>
      operate(item, async (library, connection, attributes) => {
        const wasCleared = await connection.call(({ cancellable, error }) =>
          library.secret_password_clearv_sync(null, attributes, cancellable, error)
        ) !== 0;
        const left = await presence(library, connection, attributes);
        if (left === "locked") {
          throw lockedError();
        }
        if (left === "open") {
          throw failedError(`the keyring did not delete the item "${item}"`);
        }
        return wasCleared;
      }),
    has: (item) =>
      operate(item, async (library, connection, attributes) => {
        const seen = await presence(library, connection, attributes);
        if (seen === "locked") throw lockedError();
        return seen === "open";
      }),
    list: () =>
      withLibrary((library, connection) => {
        return withTable(library, serviceAttributes(library), async (attributes) =>
          itemNames(await accounts(library, connection, attributes)));
      }),
  };
}
