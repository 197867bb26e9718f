// deno-lint-ignore-file no-control-regex -- escape sequences are what this reads
// The law of the moving picture: nothing in it is made up. What a terminal got is drawn to the letter, in its colours,
// at the time at which it would be seen; whoever wants no motion sees the end of it.

/** A command on the terminal, and all that was printed for it, with its escape sequences. */
export interface Scene {
  readonly command: string;
  readonly output: string;
}

/** The colours of a picture, as CSS. `ansi`: for the codes 31 to 36, red to cyan. */
export interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly faint: string;
  readonly ansi: readonly string[];
}

/** Columns and rows of the terminal in the picture. */
export const COLUMNS = 84;
const ROWS = 24;
const COLUMN_PX = 8.43;
const ROW_PX = 19;
const MARGIN_PX = 16;

const TYPED_MS = 45;
const ANSWER_MS = 450;
const READ_MS = 1_400;
const READ_LINE_MS = 260;
const END_MS = 5_000;

/** A line of the picture and when it comes; typed ones come letter by letter. */
interface Line {
  readonly markup: string;
  readonly atMs: number;
  readonly typed: number;
}

/** Draws scenes as an SVG that plays them again and again. */
export function drawPicture(scenes: readonly Scene[], theme: Theme): string {
  const { lines, totalMs } = timeline(scenes);
  const percent = (ms: number) => `${Number((ms / totalMs * 100).toFixed(2))}%`;
  const width = Math.round(COLUMNS * COLUMN_PX + 2 * MARGIN_PX);
  const height = ROWS * ROW_PX + 2 * MARGIN_PX;
  const styles = lines.map(({ atMs, typed }, i) => {
    const from = percent(atMs), to = percent(atMs + typed * TYPED_MS);
    return typed === 0
      ? `@keyframes l${i}{0%{opacity:0}${from}{opacity:1}}`
      : `@keyframes l${i}{0%{opacity:0;clip-path:inset(0 100% 0 0)}` +
        `${from}{opacity:1;clip-path:inset(0 100% 0 0);animation-timing-function:steps(${typed})}` +
        `${to},to{opacity:1;clip-path:inset(0)}}`;
  });
  const rolls = lines.flatMap(({ atMs }, i) =>
    i < ROWS ? [] : [`${percent(atMs)}{transform:translateY(${(ROWS - 1 - i) * ROW_PX}px)}`]
  );
  const texts = lines.map(({ markup }, i) =>
    `<text y="${(i + 1) * ROW_PX - 5}" style="animation-name:l${i}">${markup}</text>`
  );
  const end = Math.min(0, (ROWS - lines.length) * ROW_PX);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:${theme.text};white-space:pre;animation:${totalMs}ms step-end infinite}
.roll{transform:translateY(${end}px);animation:roll ${totalMs}ms step-end infinite}
.b{font-weight:bold}.f{fill:${theme.faint}}${
    theme.ansi.map((fill, i) => `.c${31 + i}{fill:${fill}}`).join("")
  }
@keyframes roll{0%{transform:none}${rolls.join("")}to{transform:translateY(${end}px)}}
${styles.join("\n")}
@media(prefers-reduced-motion){text,.roll{animation:none}}
</style>
<rect width="100%" height="100%" rx="8" fill="${theme.ground}"/>
<svg x="${MARGIN_PX}" y="${MARGIN_PX}" width="${width - 2 * MARGIN_PX}" height="${
    ROWS * ROW_PX
  }"><g class="roll">
${texts.join("\n")}
</g></svg>
</svg>
`;
}

function timeline(scenes: readonly Scene[]): { readonly lines: readonly Line[]; readonly totalMs: number } {
  const lines: Line[] = [];
  let atMs = 500;
  for (const { command, output } of scenes) {
    const typed = `$ ${command}`;
    lines.push({ markup: `<tspan class="f">$</tspan> ${escaped(command)}`, atMs, typed: typed.length });
    atMs += typed.length * TYPED_MS + ANSWER_MS;
    // What a line of progress said is gone from the terminal, too.
    const left = output.replaceAll("\r\n", "\n").replace(/[^\n]*\r\x1b\[K/g, "").trimEnd();
    const printed = left.split("\n").flatMap(fitted);
    for (const line of printed) lines.push({ markup: marked(line), atMs, typed: 0 });
    atMs += READ_MS + printed.length * READ_LINE_MS;
  }
  return { lines, totalMs: atMs + END_MS };
}

/** A line as the terminal wraps it. Escape sequences take no room. */
function fitted(line: string): readonly string[] {
  const lines: string[] = [];
  let room = 0;
  for (const piece of line.match(/\x1b\[[0-9;]*[A-Za-z]|./gu) ?? []) {
    if (lines.length === 0 || (room === 0 && !piece.startsWith("\x1b"))) lines.push(""), room = COLUMNS;
    lines[lines.length - 1] += piece;
    if (!piece.startsWith("\x1b")) room--;
  }
  return lines.length === 0 ? [""] : lines;
}

/** A line with its colours as spans. */
function marked(line: string): string {
  let classes: readonly string[] = [];
  return line.split(/(\x1b\[[0-9;]*[A-Za-z])/).map((piece) => {
    const codes = /^\x1b\[([0-9;]*)m$/.exec(piece)?.[1];
    if (codes !== undefined) classes = codes.split(";").reduce(styled, classes);
    if (piece.startsWith("\x1b") || piece === "") return "";
    return classes.length === 0
      ? escaped(piece)
      : `<tspan class="${classes.join(" ")}">${escaped(piece)}</tspan>`;
  }).join("");
}

/** What is in force behind an SGR code: bold, faint and a colour have their classes, what ends one takes it away. */
function styled(classes: readonly string[], code: string): readonly string[] {
  const without = (ended: RegExp) => classes.filter((one) => !ended.test(one));
  if (code === "" || code === "0") return [];
  if (code === "1") return [...without(/^b$/), "b"];
  if (code === "2") return [...without(/^f$/), "f"];
  if (code === "22") return without(/^[bf]$/);
  if (code === "39") return without(/^c/);
  return /^3[1-6]$/.test(code) ? [...without(/^c/), `c${code}`] : classes;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
