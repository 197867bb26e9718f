import type { App } from "../../app/app.ts";
import { showLog } from "../../app/show_log.ts";
import { CredError } from "../../domain/errors.ts";
import { logText } from "../../render/log.ts";
import type { Answer } from "../answer.ts";
import type { LogFlags } from "../routes/log.ts";

export async function run(app: App, flags: LogFlags, key?: string): Promise<Answer> {
  if (key !== undefined && flags.secret !== undefined) {
    throw new CredError("usage.input", "the secret was given twice, as KEY and as --secret");
  }
  const secret = key ?? flags.secret;
  const { source, env: environment, type, since, until, oneline } = flags;
  const view = await showLog(app, { secret, source, environment, type, since, until });
  const text = logText(view, app.system.clock.offsetMinutes, { oneline, named: secret === undefined });
  return { view, text, paged: true };
}
