// The law of secret input: one way at a time; one trailing newline is cut from standard input and from an answer, a
// file is taken to the letter; what is missing is asked for only where a person can answer.

import { CredError } from "../domain/errors.ts";
import { MAX_VALUE_BYTES, quote } from "../domain/names.ts";
import { Secret } from "../domain/secret.ts";
import { isInteractive } from "../system/interactive.ts";
import { absolutePath } from "../vault/layout.ts";
import type { App } from "./app.ts";

/** Where a secret comes from: at most one is given. */
export interface SecretInput {
  /** In an argument: it stands in the shell's history and in the process list. */
  readonly argument?: string | undefined;
  readonly stdin?: boolean | undefined;
  readonly file?: string | undefined;
  readonly variable?: string | undefined;
}

/** Words for the errors of one kind of input. */
export interface InputWords {
  /** "master token" */
  readonly what: string;
  readonly question: string;
  /** "--token-stdin, --token-file or --token-env" */
  readonly flags: string;
}

/** Reads a secret from where it was said to be, or asks for it. */
export async function readSecretInput(app: App, input: SecretInput, words: InputWords): Promise<Secret> {
  const { argument, stdin, file, variable } = input;
  const given = [argument, stdin || undefined, file, variable].filter((way) => way !== undefined).length;
  if (given > 1) {
    throw new CredError("usage.input", `the ${words.what} was given in several ways at once`, [
      "give it in one way",
    ]);
  }
  if (argument !== undefined) {
    app.report.note(
      `if you typed the ${words.what}, it is in your shell's history; next time use ${words.flags}`,
    );
    return Secret.ofText(argument);
  }
  if (stdin) return withoutNewline(await app.system.terminal.readAll(MAX_VALUE_BYTES + 2));
  if (file !== undefined) return await fromFile(app, file);
  if (variable !== undefined) return fromVariable(app, variable, words.what);
  if (isInteractive(app.system, app.options.noInput)) {
    return await app.system.terminal.askSecret(`${words.question}: `);
  }
  throw new CredError("usage.input_missing", `the ${words.what} is missing and nobody can be asked`, [
    `give ${words.flags}`,
  ]);
}

/** Whether a way to get the secret was named. */
export function isGiven({ argument, stdin, file, variable }: SecretInput): boolean {
  return argument !== undefined || stdin === true || file !== undefined || variable !== undefined;
}

/** A token: one line of printable ASCII, as an HTTP header can carry it. */
export async function readToken(
  app: App,
  input: SecretInput,
  words: Omit<InputWords, "flags">,
): Promise<Secret> {
  const { what } = words;
  const token = await readSecretInput(app, input, {
    ...words,
    flags: "--token-stdin, --token-file or --token-env",
  });
  const trimmed = input.file === undefined ? token : token.open(withoutNewline);
  if (trimmed.size === 0) throw new CredError("usage.token", `the ${what} is empty`, ["copy it again"]);
  if (trimmed.open((bytes) => bytes.length > 4_096 || bytes.some((byte) => byte <= 0x20 || byte >= 0x7f))) {
    throw new CredError("usage.token", `the ${what} is not one line of printable characters`, [
      "copy it again, without line breaks and spaces",
    ]);
  }
  return trimmed;
}

async function fromFile(app: App, file: string): Promise<Secret> {
  if (file === "" || file.length > 4_096 || file.includes("\0")) {
    throw new CredError("usage.file", `${quote(file)} is no path of a file`);
  }
  const bytes = await app.system.files.readInput(absolutePath(file, app.system.environment), MAX_VALUE_BYTES);
  if (bytes === undefined) throw new CredError("usage.file", `there is no file ${quote(file)}`);
  return Secret.ofBytes(bytes);
}

function fromVariable(app: App, name: string, what: string): Secret {
  const value = app.system.environment.get(name);
  if (value === undefined) {
    throw new CredError("usage.variable", `the environment variable ${quote(name)} is not set`, [
      `name the variable that holds the ${what}, without $`,
    ]);
  }
  return Secret.ofText(value);
}

/** Cuts one line end. */
function withoutNewline(bytes: Uint8Array): Secret {
  const end = bytes.at(-1) !== 0x0a
    ? bytes.length
    : bytes.at(-2) === 0x0d
    ? bytes.length - 2
    : bytes.length - 1;
  return Secret.ofBytes(bytes.subarray(0, end));
}

/** The error of a value over the limit. */
export function tooLarge(what: string): CredError {
  return new CredError("usage.too_large", `the ${what} is larger than ${MAX_VALUE_BYTES} bytes`);
}
