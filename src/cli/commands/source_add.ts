import { addSource } from "../../app/sources/add_source.ts";
import type { App } from "../../app/app.ts";
import { RECOVERY_HINT } from "../../render/recovery.ts";
import { safe } from "../../render/safe.ts";
import type { Answer } from "../answer.ts";
import type { AddFlags } from "../routes/source.ts";

export async function run(app: App, flags: AddFlags, platform: string): Promise<Answer> {
  const view = await addSource(app, {
    platform,
    as: flags.as,
    token: {
      argument: flags.token,
      stdin: flags.tokenStdin,
      file: flags.tokenFile,
      variable: flags.tokenEnv,
    },
    replace: flags.replace,
    verify: !flags.noVerify,
    fromPersonal: flags.fromPersonal,
  });
  const done = {
    added: "added",
    token_added: "gave this machine a token for",
    token_replaced: "replaced the master token of",
  };
  const would = {
    added: "would add",
    token_added: "would give this machine a token for",
    token_replaced: "would replace the master token of",
  };
  return {
    view,
    text: `${(view.dryRun ? would : done)[view.change]} ${safe(view.source)}\n`,
    next: view.dryRun
      ? []
      : [`next: cred source generate ${view.source} KEY`, ...(view.vaultMade ? [RECOVERY_HINT] : [])],
  };
}
