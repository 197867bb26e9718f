import type { App } from "../app/app.ts";
import { CredError } from "../domain/errors.ts";
import { isInteractive } from "../system/interactive.ts";

/** Asks y/N before something that can't be undone. --yes answers, --dry-run needs no answer. */
export async function confirm(app: App, question: string): Promise<void> {
  if (app.options.yes || app.options.dryRun) return;
  if (!isInteractive(app.system, app.options.noInput)) {
    throw new CredError(
      "usage.unconfirmed",
      `this needs to be confirmed, and nobody can be asked: ${question}`,
      ["give --yes"],
    );
  }
  const answer = await app.system.terminal.askLine(`${question} [y/N] `);
  if (/^y(es)?$/i.test(answer?.trim() ?? "")) return;
  throw new CredError("usage.declined", "not confirmed; nothing was done");
}

/** Asks y/N where a person can answer; no where none can. */
export async function agrees(app: App, question: string): Promise<boolean> {
  if (app.options.yes) return true;
  if (!isInteractive(app.system, app.options.noInput)) return false;
  return /^y(es)?$/i.test((await app.system.terminal.askLine(`${question} [y/N] `))?.trim() ?? "");
}
