import type { App } from "../../app/app.ts";
import { secretHistory } from "../../app/secrets/secret_versions.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { secretHistoryText } from "../../render/versions.ts";
import type { Answer } from "../answer.ts";
import type { VersionFlags } from "../routes/secret_versions.ts";

export async function run(app: App, flags: VersionFlags, name: string): Promise<Answer> {
  const view = await secretHistory(app, { environment: flags.env ?? DEFAULT_ENVIRONMENT, name });
  return { view, text: (look) => secretHistoryText(view, look), paged: true };
}
