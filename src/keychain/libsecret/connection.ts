import type { CredError } from "../../domain/errors.ts";
import type { ConnectingLibrary } from "./loader.ts";

/** What a C function gets beside its own arguments. */
export interface Call {
  readonly cancellable: Deno.PointerValue;
  /** GError**: 8 bytes that the function may set. */
  readonly error: BigUint64Array<ArrayBuffer>;
}

/** A connected Secret Service, for one operation within one time limit. */
export interface Connection {
  readonly service: Deno.PointerObject;
  /** Calls a function that may take long; its GError becomes a CredError. */
  call<T>(invoke: (call: Call) => Promise<T>): Promise<T>;
}

/** A connection that a thread is making. Nothing limits it until an operation waits for it. */
export interface Connecting {
  /** Rejects as the operation will; nobody has to listen. */
  readonly connected: Promise<Connection>;
  /** Has what waits now, and all after it, fail with this. */
  fail(error: CredError): void;
  /** Lets go, once `connected` has settled. */
  end(): void;
}

/** SECRET_SERVICE_OPEN_SESSION: makes sure that somebody answers, and agrees on a key for the transport. */
const OPEN_SESSION = 2;

/** Begins to connect, which shows nothing to anybody. */
export function beginConnection(library: ConnectingLibrary): Connecting {
  const cancellable = library.g_cancellable_new();
  let failed: CredError | undefined;
  let service: Deno.PointerValue = null;

  async function call<T>(invoke: (call: Call) => Promise<T>): Promise<T> {
    if (failed !== undefined) throw failed;
    const error = new BigUint64Array(new ArrayBuffer(8));
    const result = await invoke({ cancellable, error });
    if (error[0] === 0n) return result;
    const { callError, connectError, takeFailure } = await import("./errors.ts");
    const failure = takeFailure(library, error);
    throw failed ?? (service === null ? connectError(failure) : callError(failure));
  }

  async function connect(): Promise<Connection> {
    service = await call(({ cancellable, error }) =>
      library.secret_service_get_sync(OPEN_SESSION, cancellable, error)
    );
    if (service !== null) return { service, call };
    const { connectError } = await import("./errors.ts");
    throw connectError({ domain: "libsecret", code: 0, message: "no service" });
  }

  const connected = connect();
  connected.catch(() => {});
  return {
    connected,
    fail(error) {
      failed ??= error;
      library.g_cancellable_cancel(cancellable);
    },
    end() {
      if (service !== null) library.g_object_unref(service);
      library.g_object_unref(cancellable);
    },
  };
}
