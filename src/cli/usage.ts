// Words that the command library could not place, as errors of ours: the input quoted, what was expected, what to do.

import {
  AliasNotFoundError,
  ArgumentParseError,
  ArgumentScannerError,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  UnexpectedFlagError,
  UnexpectedPositionalError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";
import { CredError } from "../domain/errors.ts";
import { quote, quoteStart } from "../domain/names.ts";
import { meant, nearest } from "../domain/nearest.ts";
import { unwrapWord } from "./flags.ts";
import { typedName } from "./typed_name.ts";

/** The error of wrong arguments. */
export function argumentError(error: unknown): CredError {
  if (!(error instanceof ArgumentScannerError)) {
    return new CredError("usage", "the arguments could not be read", ["cred --help"], error);
  }
  if (error instanceof ArgumentParseError && error.exception instanceof CredError) return error.exception;
  return new CredError("usage", wordsFor(error), ["add --help to see what the command takes"], error);
}

/** By class and not by the class's name, which the library's own way goes by: a binary's classes have no names. */
function wordsFor(error: ArgumentScannerError): string {
  if (error instanceof FlagNotFoundError) {
    const { input, corrections } = error;
    return `there is no flag ${quote(`--${input}`)} here${
      meant(nearest(input, corrections.map(typedName)).map((one) => `--${one}`))
    }`;
  }
  if (error instanceof AliasNotFoundError) return `there is no flag ${quote(`-${error.input}`)} here`;
  if (error instanceof UnsatisfiedFlagError) return `the flag --${error.externalFlagName} needs a value`;
  if (error instanceof UnsatisfiedPositionalError) {
    return `<${error.placeholder.split(" ", 1)[0]}> is missing`;
  }
  if (error instanceof UnexpectedPositionalError) {
    return `${quoteStart(unwrapWord(error.input))} is one word too many`;
  }
  if (error instanceof UnexpectedFlagError) return `the flag --${error.externalFlagName} was given twice`;
  if (error instanceof InvalidNegatedFlagSyntaxError) {
    return `the flag --${error.externalFlagName} takes no value`;
  }
  if (error instanceof EnumValidationError) {
    const { externalFlagName, input, values } = error;
    return `${quote(unwrapWord(input))} is no value for --${externalFlagName}: use ${values.join(", ")}`;
  }
  if (error instanceof ArgumentParseError) {
    return `${quote(unwrapWord(error.input))} is no value for ${error.externalFlagNameOrPlaceholder}`;
  }
  return error.message;
}
