import type { App } from "../../app/app.ts";
import { exportSecrets } from "../../app/secrets/export_secrets.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { safe } from "../../render/safe.ts";
import { count } from "../../render/words.ts";
import type { Answer } from "../answer.ts";
import { listOf } from "../flags.ts";
import type { ExportSecretsFlags } from "../routes/exchange.ts";

export async function run(app: App, flags: ExportSecretsFlags): Promise<Answer> {
  const { env = DEFAULT_ENVIRONMENT, only, to, format = "dotenv", age, overwrite } = flags;
  const recipients = listOf(age) ?? [];
  const view = await exportSecrets(app, {
    environment: env,
    only: listOf(only),
    to,
    format,
    recipients,
    overwrite,
  });
  if (view.content !== undefined) return { view, text: view.content };
  const how = view.encrypted ? `, encrypted to ${count(recipients.length, "recipient")}` : "";
  return { view, text: `wrote ${safe(view.file ?? "")}: ${count(view.secrets.length, "secret")}${how}\n` };
}
