import type { App } from "../../app/app.ts";
import { listSecrets } from "../../app/secrets/list_secrets.ts";
import { secretListText } from "../../render/secrets.ts";
import type { Answer } from "../answer.ts";
import type { ListFlags } from "../routes/secret.ts";

export async function run(app: App, flags: ListFlags): Promise<Answer> {
  const view = await listSecrets(app, { environment: flags.env, source: flags.source });
  const isAll = flags.env === undefined && flags.source === undefined;
  return {
    view,
    text: (look) => secretListText(view, look),
    paged: true,
    next: view.secrets.length > 0
      ? []
      : isAll
      ? ["next: cred secret set KEY"]
      : await (await import("../../app/meant_names.ts")).meantNames(app, {
        environment: flags.env,
        source: flags.source,
      }),
  };
}
