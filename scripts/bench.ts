// Measures the program beside what it is compared with, in the same run, and prints a table: `deno task bench`.
// Words choose parts (startup, values, beside, replay, scale, revoke, push, rotate; verify only where it is named). CRED_BIN adds a
// compiled binary, DENORT_BIN a bare one.
import { measureBeside } from "./bench/beside.ts";
import { markdown, type Row } from "./bench/measure.ts";
import { measurePush } from "./bench/push.ts";
import { measureReplay } from "./bench/replay.ts";
import { measureRevoke } from "./bench/revoke.ts";
import { measureRotate } from "./bench/rotate.ts";
import { measureScale } from "./bench/scale.ts";
import { measureStartup } from "./bench/startup.ts";
import { measureValues } from "./bench/values.ts";
import { measureVerify } from "./bench/verify.ts";
import { openPlayground, type Playground } from "./playground.ts";

const PARTS: Readonly<Record<string, (playground: Playground) => Promise<Row[]>>> = {
  startup: measureStartup,
  values: measureValues,
  beside: measureBeside,
  replay: measureReplay,
  scale: measureScale,
  revoke: measureRevoke,
  push: measurePush,
  rotate: measureRotate,
};

/** Parts that take minutes. */
const LONG_PARTS: typeof PARTS = { verify: measureVerify };

const chosen = Deno.args.length > 0 ? Deno.args : Object.keys(PARTS);
const rows: Row[] = [];
for (const name of chosen) {
  await using playground = await openPlayground();
  rows.push(...await ({ ...PARTS, ...LONG_PARTS })[name]!(playground));
}
console.log(markdown(rows));
