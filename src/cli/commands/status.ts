import type { App } from "../../app/app.ts";
import { status } from "../../app/status.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Look } from "../../render/look.ts";
import { statusText } from "../../render/status.ts";
import { type Concern, CONCERNS, concernsOf } from "../../views/status.ts";
import type { Answer } from "../answer.ts";
import type { StatusFlags } from "../routes/vault.ts";

/** Status of an answer that a policy doesn't allow: nothing went wrong but what it shows. */
const FORBIDDEN = 1;

export async function run(app: App, flags: StatusFlags): Promise<Answer> {
  const concerns = parseConcerns(flags.failOn);
  const view = await status(app);
  const text = (look: Look) => statusText(view, look);
  // Nothing to look at is no pass: whoever has a policy has a vault.
  if (concerns.length > 0 && view.vault === undefined) {
    throw new CredError("access.no_vault", "there is no vault to look at", ["name it: --vault PATH"]);
  }
  const found = concernsOf(view, concerns);
  for (const [concern, names] of found) app.report.warn(`${concern}: ${names.join(", ")}`);
  return found.length === 0 ? { view, text } : { view, text, status: FORBIDDEN };
}

function parseConcerns(list: string | undefined): Concern[] {
  return (list === undefined ? [] : list.split(",")).map((word) => {
    const concern = CONCERNS.find((one) => one === word.trim());
    if (concern !== undefined) return concern;
    throw new CredError("usage.fail_on", `--fail-on can't be ${quote(word)}`, [
      `use ${CONCERNS.join(", ")}, with commas between them`,
    ]);
  });
}
