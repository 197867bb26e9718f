import type { CheckResult, DoctorView } from "../views/doctor.ts";
import type { Look } from "./look.ts";
import { paint, type Tone } from "./paint.ts";
import { safe } from "./safe.ts";
import { wordLines } from "./width.ts";
import { count } from "./words.ts";

const WORDS: Readonly<Record<CheckResult, readonly [word: string, tone: Tone]>> = {
  ok: ["ok", "good"],
  warning: ["warning", "mind"],
  problem: ["problem", "bad"],
  not_checked: ["not checked", "quiet"],
};
const RESULT_WIDTH = "not checked".length;
const INDENT = "    ";

/** Most lines of one kind below a finding. */
const MAX_LINES = 10;
/** Narrower than this, what is said stands below its check. */
const MIN_BESIDE = 30;

/** Text of `doctor`: a line for each finding, and below it what it is about and what mends it. */
export function doctorText({ checks }: DoctorView, look: Look): string {
  const width = Math.max(...checks.map(({ check }) => check.length));
  const lines = checks.flatMap(({ check, result, about, says, items = [], mend = [] }) => [
    ...saidLines(result, check.padEnd(width), safe(about === undefined ? says : `${about}: ${says}`), look),
    ...cut(items).map((item) => `${INDENT}${safe(item)}`),
    ...cut(mend).map((step) => `${INDENT}> ${paint(look, "strong", safe(step))}`),
  ]);
  const counted = (["problem", "warning"] as const).flatMap((kind) => {
    const number = checks.filter(({ result }) => result === kind).length;
    return number === 0 ? [] : [paint(look, WORDS[kind][1], count(number, kind))];
  });
  lines.push(counted.length === 0 ? "all is well" : counted.join(", "));
  return lines.map((line) => `${line}\n`).join("");
}

function saidLines(result: CheckResult, check: string, says: string, look: Look): string[] {
  const [word, tone] = WORDS[result];
  const head = `${paint(look, tone, word.padEnd(RESULT_WIDTH))}  ${check}`;
  const indent = RESULT_WIDTH + check.length + 4;
  const room = look.columns - indent;
  if (room >= MIN_BESIDE) {
    const [first = "", ...more] = wordLines(says, room);
    return [`${head}  ${first}`, ...more.map((line) => " ".repeat(indent) + line)];
  }
  return [head.trimEnd(), ...wordLines(says, look.columns - 2).map((line) => `  ${line}`)];
}

function cut(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more: cred doctor --json`];
}
