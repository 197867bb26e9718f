// The law of the macOS keychain: an item is a generic password with the service "cred" and the item's name as its
// account, so that `security find-generic-password -s cred -a <item>` shows it. Where nobody can be asked no dialog
// is shown: what would need one is locked. A call that is late goes on by itself, and its objects live until it ends.

import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import { checkItem, checkValue, itemNames } from "../items.ts";
import type { Keychain } from "../keychain.ts";
import { type Limits, withinLimits } from "../limits.ts";
import { DUPLICATE_ITEM, ITEM_NOT_FOUND, lateError, statusError, SUCCESS } from "./errors.ts";
import { type FrameworkPaths, loadSecurityFramework, type SecurityFramework } from "./library.ts";
import { dataIn, makeObjects, type Objects, textsIn } from "./objects.ts";

const SERVICE = "cred";
const TIMEOUT_MS = 10_000;

/** How the macOS keychain is opened. */
export interface SecurityFrameworkOptions extends Partial<Limits> {
  /** Whether the system may show a dialog, as somebody is there to answer it. */
  readonly mayAsk?: boolean;
  /** Where the two libraries are, unless they are the system's. */
  readonly paths?: FrameworkPaths;
}

/** What an operation works with: its query for the item (or for all), and calls within its time. */
interface Operation {
  readonly library: SecurityFramework;
  readonly objects: Objects;
  /** A query for the item, with further pairs. */
  query(...pairs: readonly (readonly [Deno.PointerValue, Deno.PointerValue])[]): Deno.PointerObject;
  /** Makes a call; its status when that is a success or one of `expected`. */
  call(invoke: () => Promise<number>, ...expected: readonly number[]): Promise<number>;
}

/**
 * The default keychain of macOS, its login keychain. The libraries are loaded at the first call; `timeoutMs` (10 s
 * unless told) bounds each operation. Errors: the port's, and `interrupted`.
 */
export function openSecurityFramework(options: SecurityFrameworkOptions = {}): Keychain {
  const { mayAsk = false, paths, ...given } = options;
  const limits: Limits = { timeoutMs: TIMEOUT_MS, ...given };
  let loaded: SecurityFramework | undefined;

  function load(): SecurityFramework {
    if (loaded !== undefined) return loaded;
    const library = loadSecurityFramework(paths);
    if (!mayAsk) {
      const status = library.security.SecKeychainSetUserInteractionAllowed(0);
      if (status !== SUCCESS) throw statusError(library, status);
    }
    return loaded = library;
  }

  async function operate<T>(
    item: string | undefined,
    act: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    if (item !== undefined) checkItem(item);
    const library = load();
    const { constants } = library;
    const objects = makeObjects(library);
    const pending = new Set<Promise<number>>();
    try {
      return await withinLimits(limits, () => lateError(limits.timeoutMs), (wait) =>
        act({
          library,
          objects,
          query: (...pairs) =>
            objects.dictionary([
              [constants.kSecClass, constants.kSecClassGenericPassword],
              [constants.kSecAttrService, objects.text(SERVICE)],
              ...(item === undefined ? [] : [[constants.kSecAttrAccount, objects.text(item)] as const]),
              ...pairs,
            ]),
          async call(invoke, ...expected) {
            const status = await wait(() => {
              const running = invoke();
              pending.add(running);
              return running.finally(() => pending.delete(running));
            });
            if (status === SUCCESS || expected.includes(status)) return status;
            throw statusError(library, status);
          },
        }));
    } finally {
      if (pending.size === 0) objects.release();
      else void Promise.allSettled(pending).then(() => objects.release());
    }
  }

  return {
    kind: "system",
    title: "macOS Keychain",
    get: (item) => operate(item, read),
    async set(item, value, label) {
      checkValue(item, value);
      await operate(item, async (operation) => {
        await write(operation, value, label);
        if (!(await read(operation))?.equals(value)) {
          throw new CredError(
            "failed.keychain",
            `the macOS Keychain did not keep the item "${item}" as it was given`,
          );
        }
      });
    },
    delete: (item) =>
      operate(item, async ({ library, query, call }) => {
        const own = query();
        return await call(() => library.security.SecItemDelete(own), ITEM_NOT_FOUND) === SUCCESS;
      }),
    has: (item) =>
      operate(item, async ({ library: { security, constants }, objects, query, call }) => {
        const own = query([constants.kSecMatchLimit, constants.kSecMatchLimitOne]);
        const nothing = objects.slot();
        return await call(() => security.SecItemCopyMatching(own, nothing), ITEM_NOT_FOUND) === SUCCESS;
      }),
    list: () =>
      operate(undefined, async ({ library, objects, query, call }) => {
        const { security, constants } = library;
        const all = query(
          [constants.kSecReturnAttributes, constants.kCFBooleanTrue],
          [constants.kSecMatchLimit, constants.kSecMatchLimitAll],
        );
        const slot = objects.slot();
        await call(() => security.SecItemCopyMatching(all, slot), ITEM_NOT_FOUND);
        return itemNames(textsIn(library, slot, constants.kSecAttrAccount));
      }),
  };
}

async function read({ library, objects, query, call }: Operation): Promise<Secret | undefined> {
  const { security, constants } = library;
  const own = query(
    [constants.kSecReturnData, constants.kCFBooleanTrue],
    [constants.kSecMatchLimit, constants.kSecMatchLimitOne],
  );
  const slot = objects.slot();
  const status = await call(() => security.SecItemCopyMatching(own, slot), ITEM_NOT_FOUND);
  if (status === ITEM_NOT_FOUND) return undefined;
  const bytes = dataIn(library, slot);
  try {
    return Secret.ofBytes(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Adds the item; changes the one that is there; adds it again where another process removed that meanwhile. */
async function write(
  { library, objects, query, call }: Operation,
  value: Secret,
  label: string,
): Promise<void> {
  const { security, constants } = library;
  const content = [
    [constants.kSecValueData, value.open((bytes) => objects.data(bytes))],
    [constants.kSecAttrLabel, objects.text(label)],
  ] as const;
  // A query that names the value would look for an item that holds it.
  const own = query(), whole = query(...content), change = objects.dictionary(content);
  if (await call(() => security.SecItemAdd(whole, null), DUPLICATE_ITEM) === SUCCESS) return;
  if (await call(() => security.SecItemUpdate(own, change), ITEM_NOT_FOUND) === SUCCESS) return;
  await call(() => security.SecItemAdd(whole, null));
}
