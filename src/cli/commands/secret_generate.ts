import type { App } from "../../app/app.ts";
import { generateSecret } from "../../app/secrets/generate_secret.ts";
import { DEFAULT_ENVIRONMENT, secretWords } from "../../domain/names.ts";
import { secretName } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import type { GenerateSecretFlags } from "../routes/secret_generate.ts";

export async function run(app: App, flags: GenerateSecretFlags, name: string): Promise<Answer> {
  const { env: environment = DEFAULT_ENVIRONMENT, type = "password", length, description, overwrite } = flags;
  const view = await generateSecret(app, { environment, name, type, length, description, overwrite });
  const { secret, publicSecret, publicKey, dryRun } = view;
  const names = [secret, ...publicSecret === undefined ? [] : [publicSecret]]
    .map((one) => secretName({ secret: one, environment })).join(" and ");
  const how = view.length === undefined ? type : `${type}, ${view.length}`;
  return {
    view,
    text: `${dryRun ? "would make" : "made"} ${names} (${how})\n${
      publicKey === undefined ? "" : `  ${publicKey.ssh}\n`
    }`,
    next: dryRun ? [] : [`next: cred secret get ${secretWords({ environment, name })}`],
  };
}
