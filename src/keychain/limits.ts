import { CredError } from "../domain/errors.ts";

/** How long an operation of a keychain may take, and what ends it early. */
export interface Limits {
  readonly timeoutMs: number;
  readonly interrupted?: AbortSignal;
}

/** Makes a call and waits for it, no longer than the operation's limits allow. */
export type Wait = <T>(call: () => Promise<T>) => Promise<T>;

/**
 * Lets `act` work within one time limit, for calls that nobody can call off: they go on by themselves, and what
 * they use must live until they end. Errors: `late()`, interrupted.
 */
export async function withinLimits<T>(
  { timeoutMs, interrupted }: Limits,
  late: () => CredError,
  act: (wait: Wait) => Promise<T>,
): Promise<T> {
  let ended: CredError | undefined;
  const end = Promise.withResolvers<never>();
  end.promise.catch(() => {});
  const endWith = (error: CredError): void => {
    ended ??= error;
    end.reject(error);
  };
  const interrupt = () => endWith(new CredError("interrupted", "interrupted"));
  const timer = setTimeout(() => endWith(late()), timeoutMs);
  interrupted?.addEventListener("abort", interrupt, { once: true });
  if (interrupted?.aborted) interrupt();
  try {
    return await act((call) => {
      if (ended !== undefined) return Promise.reject(ended);
      return Promise.race([end.promise, call()]);
    });
  } finally {
    clearTimeout(timer);
    interrupted?.removeEventListener("abort", interrupt);
  }
}
