// The law of the passphrase: CRED_PASSPHRASE, else the file CRED_PASSPHRASE_FILE, else asked without echo (for one to
// change to: CRED_NEW_PASSPHRASE…; for a recovery file: CRED_RECOVERY_PASSPHRASE…); never a default, never an argument.
// A new one is asked twice and has 8 characters or more. It appears in no message, and neither do the errors of what
// tried to use it.

import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { isInteractive } from "../system/interactive.ts";
import type { System } from "../system/system.ts";

/** What a passphrase is needed for: to `make` the keychain's identity, to `open` it, or to `change` to it. */
export type PassphrasePurpose = "make" | "open" | "change";

/** Which passphrase is meant: the variables that hold it, and what it is of, for whoever is asked. */
export interface PassphraseWords {
  readonly variable: string;
  /** For one to change to. */
  readonly newVariable: string;
  readonly of: string;
}

/** That of the file keychain. */
const FILE_KEYCHAIN: PassphraseWords = {
  variable: "CRED_PASSPHRASE",
  newVariable: "CRED_NEW_PASSPHRASE",
  of: "the file keychain",
};

/** That of a recovery file. */
export const RECOVERY_FILE: PassphraseWords = {
  variable: "CRED_RECOVERY_PASSPHRASE",
  newVariable: "CRED_RECOVERY_PASSPHRASE",
  of: "the recovery file",
};

const MIN_LENGTH = 8;
/** Most bytes of a passphrase's file. */
const MAX_BYTES = 65_536;

/** Start of an age X25519 identity, which may stand where a passphrase does. */
export const AGE_IDENTITY_PREFIX = "AGE-SECRET-KEY-1";

/**
 * How the file keychain, or what `words` say, gets its passphrase. Errors: usage.passphrase_missing where nothing is set and nobody
 * can be asked, usage.passphrase_mismatch, usage.passphrase_too_short, usage.passphrase_not_text.
 */
export function passphraseSource(
  system: Pick<System, "environment" | "files" | "terminal">,
  options: { readonly noInput?: boolean; readonly words?: PassphraseWords } = {},
): (purpose: PassphrasePurpose) => Promise<Secret> {
  const { words = FILE_KEYCHAIN } = options;
  return async (purpose) => {
    const variable = purpose === "change" ? words.newVariable : words.variable;
    const given = await givenPassphrase(system, variable);
    if (given === undefined && !isInteractive(system, options.noInput ?? false)) {
      throw new CredError(
        "usage.passphrase_missing",
        `${words.of} needs a ${
          purpose === "change" ? "new " : ""
        }passphrase: set ${variable} or ${variable}_FILE`,
        [`export ${variable}_FILE=PATH`],
      );
    }
    const passphrase = given ?? await askPassphrase(system, purpose, words);
    if (purpose !== "open") checkStrength(passphrase, words);
    return passphrase;
  };
}

async function givenPassphrase(
  { environment, files }: Pick<System, "environment" | "files">,
  variable: string,
): Promise<Secret | undefined> {
  const text = environment.get(variable);
  if (text !== undefined) return Secret.ofText(text);
  const path = environment.get(`${variable}_FILE`);
  if (path === undefined) return undefined;
  const bytes = await files.readInput(path, MAX_BYTES);
  if (bytes === undefined) {
    throw new CredError("usage.passphrase_missing", `${variable}_FILE names no file: "${path}"`);
  }
  return fromFile(path, bytes);
}

function fromFile(path: string, bytes: Uint8Array<ArrayBuffer>): Secret {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CredError("usage.passphrase_not_text", `the passphrase file is not UTF-8 text: "${path}"`);
  }
  const passphrase = identityLine(text) ?? text.replace(/\r?\n$/, "");
  if (passphrase === "") {
    throw new CredError("usage.passphrase_missing", `the passphrase file is empty: "${path}"`);
  }
  return Secret.ofText(passphrase);
}

/** The identity in a file as age-keygen writes it: comments, then one line. */
function identityLine(text: string): string | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
  const [line] = lines;
  return lines.length === 1 && line?.startsWith(AGE_IDENTITY_PREFIX) ? line : undefined;
}

async function askPassphrase(
  { terminal }: Pick<System, "terminal">,
  purpose: PassphrasePurpose,
  words: PassphraseWords,
): Promise<Secret> {
  if (purpose === "open") return await terminal.askSecret(`Passphrase of ${words.of}: `);
  const passphrase = await terminal.askSecret(`New passphrase for ${words.of}: `);
  // Told before the second question, so that nobody types a refused one twice.
  checkStrength(passphrase, words);
  if (!passphrase.equals(await terminal.askSecret("The same passphrase again: "))) {
    throw new CredError("usage.passphrase_mismatch", "the two passphrases differ");
  }
  return passphrase;
}

function checkStrength(passphrase: Secret, words: PassphraseWords): void {
  if (passphrase.openText((text) => [...text].length) < MIN_LENGTH) {
    throw new CredError(
      "usage.passphrase_too_short",
      `the passphrase of ${words.of} needs ${MIN_LENGTH} characters or more`,
    );
  }
}
