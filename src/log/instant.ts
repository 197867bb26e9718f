import { type Kind, kind } from "./fields.ts";

/** Days of every year: each of every month but 29 February. */
const DAY = "(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31";
const CLOCK = "T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d\\d\\dZ";
const COMMON = `\\d\\d\\d\\d-(?:${DAY})${CLOCK}`;
const LEAP = `\\d\\d\\d\\d-02-29${CLOCK}`;

const isCommon = new RegExp(`^${COMMON}$`), isLeap = new RegExp(`^${LEAP}$`);

/** An instant that a clock can show, as `YYYY-MM-DDTHH:MM:SS.mmmZ`: no month 13, no 30 February, no leap second. */
export const instant: Kind<string> = kind(
  (value): value is string =>
    typeof value === "string" && (isCommon.test(value) || (isLeap.test(value) && isLeapYear(value))),
  `"${COMMON}"`,
);

function isLeapYear(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
