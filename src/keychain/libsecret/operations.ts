// The law of the Secret Service: an item is what carries the attributes service=cred and account=<item>, so
// that `secret-tool lookup service cred account <item>` shows it. Attributes and labels are readable even while
// the keyring is locked; and whatever a locked keyring doesn't show is locked, not missing. libsecret has the keyring
// ask a person for what is locked, and for a keyring where there is none: so it is called for neither unless that is wanted.

import { CredError } from "../../domain/errors.ts";
import { checkItem, checkValue, itemNames } from "../items.ts";
import type { Keychain } from "../keychain.ts";
import type { Connecting, Connection } from "./connection.ts";
import { deniedError, failedError, lockedError, noKeyringError, timeoutError } from "./errors.ts";
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
import { type Libsecret, loadLibsecret } from "./library.ts";
import type { ConnectingLibrary } from "./loader.ts";

/** Who interrupts before interruptions are listened for is heard by whoever does already, or ends the process. */
const LISTEN_AFTER_MS = 50;

/** What a keychain does with its items. */
export type Operations = Pick<Keychain, "get" | "set" | "delete" | "has" | "list">;

/** How operations reach the service. */
export interface Reach {
  readonly library: ConnectingLibrary;
  /** A connection for one operation. */
  readonly connect: () => Connecting;
  /** Of each operation, with the time that a person takes to answer. */
  readonly timeoutMs: number;
  /** Listens for interruptions, which takes as long as half an operation. */
  readonly interrupted: () => AbortSignal | undefined;
  /** Whether the keyring may ask a person. */
  readonly mayAsk: boolean;
}

/** The operations of a keychain. Errors: the port's, and `interrupted`. */
export function operationsOf({ library: connecting, connect, mayAsk, ...limits }: Reach): Operations {
  const library = loadLibsecret(connecting);
  let interrupted: AbortSignal | undefined;

  /** Waits for a connection, lets `act` work, and lets go, all within the limits. */
  async function withConnection<T>(act: (connection: Connection) => Promise<T>): Promise<T> {
    const { connected, fail, end } = connect();
    const interrupt = () => fail(new CredError("interrupted", "interrupted"));
    const late = setTimeout(() => fail(timeoutError(limits.timeoutMs)), limits.timeoutMs);
    function listen(): void {
      interrupted ??= limits.interrupted();
      interrupted?.addEventListener("abort", interrupt, { once: true });
      if (interrupted?.aborted) interrupt();
    }
    const listening = interrupted === undefined ? setTimeout(listen, LISTEN_AFTER_MS) : void listen();
    try {
      return await act(await connected);
    } finally {
      clearTimeout(listening);
      clearTimeout(late);
      interrupted?.removeEventListener("abort", interrupt);
      end();
    }
  }

  async function operate<T>(
    item: string,
    act: (library: Libsecret, connection: Connection, attributes: Deno.PointerValue) => Promise<T>,
  ): Promise<T> {
    checkItem(item);
    return await withConnection((connection) =>
      withTable(library, attributesOf(library, item), (attributes) => act(library, connection, attributes))
    );
  }

  return {
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
          library.others().secret_password_clearv_sync(null, attributes, cancellable, error)
        ) !== 0;
        if (await isOpen(library, connection, attributes)) {
          throw failedError(`the keyring did not delete the item "${item}"`);
        }
        return wasCleared;
      }),
    has: (item) => operate(item, isOpen),
    list: () =>
      withConnection((connection) =>
        withTable(
          library,
          serviceAttributes(library),
          async (attributes) => itemNames(await accounts(library, connection, attributes)),
        )
      ),
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
