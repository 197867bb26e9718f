import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { locateVault, VAULT_FOLDER } from "../vault/locate.ts";
import type { InitView } from "../views/init.ts";
import type { App } from "./app.ts";
import { makeVault } from "./make_vault.ts";

/** Makes a vault for the project in the working directory. */
export async function initProject(app: App): Promise<InitView> {
  const { files, environment } = app.system;
  if (app.options.vault !== undefined) {
    throw new CredError("usage.vault", "init makes a vault in the working directory and takes no --vault", [
      "change to the project's folder first",
    ]);
  }
  const folder = `${environment.cwd().replace(/\/$/, "")}/${VAULT_FOLDER}`;
  const info = await files.info(folder);
  if (info !== undefined) {
    const isVault = info.kind === "folder" && await files.info(`${folder}/vault.json`) !== undefined;
    const what = isVault ? "a vault" : "something that is no vault";
    throw new CredError("conflict.vault_exists", `${quote(folder)} is there already: ${what}`, [
      isVault ? "see what it holds: cred status" : "move it away and try again",
    ]);
  }
  // One that can't be used is none that this one takes the place of.
  const above = await locateVault(files, environment, undefined).catch(() => undefined);
  if (above?.exists && above.kind === "project") {
    app.report.note(`the vault above is not used from here on, and stays as it is: ${above.folder}`);
  }
  const git = await inGitRepository(app);
  if (app.options.dryRun) return { vault: folder, git, dryRun: true };
  const vault = await makeVault(app, { folder, kind: "project", exists: false });
  return { vault: folder, id: vault.id, git, dryRun: false };
}

async function inGitRepository(app: App): Promise<boolean> {
  const { files, environment } = app.system;
  for (let folder = environment.cwd();; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    if (await files.info(`${folder}/.git`) !== undefined) return true;
    if (!folder.includes("/")) return false;
  }
}
