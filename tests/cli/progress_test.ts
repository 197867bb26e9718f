import assert from "node:assert/strict";
import { Progress } from "../../src/cli/progress.ts";
import type { Terminal } from "../../src/system/terminal.ts";

/** A terminal of 20 columns, or none; what it showed. */
function shown(isTty: boolean) {
  const said: string[] = [];
  const terminal = {
    isTty: { stdin: isTty, stdout: isTty, stderr: isTty },
    columns: () => 20,
    err: (text: string) => void said.push(text),
  } as unknown as Terminal;
  return { said, progress: new Progress(terminal) };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

Deno.test("progress: what takes less than half a second isn't told on a terminal", async () => {
  const { said, progress } = shown(true);
  await progress.during("waiting for a", () => pause(50));
  progress.step("1 of 2");
  progress.end();
  assert.deepEqual(said, []);
});

Deno.test("progress: on a terminal it is one line, replaced, cut, and gone at the end", async () => {
  const { said, progress } = shown(true);
  await progress.during("waiting for something far away", async () => {
    await pause(600);
    progress.step("1 of 2");
    await progress.during("waiting for more", () => pause(10));
    progress.hide();
    progress.step("2 of 2");
  });
  progress.end();
  assert.deepEqual(said, [
    "\rwaiting for someth…\x1b[K",
    "\r1 of 2\x1b[K",
    "\r\x1b[K",
    "\r2 of 2\x1b[K",
    "\r\x1b[K",
  ]);
});

Deno.test("progress: elsewhere each step is a line, and a wait outside of steps that takes half a second", async () => {
  const { said, progress } = shown(false);
  progress.now("a second");
  await progress.during("waiting for a", () => pause(50));
  await progress.during("waiting for b", () => pause(600));
  await progress.during("waiting for c", async () => {
    progress.step("1 of 2");
    await pause(600);
    progress.step("2 of 2");
  });
  progress.end();
  assert.deepEqual(said, ["a second\n", "waiting for b\n", "1 of 2\n", "2 of 2\n"]);
});

Deno.test("progress: a wait ends with the work's own error", async () => {
  const { said, progress } = shown(true);
  await assert.rejects(progress.during("waiting", () => Promise.reject(new Error("no"))), /no/);
  progress.now("stretching");
  progress.hide();
  assert.deepEqual(said, ["\rstretching\x1b[K", "\r\x1b[K"]);
});

Deno.test("progress: nothing is told behind the answer", async () => {
  for (const isTty of [true, false]) {
    const { said, progress } = shown(isTty);
    progress.end();
    progress.now("reading the history");
    progress.step("1 of 2");
    await progress.during("waiting", () => pause(600));
    assert.deepEqual(said, []);
  }
});
