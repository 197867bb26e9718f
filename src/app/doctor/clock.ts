// The law of the clock: the order of records does not hang on it; expiries, graces and what a person reads do. It is
// wrong where a platform's clock says so, and suspicious where the history has records of a time to come.

import type { Environment } from "../../system/environment.ts";
import type { Finding } from "../../views/doctor.ts";
import { fine, problem, warning } from "./finding.ts";

const TOLERATED_MS = 5 * 60_000;
/** A history that rests for longer is rarer than a clock that is wrong. */
const LONG_MS = 5 * 365 * 86_400_000;

const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;

/** Compares this machine's clock with the newest record and with those of platforms (`skews`: host → ms ahead). */
export function checkClock(
  nowMs: number,
  newestAt: string | undefined,
  skews: ReadonlyMap<string, number>,
  os: Environment["os"],
): Finding[] {
  const mend = [SET_CLOCK[os]];
  const wrong = [...skews].filter(([, skew]) => Math.abs(skew) > TOLERATED_MS).map(([host, skew]) =>
    problem(`this clock is ${length(skew)} ${skew > 0 ? "ahead of" : "behind"} that of ${host}`, mend)
  );
  if (wrong.length > 0) return wrong;
  if (newestAt === undefined) return [fine("there is no record to compare it with")];
  const sinceMs = nowMs - Date.parse(newestAt);
  const isProven = skews.size > 0;
  if (sinceMs < -TOLERATED_MS) {
    const ahead = `the newest record is dated ${newestAt}, ${length(sinceMs)} from now`;
    return isProven
      ? [
        warning(`${ahead}: the clock that dated it was wrong`, [
          "nothing is to be done: records stay as they are",
        ]),
      ]
      : [problem(`${ahead}: this clock went back, or was ahead then`, mend)];
  }
  if (sinceMs > LONG_MS && !isProven) {
    return [
      warning(
        `the newest record is dated ${newestAt}, ${length(sinceMs)} ago: this clock may be ahead`,
        mend,
      ),
    ];
  }
  return [
    fine(
      isProven ? "it agrees with the platforms and the newest record" : "it is not behind the newest record",
    ),
  ];
}

const SET_CLOCK: Readonly<Record<Environment["os"], string>> = {
  linux: "sudo timedatectl set-ntp true",
  darwin: "sudo sntp -sS time.apple.com",
  windows: "w32tm /resync",
};

function length(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ms) >= 2 * size) ?? UNITS.at(-1)!;
  return `${Math.round(Math.abs(ms) / size)} ${unit}s`;
}
