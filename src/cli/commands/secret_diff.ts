import type { App } from "../../app/app.ts";
import { diffVersions } from "../../app/secrets/secret_versions.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import { versionDiffText } from "../../render/versions.ts";
import type { Answer } from "../answer.ts";
import type { VersionFlags } from "../routes/secret_versions.ts";

export async function run(
  app: App,
  flags: VersionFlags,
  name: string,
  before?: string,
  after?: string,
): Promise<Answer> {
  const ref = { environment: flags.env ?? DEFAULT_ENVIRONMENT, name };
  const view = await diffVersions(app, ref, before, after);
  return { view, text: (look) => versionDiffText(view, look) };
}
