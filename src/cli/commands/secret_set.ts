import type { App } from "../../app/app.ts";
import { setSecret } from "../../app/secrets/change_secrets.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { expiryText } from "../../render/expiry.ts";
import { secretName } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import type { SetFlags } from "../routes/secret.ts";

export async function run(app: App, flags: SetFlags, name: string, word?: string): Promise<Answer> {
  const value = word === "-" ? undefined : word;
  // A pipe into the command is the value, unless another way was named.
  const piped = word === undefined && flags.file === undefined && !app.system.terminal.isTty.stdin;
  const view = await setSecret(app, {
    environment: flags.env ?? DEFAULT_ENVIRONMENT,
    name,
    value: { argument: value, file: flags.file, stdin: flags.stdin || word === "-" || piped },
    description: flags.description,
    expires: flags.expires,
  });
  const where = view.environment === DEFAULT_ENVIRONMENT ? "" : ` -e ${view.environment}`;
  const verb = view.dryRun ? "would keep" : view.change === "set" ? "kept" : "kept a new version of";
  return {
    view,
    text: (look) => {
      const until = expiryText(view, look);
      return `${verb} ${secretName(view)}${until === "" ? "" : `, ${until}`}\n`;
    },
    next: view.dryRun
      ? []
      : [view.change === "set" ? `next: cred run${where} -- COMMAND` : "next: cred status"],
  };
}
