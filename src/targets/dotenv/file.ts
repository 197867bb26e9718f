// The law of the file: a secret is written into a plain file that git doesn't know, or into none.

import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { TargetConnection } from "../target.ts";

/** Throws where a path is no place for secrets: a link, a folder, in no folder, or (without `force`) known to git. */
export async function refuseUnfitFile(
  path: string,
  { files, processes, force }: Pick<TargetConnection, "files" | "processes" | "force">,
): Promise<void> {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "." : path.slice(0, slash + 1), name = path.slice(slash + 1);
  if (await files.info(folder) === undefined) {
    throw new CredError("usage.no_folder", `there is no folder for ${quote(path)}`);
  }
  const kind = (await files.info(path))?.kind ?? "file";
  if (kind !== "file") {
    const what = kind === "other" ? "neither a file nor a folder" : `a ${kind}, not a file`;
    throw new CredError("usage.not_a_file", `${quote(path)} is ${what}`, [
      "secrets are written into a plain file only, never through a link",
    ]);
  }
  if (force) return;
  // A repository may name a program that looks at the index's files: a question is no reason to run it.
  const quiet = ["-c", "core.fsmonitor=false", "--literal-pathspecs"];
  const args = [...quiet, "ls-files", "--error-unmatch", "--", name];
  const git = await processes.output("git", args, folder);
  // Any other status says that there is no repository, or no such file in it.
  if (git?.status !== 0) return;
  throw new CredError(
    "conflict.tracked",
    `git tracks ${quote(path)}: the next commit would publish what is in it`,
    [
      `take it out with: git rm --cached ${name}`,
      "or write it all the same with --force",
    ],
  );
}
