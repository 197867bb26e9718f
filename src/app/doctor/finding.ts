import { CredError } from "../../domain/errors.ts";
import type { CheckResult, Finding } from "../../views/doctor.ts";

/** All is well. */
export function fine(says: string): Finding {
  return { result: "ok", says };
}

/** Could not be looked at, and why. */
export function notChecked(says: string, mend: readonly string[] = []): Finding {
  return { result: "not_checked", says, ...(mend.length === 0 ? {} : { mend }) };
}

/** Works, and should be looked into. */
export function warning(says: string, mend: readonly string[], items: readonly string[] = []): Finding {
  return { result: "warning", says, ...(items.length === 0 ? {} : { items }), mend };
}

/** Doesn't work, or won't for long. */
export function problem(says: string, mend: readonly string[], items: readonly string[] = []): Finding {
  return { ...warning(says, mend, items), result: "problem" };
}

/** What a failure says; one that nobody expected is a mistake in cred, and a finding like any other. */
export function findingOf(error: unknown, result: CheckResult = "problem"): Finding {
  if (!(error instanceof CredError)) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      ...problem(`something that cred did not expect: ${what}`, [
        "this is a mistake in cred; please report it",
      ]),
      code: "failed.unexpected",
    };
  }
  const { code, message, hints } = error;
  return { result, code, says: message, ...(hints.length === 0 ? {} : { mend: hints }) };
}

/** A path as a word of a shell's command. */
export function shellPath(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

/** `1 file`, `2 files`. */
export function countOf(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
