import type { Keychain } from "../keychain.ts";
import type { Limits } from "../limits.ts";
import { beginConnection, type Connecting } from "./connection.ts";
import { type ConnectingLibrary, loadConnecting } from "./loader.ts";
import type { Operations } from "./operations.ts";

const TIMEOUT_MS = 10_000;

/** How the Secret Service is opened. `interrupted` is asked for when there is something to wait for. */
export interface LibsecretOptions extends Partial<Limits> {
  /** Whether the keyring may ask a person. */
  readonly mayAsk?: boolean;
}

/**
 * The keyring of a Linux desktop. The library is loaded when it begins, or at the first call; what is done then is loaded
 * while it connects. `timeoutMs` (10 s unless told) bounds each operation, including the time a person takes to answer a
 * prompt of the keyring; `interrupted` ends it. What was timed out may still happen: the service takes its messages when it
 * wakes. Errors: the port's, and `interrupted`.
 */
export function openLibsecret(options: LibsecretOptions = {}): Keychain {
  const { timeoutMs = TIMEOUT_MS, mayAsk = false } = options;
  let library: ConnectingLibrary | undefined;
  let begun: Connecting | undefined;
  let loading: Promise<Operations> | undefined;

  function begin(): Connecting {
    return begun ??= beginConnection(library ??= loadConnecting());
  }

  function connect(): Connecting {
    const connecting = begin();
    begun = undefined;
    return connecting;
  }

  async function load(): Promise<Operations> {
    begin();
    const { operationsOf } = await import("./operations.ts");
    return operationsOf({
      library: library!,
      connect,
      timeoutMs,
      interrupted: () => options.interrupted,
      mayAsk,
    });
  }

  async function operations(): Promise<Operations> {
    return await (loading ??= load());
  }

  return {
    kind: "system",
    title: "Secret Service (libsecret)",
    begin() {
      try {
        begin();
      } catch {
        // The first operation fails in the same way.
      }
    },
    get: async (item) => await (await operations()).get(item),
    set: async (item, value, label) => await (await operations()).set(item, value, label),
    delete: async (item) => await (await operations()).delete(item),
    has: async (item) => await (await operations()).has(item),
    list: async () => await (await operations()).list(),
  };
}
