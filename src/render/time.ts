/** `2026-11-23 12:04` of an instant (RFC 3339), in this machine's time zone. */
export function minute(time: string, offsetMinutes: OffsetMinutes): string {
  return local(time, offsetMinutes).slice(0, 16).replace("T", " ");
}

/** `12:04:11`. */
export function second(time: string, offsetMinutes: OffsetMinutes): string {
  return local(time, offsetMinutes).slice(11, 19);
}

/** `2026-11-23`. */
export function day(time: string, offsetMinutes: OffsetMinutes): string {
  return local(time, offsetMinutes).slice(0, 10);
}

/** Minutes that local time is ahead of UTC at an instant (ms). */
export type OffsetMinutes = (atMs: number) => number;

function local(time: string, offsetMinutes: OffsetMinutes): string {
  const atMs = Date.parse(time);
  return new Date(atMs + offsetMinutes(atMs) * 60_000).toISOString();
}
