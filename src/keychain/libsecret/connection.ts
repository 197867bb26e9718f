import { CredError } from "../../domain/errors.ts";
import { callError, connectError, type Failure, takeFailure, timeoutError } from "./errors.ts";
import type { ConnectingLibrary } from "./library.ts";

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

/** A connection that a thread is making. No time limit runs until an operation waits for it. */
export interface Connecting {
  /** Rejects as the operation will; nobody has to listen. */
  readonly connected: Promise<Connection>;
  /** Has what waits now, and all after it, fail for being late. */
  expire(timeoutMs: number): void;
  /** Lets go, once `connected` has settled. */
  end(): void;
}

/** SECRET_SERVICE_OPEN_SESSION: makes sure that somebody answers, and agrees on a key for the transport. */
const OPEN_SESSION = 2;

/** Begins to connect, which shows nothing to anybody. */
export function beginConnection(
  library: ConnectingLibrary,
  interrupted: AbortSignal | undefined,
): Connecting {
  const cancellable = library.g_cancellable_new();
  const cancel = () => library.g_cancellable_cancel(cancellable);
  let lateAfterMs: number | undefined;
  let service: Deno.PointerValue = null;
  interrupted?.addEventListener("abort", cancel, { once: true });

  async function call<T>(
    invoke: (call: Call) => Promise<T>,
    errorOf: (failure: Failure) => CredError,
  ): Promise<T> {
    if (interrupted?.aborted) throw new CredError("interrupted", "interrupted");
    const error = new BigUint64Array(new ArrayBuffer(8));
    const result = await invoke({ cancellable, error });
    const failure = takeFailure(library, error);
    if (failure === undefined) return result;
    if (interrupted?.aborted) throw new CredError("interrupted", "interrupted");
    throw lateAfterMs !== undefined ? timeoutError(lateAfterMs) : errorOf(failure);
  }

  async function connect(): Promise<Connection> {
    service = await call(
      ({ cancellable, error }) => library.secret_service_get_sync(OPEN_SESSION, cancellable, error),
      connectError,
    );
    if (service === null) throw connectError({ domain: "libsecret", code: 0, message: "no service" });
    return { service, call: (invoke) => call(invoke, callError) };
  }

  const connected = connect();
  connected.catch(() => {});
  return {
    connected,
    expire(timeoutMs) {
      lateAfterMs = timeoutMs;
      cancel();
    },
    end() {
      interrupted?.removeEventListener("abort", cancel);
      if (service !== null) library.g_object_unref(service);
      library.g_object_unref(cancellable);
    },
  };
}

/** Waits for a connection, lets `act` work, and lets go, all within the time limit. */
export async function withConnection<T>(
  { connected, expire, end }: Connecting,
  timeoutMs: number,
  act: (connection: Connection) => Promise<T>,
): Promise<T> {
  const timer = setTimeout(() => expire(timeoutMs), timeoutMs);
  try {
    return await act(await connected);
  } finally {
    clearTimeout(timer);
    end();
  }
}
