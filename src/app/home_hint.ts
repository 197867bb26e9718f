import { CredError } from "../domain/errors.ts";
import type { Environment } from "../system/environment.ts";
import { homeFolder } from "../vault/layout.ts";

/** The same error; where a file of cred's own was denied, it tells that they may lie elsewhere. */
export function withHomeHint(environment: Environment, error: CredError): CredError {
  const { code, message, hints } = error;
  if (!isInHome(environment, message)) return error;
  const hint = "cred's own files may lie elsewhere: set CRED_HOME to a folder that you can write to";
  return new CredError(code, message, [...hints, hint], error);
}

function isInHome(environment: Environment, message: string): boolean {
  try {
    const home = homeFolder(environment);
    return message.includes(`"${home}/`) || message.includes(`"${home}"`);
  } catch {
    // There is none: that is told where it is needed.
    return false;
  }
}
