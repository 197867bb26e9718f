import assert from "node:assert/strict";
import type { Look } from "../../src/render/look.ts";
import { ago, day, minute, second, when } from "../../src/render/time.ts";

const NOW = "2026-11-26T12:00:00.000Z";
const SCREEN: Look = {
  isTty: true,
  columns: 80,
  hasColor: false,
  nowMs: Date.parse(NOW),
  offset: () => 120,
};
const PIPE: Look = { ...SCREEN, isTty: false };

const ON_A_TERMINAL: readonly (readonly [time: string, inTable: string, inSentence: string])[] = [
  [NOW, "just now", "just now"],
  ["2026-11-26T11:59:01.000Z", "just now", "just now"],
  ["2026-11-26T11:59:00.000Z", "1 minute ago", "1 minute ago"],
  ["2026-11-26T11:00:01.000Z", "59 minutes ago", "59 minutes ago"],
  ["2026-11-26T11:00:00.000Z", "1 hour ago", "1 hour ago"],
  ["2026-11-25T12:00:01.000Z", "23 hours ago", "23 hours ago"],
  ["2026-11-25T12:00:00.000Z", "1 day ago", "1 day ago"],
  ["2026-10-27T12:00:00.001Z", "29 days ago", "29 days ago"],
  ["2026-10-27T12:00:00.000Z", "2026-10-27", "on 2026-10-27"],
  ["2025-01-01T23:00:00.000Z", "2025-01-02", "on 2025-01-02"],
  ["2026-11-26T12:00:01.000Z", "in 1 minute", "in 1 minute"],
  ["2026-11-27T11:59:59.000Z", "in 24 hours", "in 24 hours"],
  ["2026-11-29T11:59:59.000Z", "in 3 days", "in 3 days"],
  ["2027-01-01T00:00:00.000Z", "2027-01-01", "on 2027-01-01"],
];

for (const [time, inTable, inSentence] of ON_A_TERMINAL) {
  Deno.test(`time: ${time} is ${inTable} at ${NOW}, on a terminal`, () => {
    assert.equal(when(time, SCREEN), inTable);
    assert.equal(ago(time, SCREEN), inSentence);
  });
}

Deno.test("time: a program reads RFC 3339", () => {
  for (const [time] of ON_A_TERMINAL) {
    assert.deepEqual([when, minute, day, second].map((tell) => tell(time, PIPE)), [time, time, time, time]);
    assert.equal(ago(time, PIPE), `at ${time}`);
  }
});

Deno.test("time: days, minutes and seconds are those of the clock on the wall", () => {
  const late = "2026-11-26T23:30:15.000Z";
  assert.deepEqual([day, minute, second].map((tell) => tell(late, SCREEN)), [
    "2026-11-27",
    "2026-11-27 01:30",
    "01:30:15",
  ]);
});
