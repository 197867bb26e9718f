import type { Clock } from "../clock.ts";

/** The machine's clock and time zone. */
export function denoClock(): Clock {
  return {
    nowMs: () => Date.now(),
    offsetMinutes: (atMs) => -new Date(atMs).getTimezoneOffset(),
    sleep,
  };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    function stop(): void {
      clearTimeout(timer);
      reject(signal?.reason);
    }
    signal?.addEventListener("abort", stop, { once: true });
  });
}
