import type { App } from "../../app/app.ts";
import type { meantNames } from "../../app/meant_names.ts";
import { pageLog, showLog } from "../../app/history/show_log.ts";
import { CredError } from "../../domain/errors.ts";
import { logText } from "../../render/log.ts";
import type { Look } from "../../render/look.ts";
import type { LogView } from "../../views/log.ts";
import type { Answer } from "../answer.ts";
import type { LogFlags } from "../routes/log.ts";

export async function run(app: App, flags: LogFlags, key?: string): Promise<Answer> {
  if (key !== undefined && flags.secret !== undefined) {
    throw new CredError("usage.input", "the secret was given twice, as KEY and as --secret");
  }
  const secret = key ?? flags.secret;
  const { source, env: environment, type, since, until, oneline } = flags;
  const textOf = (view: LogView, goesOn = false) => (look: Look) =>
    logText(view, look, { oneline, named: secret === undefined, goesOn });
  const isAll = [secret, source, environment, type, since, until].every((one) => one === undefined);
  if (isAll && !flags.json) {
    const { view, older } = await pageLog(app);
    const next = view.entries.length > 0 ? [] : ["next: cred status"];
    if (older === undefined) return { view, text: textOf(view), paged: true, next };
    const more = async () => {
      const rest = await older();
      return rest.entries.length === 0 ? "" : textOf(rest, true);
    };
    return { view, text: textOf(view), more, paged: true };
  }
  const view = await showLog(app, { secret, source, environment, type, since, until });
  const next = view.entries.length > 0 ? [] : [
    ...await meant(app, { secret, source, environment }),
    ...(await import("../log_command.ts")).mistyped(key),
  ];
  return { view, text: textOf(view), paged: true, next };
}

async function meant(app: App, chosen: Parameters<typeof meantNames>[1]): Promise<string[]> {
  return await (await import("../../app/meant_names.ts")).meantNames(app, chosen);
}
