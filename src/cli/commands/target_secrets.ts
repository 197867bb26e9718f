import type { App } from "../../app/app.ts";
import { listTargetSecrets } from "../../app/targets/list_targets.ts";
import { requireVault } from "../../app/vault.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { targetSecretsText } from "../../render/targets.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(
  app: App,
  flags: CommonFlags & { readonly env?: string },
  target: string,
): Promise<Answer> {
  const view = await listTargetSecrets(
    app,
    await requireVault(app),
    target,
    flags.env ?? DEFAULT_ENVIRONMENT,
  );
  return { view, text: (look) => targetSecretsText(view, look), paged: true };
}
