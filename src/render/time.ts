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

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["m", 60_000], ["s", 1_000]] as const;

/** `24h`, `7d`, `90m`: a length of time in the largest unit that gives a whole number of them, as flags take it. */
export function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1_000) * 1_000;
  if (seconds === 0) return "0";
  const [unit, size] =
    UNITS.find(([, size]) => seconds % size === 0 && (size < 86_400_000 || seconds > size)) ??
      UNITS.at(-1)!;
  return `${seconds / size}${unit}`;
}
