/** Time, injected. Instants are milliseconds since the Unix epoch. */
export interface Clock {
  nowMs(): number;
  /** Minutes that local time is ahead of UTC at the instant. */
  offsetMinutes(atMs: number): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
