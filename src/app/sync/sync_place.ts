import { CredError } from "../../domain/errors.ts";
import { isInteractive } from "../../system/interactive.ts";
import { Git } from "../../vault/git.ts";
import { branchRef, remoteOf, type SharedAt, topFolder } from "../../vault/git_repository.ts";
import { absolutePath } from "../../vault/layout.ts";
import { locateVault, VAULT_FOLDER, type VaultPlace } from "../../vault/locate.ts";
import { SharedReader } from "../../vault/shared_branch.ts";
import type { App } from "../app.ts";

/** What the user said. */
export interface SyncWords {
  readonly remote: string | undefined;
  readonly branch: string;
  /** Only take. */
  readonly pull: boolean;
  /** Only this repository's branch. */
  readonly local: boolean;
}

/** A vault's folder, the repository around it, and where its branch is. */
export interface SyncPlace {
  /** The vault's folder, which may not be there yet. */
  readonly folder: string;
  readonly kind: VaultPlace["kind"];
  readonly git: Git;
  readonly reader: SharedReader;
  readonly branch: string;
  /** The branch's full ref. */
  readonly ref: string;
  /** Undefined with --local. */
  readonly at: SharedAt | undefined;
}

/** Finds what a sync is about; nothing is written. Throws usage.*, conflict.checked_out. */
export async function findSyncPlace(app: App, words: SyncWords): Promise<SyncPlace> {
  const { system } = app;
  if (words.local && words.remote !== undefined) {
    throw new CredError("usage.input", "--local makes the branch without a remote, and a remote was named", [
      "leave one of the two out",
    ]);
  }
  const asks = isInteractive(system, app.options.noInput);
  const gitIn = (folder: string) => new Git(system, folder, asks);
  const found = await locateVault(system.files, system.environment, app.options.vault);
  const isPersonal = found.kind === "personal";
  if (isPersonal && (app.options.vault ?? system.environment.get("CRED_VAULT")) !== undefined) {
    throw personalError();
  }
  const around = isPersonal ? system.environment.cwd() : parentOf(found.folder);
  const top = await topFolder(gitIn(around), around).catch((error) => {
    // Whoever is in no repository and has no project's vault means the personal one.
    throw isPersonal && found.exists && error.code === "usage.no_repository" ? personalError() : error;
  });
  const folder = isPersonal ? `${top}/${VAULT_FOLDER}` : found.folder;
  const git = gitIn(isPersonal ? top : around);
  const ref = await branchRef(git, words.branch);
  const at = words.local
    ? undefined
    : await remoteOf(git, words.branch, words.remote, (path) => pathFromHere(app, path));
  const kind = isPersonal ? "project" : found.kind;
  return { folder, kind, git, reader: new SharedReader(git), branch: words.branch, ref, at };
}

/** Git runs in the vault's project, and the user may be in a folder below. */
async function pathFromHere({ system: { files, environment } }: App, remote: string): Promise<string> {
  const path = absolutePath(remote, environment);
  const isFolder = (await files.info(path).catch(() => undefined)) !== undefined;
  return isFolder ? path : remote;
}

function personalError(): CredError {
  return new CredError("usage.personal", "your personal vault is not shared: it belongs to no project", [
    "to make a vault for a project: cred init, in its folder",
  ]);
}

function parentOf(folder: string): string {
  const cut = Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\"));
  return cut <= 0 ? "/" : folder.slice(0, cut);
}
