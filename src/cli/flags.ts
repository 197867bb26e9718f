// The law of common flags: every command takes them, before or after its words; one that is given before the command
// is moved behind it, in front of a `--`.

import type { CommonOptions } from "../app/app.ts";
import { CredError } from "../domain/errors.ts";
import { quote, quoteStart } from "../domain/names.ts";

/** What `--color` can be. */
export const COLOR_CHOICES = ["auto", "always", "never"] as const;

/** When to show colours. `auto`: on a terminal. */
export type ColorChoice = typeof COLOR_CHOICES[number];

/** The flags of every command, as parsed. */
export interface CommonFlags {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly noInput: boolean;
  readonly color: ColorChoice;
  readonly vault?: string;
}

/** The flags of every command that changes something. */
export interface ChangeFlags extends CommonFlags {
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly acceptBehind: boolean;
}

/** A flag without a value. */
export function switchFlag(brief: string) {
  return { kind: "boolean", brief, default: false, withNegated: false } as const;
}

/** A flag with a value that may be left out. */
export function textFlag(brief: string, placeholder: string) {
  return { kind: "parsed", parse: asText, brief, placeholder, optional: true } as const;
}

/** A flag with a whole number that may be left out. */
export function numberFlag(brief: string, placeholder: string) {
  return { kind: "parsed", parse: asNumber, brief, placeholder, optional: true } as const;
}

/** A flag whose value is a list: with commas, given several times, or both. */
export function listFlag(brief: string, placeholder: string) {
  return { kind: "parsed", parse: asText, brief, placeholder, optional: true, variadic: true } as const;
}

/** The words of a list flag, each once; undefined where it wasn't given. */
export function listOf(given: readonly string[] | undefined): readonly string[] | undefined {
  return given === undefined || given.length === 0
    ? undefined
    : [...new Set(given.flatMap((one) => one.split(",")))];
}

/** A flag that a command needs. */
export function neededFlag(brief: string, placeholder: string) {
  return { kind: "parsed", parse: asText, brief, placeholder } as const;
}

/** `--expires` of the commands that keep a value. */
export const EXPIRES = textFlag("Until when it is meant to be used: 30d, 2027-01-31", "LENGTH|DATE");

/** A word that a command needs. */
export function word(brief: string, placeholder: string) {
  return { parse: asWord, brief, placeholder } as const;
}

/** A word that may be left out. */
export function optionalWord(brief: string, placeholder: string) {
  return { parse: asWord, brief, placeholder, optional: true } as const;
}

/** Definitions of the common flags. */
export const COMMON_FLAGS = {
  json: switchFlag("Answer in JSON"),
  quiet: switchFlag("Say nothing besides the answer"),
  noInput: switchFlag("Never ask; missing input is an error"),
  color: { kind: "enum", values: COLOR_CHOICES, brief: "When to show colours", default: "auto" },
  vault: textFlag('The vault to use: "personal" or a path', "personal|PATH"),
} as const;

/** Definitions of the flags of commands that change something. */
export const CHANGE_FLAGS = {
  ...COMMON_FLAGS,
  dryRun: switchFlag("Say what would be done, and do nothing"),
  yes: switchFlag("Answer every question with yes"),
  acceptBehind: switchFlag("Go on from an old copy of the vault, in a further log"),
} as const;

/** Short forms of the flags of commands that change something. */
export const CHANGE_ALIASES = { y: "yes" } as const;

/** The options that use cases read. */
export function optionsOf(flags: CommonFlags | ChangeFlags): CommonOptions {
  const { noInput, vault } = flags;
  const change = "yes" in flags ? flags : { yes: false, dryRun: false, acceptBehind: false };
  return { noInput, vault, yes: change.yes, dryRun: change.dryRun, acceptBehind: change.acceptBehind };
}

const LEADING = new Set(["--json", "--quiet", "--no-input", "--dry-run", "--yes", "-y", "--accept-behind"]);

/**
 * Wraps the words that the command library would take for others than they are: it reads `--env=` and `--env=<several
 * lines>` as words of the command, not as flags. What follows a `--` is wrapped too, so that it is known for a word.
 */
export function protectWords(args: readonly string[]): string[] {
  const escape = args.indexOf("--");
  return args.map((arg, index) => {
    if (escape >= 0 && index > escape) return wrap(arg);
    const mayHaveValue = arg.includes("=") && (escape < 0 || index < escape);
    const [, flag, value] = mayHaveValue && WITH_VALUE.exec(arg) || [];
    if (flag !== undefined && value !== undefined && (value === "" || /[\n\r\u2028\u2029]/.test(value))) {
      return `${flag}=${wrap(value)}`;
    }
    return arg.startsWith(WRAPPED) ? wrap(arg) : arg;
  });
}

/** A wrapped word as it was. */
export function unwrapWord(text: string): string {
  return text.startsWith(WRAPPED) ? JSON.parse(text.slice(WRAPPED.length)) : text;
}

/** No argument of a process can hold a NUL. */
const WRAPPED = "\0";
const WITH_VALUE = /^(--[a-z][a-z-.\d_]+|-[a-z])=([^]*)$/i;

function wrap(text: string): string {
  return WRAPPED +
    JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** Moves common flags from before the command to behind it. */
export function moveLeadingFlags(args: readonly string[]): string[] {
  let count = 0;
  for (; count < args.length; count++) {
    const arg = args[count]!;
    if (arg === "--vault" || arg === "--color") count++;
    else if (!LEADING.has(arg) && !arg.startsWith("--vault=") && !arg.startsWith("--color=")) break;
  }
  const leading = args.slice(0, count);
  const rest = args.slice(count);
  const escape = rest.indexOf("--");
  return escape < 0 ? [...rest, ...leading] : [...rest.slice(0, escape), ...leading, ...rest.slice(escape)];
}

function asText(input: string): string {
  return unwrapWord(input);
}

function asNumber(input: string): number {
  const text = unwrapWord(input);
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new CredError("usage", `${quote(text)} is not a whole number`, ["give one in digits"]);
}

/** A word with a leading dash is a flag that was mistyped, unless it follows a `--`. `-` alone is a word. */
function asWord(input: string): string {
  if (!input.startsWith("-") || input === "-") return unwrapWord(input);
  throw new CredError("usage", `there is no flag ${quoteStart(input.split("=", 1)[0]!)} here`, [
    "if it is no flag but a word, put -- before it",
  ]);
}
