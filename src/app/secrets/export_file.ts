// The law of files with values in them: made whole or not at all, for their owner alone, never through a link, never
// where git would publish them, and never over a file unless that was said.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { Git } from "../../vault/git.ts";
import { absolutePath } from "../../vault/layout.ts";
import type { App } from "../app.ts";

/** Where an export goes, and what is allowed there. */
export interface ExportPlace {
  readonly path: string;
  readonly overwrite: boolean;
  /** Whether only its recipients can read what is written: then git may have it. */
  readonly encrypted: boolean;
  /** What to do where the file is there already; `--overwrite` unless said. */
  readonly hints?: readonly string[];
}

/** Refuses a path that is no place for values; its absolute form. Nothing is opened before that. */
export async function checkExportPlace(app: App, place: ExportPlace): Promise<string> {
  const { files, environment } = app.system;
  const { path } = place;
  if (path === "" || path.length > 4_096 || path.includes("\0")) {
    throw new CredError("usage.file", `${quote(path)} is no path of a file`);
  }
  const absolute = absolutePath(path, environment);
  const end = Math.max(absolute.lastIndexOf("/"), absolute.lastIndexOf("\\"));
  const folder = absolute.slice(0, end) || "/", name = absolute.slice(end + 1);
  if ((await files.info(`${folder}/.`))?.kind !== "folder") {
    throw new CredError("usage.no_folder", `there is no folder for ${quote(path)}`);
  }
  const kind = (await files.info(absolute))?.kind;
  if (kind !== undefined && kind !== "file") {
    throw new CredError(
      "usage.not_a_file",
      `${quote(path)} is ${kind === "other" ? "no file" : `a ${kind}, not a file`}`,
      [
        "values are written into a plain file only, never through a link",
      ],
    );
  }
  if (kind === "file" && !place.overwrite) {
    throw new CredError(
      "conflict.file_exists",
      `${quote(path)} is already there`,
      place.hints ?? ["to write over it: --overwrite", "to change only some names in it: cred push dotenv"],
    );
  }
  if (!place.encrypted) await askGit(app, folder, name, path);
  return absolute;
}

/** Whichever repository the path lies in is asked, whatever one is worked in. */
async function askGit(app: App, folder: string, name: string, path: string): Promise<void> {
  const git = new Git(app.system, folder, false);
  try {
    const tracked = await git.run(["--literal-pathspecs", "ls-files", "--error-unmatch", "--", name]);
    if (tracked.ok) {
      throw new CredError(
        "conflict.tracked",
        `git tracks ${quote(path)}: the next commit would publish what is in it`,
        [`take it out with: git rm --cached ${name}`, "or write elsewhere, or encrypted: --age RECIPIENT"],
      );
    }
    const inside = await git.run(["rev-parse", "--is-inside-work-tree"]);
    if (!inside.ok || (await git.run(["check-ignore", "--quiet", "--", name])).ok) return;
    app.report.warn(`git does not ignore ${quote(path)}: the next git add would take it`);
  } catch (error) {
    if (!(error instanceof CredError) || error.code !== "failed.no_git") throw error;
  }
}
