// The law of finding: `--vault`, CRED_VAULT, the nearest `.cred/` above the working directory, the personal vault;
// the first that is said or there. A vault is never taken from another user, through a link, or across a mount.

import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import type { Environment } from "../system/environment.ts";
import type { Files } from "../system/files.ts";
import { absolutePath, folderPaths, personalFolder } from "./layout.ts";

/** Most characters of a path, as far as any system takes one. */
const MAX_PATH = 4_096;

/** The name of a project vault's folder. */
export const VAULT_FOLDER = ".cred";

/** A place where a vault is, or would be made. */
export interface VaultPlace {
  readonly folder: string;
  readonly kind: "personal" | "project" | "given";
  readonly exists: boolean;
}

/** Finds the vault that a command is about. `wanted`: the value of --vault. */
export async function locateVault(
  files: Files,
  environment: Environment,
  wanted: string | undefined,
): Promise<VaultPlace> {
  const said = wanted ?? environment.get("CRED_VAULT");
  if (said === "personal") return await personalPlace(files, environment);
  if (said !== undefined) return await givenPlace(files, environment, said);
  return await nearestPlace(files, environment) ?? await personalPlace(files, environment);
}

/** The personal vault, made or not. */
export async function personalPlace(files: Files, environment: Environment): Promise<VaultPlace> {
  const folder = personalFolder(environment);
  return { folder, kind: "personal", exists: await isVault(files, folder) };
}

async function givenPlace(files: Files, environment: Environment, said: string): Promise<VaultPlace> {
  if (said === "" || said.length > MAX_PATH || said.includes("\0")) {
    throw new CredError("usage.vault", `${quote(said)} is no path of a vault`);
  }
  const path = absolutePath(said, environment);
  for (const folder of [path, `${path}/${VAULT_FOLDER}`]) {
    if (await isVault(files, folder)) return { folder, kind: "given", exists: true };
  }
  throw new CredError("usage.no_vault", `there is no vault at ${quote(said)}`, [
    "to make one: cred init, in the project's folder",
    "or use the personal vault: --vault personal",
  ]);
}

async function nearestPlace(files: Files, environment: Environment): Promise<VaultPlace | undefined> {
  const start = environment.cwd();
  const device = (await files.info(start))?.device;
  const home = environment.get("HOME") ?? environment.get("USERPROFILE");
  for (let folder = start;; folder = parentOf(folder)) {
    const info = await files.info(folder);
    if (info?.device !== device) return undefined;
    const place = `${folder === "/" ? "" : folder}/${VAULT_FOLDER}`;
    const found = await files.info(place);
    if (found !== undefined && found.kind !== "folder") throw notAFolder(place, found.kind);
    if (found !== undefined && await isVault(files, place)) {
      if (found.uid !== undefined && environment.uid !== undefined && found.uid !== environment.uid) {
        throw new CredError("access.not_yours", `the vault at ${quote(place)} belongs to another user`, [
          `if you trust it, name it: --vault ${quote(place)}`,
        ]);
      }
      return { folder: place, kind: "project", exists: true };
    }
    if (folder === home || parentOf(folder) === folder) return undefined;
  }
}

async function isVault(files: Files, folder: string): Promise<boolean> {
  const info = await files.info(folder);
  if (info !== undefined && info.kind !== "folder") throw notAFolder(folder, info.kind);
  if (info === undefined) return false;
  // A vault that lost its vault.json is a damaged vault and not none: the next best one must not take its place.
  const { pointerFile, logFolder } = folderPaths(folder);
  return await files.info(pointerFile) !== undefined || await files.info(logFolder) !== undefined;
}

function notAFolder(path: string, kind: string): CredError {
  return new CredError("usage.not_a_vault", `${quote(path)} is a ${kind}, and a vault is a folder`, [
    "move it away, or name another vault: --vault PATH",
  ]);
}

function parentOf(folder: string): string {
  const cut = Math.max(folder.lastIndexOf("/"), folder.lastIndexOf("\\"));
  if (cut <= 0) return folder.startsWith("/") ? "/" : folder;
  return folder.slice(0, cut);
}
