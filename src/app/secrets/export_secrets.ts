// System calls of an export, to a file in `work`:
//   out.env.<hex>.tmp openat write fsync rename→out.env
//   work fsync

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { encryptToRecipients } from "../../vault/age_export.ts";
import type { ExportedView } from "../../views/exchange.ts";
import type { App } from "../app.ts";
import { checkExportPlace } from "./export_file.ts";
import { exportText, type WrittenSecret } from "./export_text.ts";
import { type OpenedSecret, openSecrets, type SecretChoice } from "./open_secrets.ts";
import { lookInside } from "../look.ts";

/** What `export` was asked. */
export interface ExportWish extends SecretChoice {
  readonly format: ExportedView["format"];
  /** Undefined: into the answer. */
  readonly to: string | undefined;
  readonly overwrite: boolean;
  /** age recipients; none: in plain text. */
  readonly recipients: readonly string[];
}

/** Writes an environment's secrets with their values. */
export async function exportSecrets(app: App, wish: ExportWish): Promise<ExportedView> {
  const { environment, format, to, overwrite, recipients } = wish;
  const encrypted = recipients.length > 0;
  const file = to === undefined ? undefined : await checkExportPlace(app, { path: to, overwrite, encrypted });
  const { vault, state } = await lookInside(app);
  const opened = await openSecrets(app, vault, state, wish);
  const { text, notForShell } = exportText(format, environment, opened.map(written));
  if (notForShell.length > 0) {
    app.report.warn(
      `a shell would read ${
        notForShell.map(quote).join(", ")
      } otherwise than dotenv; for a shell: --format shell`,
    );
  }
  const bytes = new TextEncoder().encode(text);
  const content = encrypted ? await encryptToRecipients(bytes, recipients) : text;
  if (file !== undefined) await app.system.files.replace(file, new TextEncoder().encode(content));
  return {
    vault: vault.place.folder,
    environment,
    format,
    secrets: opened.map(({ entry }) => entry.name),
    encrypted,
    ...(to === undefined ? { content } : { file: to }),
  };
}

function written({ entry, value }: OpenedSecret): WrittenSecret {
  const { name, description } = entry;
  try {
    return { name, description, value: value.openText((text) => text) };
  } catch {
    throw new CredError(
      "failed.format",
      `the value of ${quote(name)} can't be written as text: it is not UTF-8`,
      [
        `write it by itself: cred secret get ${name}`,
        "or name those that you need with --only",
      ],
    );
  }
}
