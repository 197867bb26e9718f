import { addSource, personalHasSource } from "../../app/sources/add_source.ts";
import type { App } from "../../app/app.ts";
import { generateKey } from "../../app/sources/generate_key.ts";
import { requireVault, type Vault, viewState } from "../../app/vault.ts";
import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { usableSource } from "../../domain/queries.ts";
import { generatedText } from "../../render/keys.ts";
import type { Answer } from "../answer.ts";
import { agrees } from "../confirm.ts";
import type { GenerateFlags } from "../routes/source.ts";

export async function run(app: App, flags: GenerateFlags, source: string, name: string): Promise<Answer> {
  const vault = await requireVault(app);
  await borrowSource(app, vault, source);
  const environment = flags.env ?? DEFAULT_ENVIRONMENT;
  const { permission, domain, description, expires } = flags;
  const wish = { source, name, environment, permission, domain, description, expires };
  const view = await generateKey(app, vault, wish);
  const where = environment === DEFAULT_ENVIRONMENT ? "" : ` -e ${environment}`;
  return {
    view,
    text: (look) => generatedText(view, look),
    next: view.dryRun ? [] : [`next: cred secret get ${name}${where}`],
  };
}

/** A project vault without the source that the personal vault has may get it, when a person says so. */
async function borrowSource(app: App, vault: Vault, source: string): Promise<void> {
  if (usableSource(await viewState(app, vault), source) !== undefined) return;
  if (!await personalHasSource(app, vault, source)) return;
  if (
    !app.options.dryRun &&
    await agrees(app, `This vault has no source ${quote(source)}. Use the one of your personal vault?`)
  ) {
    await addSource(app, {
      platform: source,
      as: undefined,
      token: {},
      replace: false,
      verify: true,
      fromPersonal: true,
    });
    return;
  }
  throw new CredError(
    "access.no_source",
    `there is no source ${quote(source)} in this vault, but your personal vault has one`,
    [
      `to use it here: cred source add ${source} --from-personal`,
      "or use the personal vault: --vault personal",
    ],
  );
}
