import assert from "node:assert/strict";
import { COLUMNS, drawPicture } from "../../scripts/picture_svg.ts";

const THEME = {
  ground: "#000",
  text: "#fff",
  faint: "#888",
  ansi: ["#1", "#2", "#3", "#4", "#5", "#6"],
};

/** The lines of a picture, with their spans. */
function lines(picture: string): string[] {
  return Array.from(picture.matchAll(/<text [^>]*>(.*)<\/text>/g), ([, markup]) => markup!);
}

const draw = (output: string) => lines(drawPicture([{ command: "cred x", output }], THEME)).slice(1);

Deno.test("picture: what was printed, to the letter", () => {
  assert.deepEqual(draw("a <b> & c\r\n\r\n  d\r\n"), ["a &#60;b&#62; &#38; c", "", "  d"]);
});

Deno.test("picture: progress that the terminal took back is gone", () => {
  assert.deepEqual(draw("\rdeleting 1 of 2\x1b[K\rdeleting 2 of 2\x1b[K\r\x1b[Kdone\r\n"), ["done"]);
});

Deno.test("picture: colours begin and end, other sequences are left out", () => {
  assert.deepEqual(draw("\x1b[1mb\x1b[31mr\x1b[22ms\x1b[0m n\x1b[2K"), [
    '<tspan class="b">b</tspan><tspan class="b c31">r</tspan><tspan class="c31">s</tspan> n',
  ]);
});

Deno.test("picture: a long line is wrapped as a terminal does it, whatever its colours", () => {
  const [first, second] = draw(`\x1b[32m${"x".repeat(COLUMNS)}\x1b[0myz`);
  assert.equal(first, `<tspan class="c32">${"x".repeat(COLUMNS)}</tspan>`);
  assert.equal(second, "yz");
});

Deno.test("picture: lines come in order, and more than fit roll up", () => {
  const output = Array.from({ length: 40 }, (_, i) => `line ${i}\r\n`).join("");
  const picture = drawPicture([{ command: "cred a", output }, { command: "cred b", output: "end" }], THEME);
  const times = Array.from(
    picture.matchAll(/@keyframes l\d+\{0%\{[^}]*\}([\d.]+)%/g),
    ([, at]) => Number(at),
  );
  assert.equal(times.length, 43);
  assert.deepEqual(times, times.toSorted((a, b) => a - b));
  assert(times.every((at) => at > 0 && at < 100));
  assert.match(picture, /@media\(prefers-reduced-motion\)/);
  const rolled = Array.from(picture.matchAll(/translateY\((-?\d+)px\)/g), ([, px]) => Number(px));
  assert.equal(Math.min(...rolled), (24 - 43) * 19);
});
