import type { App } from "../../app/app.ts";
import { adoptKey } from "../../app/sources/adopt_key.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT, secretWords } from "../../domain/names.ts";
import { adoptedText } from "../../render/adoption.ts";
import type { Answer } from "../answer.ts";
import type { AdoptFlags } from "../routes/source_adopt.ts";

export async function run(
  app: App,
  flags: AdoptFlags,
  source: string,
  remoteId: string,
  name: string,
): Promise<Answer> {
  const vault = await requireVault(app);
  const { permission, domain, description, expires, env: environment = DEFAULT_ENVIRONMENT } = flags;
  const wish = { source, remoteId, name, environment, permission, domain, description, expires };
  const view = await adoptKey(app, vault, wish);
  return {
    view,
    text: (look) => adoptedText(view, look),
    next: view.dryRun ? [] : [`next: cred source rotate ${source} ${secretWords(wish)}`],
  };
}
