// The law of times: a program reads what the history says, RFC 3339 in UTC. A person on a terminal reads how long ago
// it was, up to a month; the day, in their time zone, behind that; and of what is to come, the day or the minute.

import type { Look } from "./look.ts";

/** Minutes that local time is ahead of UTC at an instant (ms). */
export type OffsetMinutes = (atMs: number) => number;

const MINUTE_MS = 60_000, HOUR_MS = 3_600_000, DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;

/** When something was or will be, in a table: `3 days ago`, `in 3 days`, `2026-05-12`. */
export function when(time: string, look: Look): string {
  if (!look.isTty) return time;
  const passedMs = look.nowMs - Date.parse(time);
  if (Math.abs(passedMs) >= MONTH_MS) return local(time, look.offset).slice(0, 10);
  if (passedMs >= 0) return passedMs < MINUTE_MS ? "just now" : `${length(passedMs, Math.floor)} ago`;
  return `in ${length(Math.max(-passedMs, MINUTE_MS), Math.round)}`;
}

/** When something was, in a sentence: `3 days ago`, `at 2026-11-23T12:04:11.000Z`. */
export function ago(time: string, look: Look): string {
  if (!look.isTty) return `at ${time}`;
  const text = when(time, look);
  return /^\d{4}-/.test(text) ? `on ${text}` : text;
}

/** Until when something is, to the minute: `2026-11-26 06:18`. */
export function minute(time: string, { isTty, offset }: Pick<Look, "isTty" | "offset">): string {
  return isTty ? local(time, offset).slice(0, 16).replace("T", " ") : time;
}

/** The day of something: `2026-11-23`. */
export function day(time: string, { isTty, offset }: Pick<Look, "isTty" | "offset">): string {
  return isTty ? local(time, offset).slice(0, 10) : time;
}

/** What the clock showed: `12:04:11`. */
export function second(time: string, { isTty, offset }: Look): string {
  return isTty ? local(time, offset).slice(11, 19) : time;
}

function length(ms: number, whole: (value: number) => number): string {
  const [size, unit] = ms < HOUR_MS
    ? [MINUTE_MS, "minute"]
    : ms < DAY_MS
    ? [HOUR_MS, "hour"]
    : [DAY_MS, "day"];
  const number = whole(ms / size);
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

function local(time: string, offset: OffsetMinutes): string {
  const atMs = Date.parse(time);
  return new Date(atMs + offset(atMs) * MINUTE_MS).toISOString();
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
