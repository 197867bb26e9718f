import type { Clock } from "../system/clock.ts";

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Reads a length of time (ms): `90m`, `12h`, `30d`, `2w`. Undefined when it is none. */
export function parseLength(text: string): number | undefined {
  const match = /^(\d{1,6})([mhdw])$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNITS[match[2]!]!;
}

/**
 * Reads an instant (ms): RFC 3339, a date or a date and time of this machine's time zone, or an age such as `90m`, `3d`,
 * `2w`. Undefined when it is none of these.
 */
export function parseInstant(text: string, clock: Clock): number | undefined {
  const age = parseLength(text);
  if (age !== undefined) return clock.nowMs() - age;
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i.exec(text);
  if (match === null) return undefined;
  const [, date, time = "00:00", seconds = ":00", zone] = match;
  const utcMs = Date.parse(`${date}T${time}${seconds}${zone?.toUpperCase() ?? "Z"}`);
  if (Number.isNaN(utcMs)) return undefined;
  return zone === undefined ? utcMs - clock.offsetMinutes(utcMs) * 60_000 : utcMs;
}
