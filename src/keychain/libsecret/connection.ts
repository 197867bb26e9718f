import { CredError } from "../../domain/errors.ts";
import { callError, connectError, type Failure, takeFailure, timeoutError } from "./errors.ts";
import type { Libsecret } from "./library.ts";
import type { Limits } from "../limits.ts";

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

/** SECRET_SERVICE_OPEN_SESSION: makes sure that somebody answers, and agrees on a key for the transport. */
const OPEN_SESSION = 2;

/** Connects, lets `act` work, and lets go, all within the time limit. */
export async function withConnection<T>(
  library: Libsecret,
  { timeoutMs, interrupted }: Limits,
  act: (connection: Connection) => Promise<T>,
): Promise<T> {
  const cancellable = library.g_cancellable_new();
  const cancel = () => library.g_cancellable_cancel(cancellable);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    cancel();
  }, timeoutMs);
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
    throw isLate ? timeoutError(timeoutMs) : errorOf(failure);
  }

  try {
    const service = await call(
      ({ cancellable, error }) => library.secret_service_get_sync(OPEN_SESSION, cancellable, error),
      connectError,
    );
    if (service === null) throw connectError({ domain: "libsecret", code: 0, message: "no service" });
    try {
      return await act({ service, call: (invoke) => call(invoke, callError) });
    } finally {
      library.g_object_unref(service);
    }
  } finally {
    clearTimeout(timer);
    interrupted?.removeEventListener("abort", cancel);
    library.g_object_unref(cancellable);
  }
}
