// Words that the command library could not place, as errors of ours: the input quoted, what was expected, what to do.

import {
  ArgumentParseError,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
} from "@stricli/core";
import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { quoteStart, unwrapWord } from "./flags.ts";

/** The error of wrong arguments. */
export function argumentError(error: unknown): CredError {
  if (!(error instanceof ArgumentScannerError)) {
    return new CredError("usage", "the arguments could not be read", ["cred --help"], error);
  }
  if (error instanceof ArgumentParseError && error.exception instanceof CredError) return error.exception;
  const message = formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `there is no flag ${quote(`--${input}`)} here${meant(corrections.map((one) => `--${one}`))}`,
    AliasNotFoundError: ({ input }) => `there is no flag ${quote(`-${input}`)} here`,
    UnsatisfiedFlagError: ({ externalFlagName }) => `the flag --${externalFlagName} needs a value`,
    UnsatisfiedPositionalError: ({ placeholder }) => `${placeholder} is missing`,
    UnexpectedPositionalError: ({ input }) => `${quoteStart(unwrapWord(input))} is one word too many`,
    UnexpectedFlagError: ({ externalFlagName }) => `the flag --${externalFlagName} was given twice`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) => `the flag --${externalFlagName} takes no value`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, input }) =>
      `${quote(unwrapWord(input))} is no value for ${externalFlagNameOrPlaceholder}`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `${quote(unwrapWord(input))} is no value for --${externalFlagName}: use ${values.join(", ")}`,
  });
  return new CredError("usage", message, ["add --help to see what the command takes"], error);
}

/** The error of a word that is no command. `corrections`: names in backquotes that are close to it. */
export function unknownCommand(input: string, corrections: readonly string[]): CredError {
  return new CredError("usage.unknown_command", `there is no command ${quote(input)}${meant(corrections)}`, [
    "cred --help",
  ]);
}

function meant(corrections: readonly string[]): string {
  const words = corrections.map((one) => quote(one.replaceAll("`", "")));
  return words.length === 0 ? "" : `; did you mean ${words.join(" or ")}?`;
}
