// Where everything lies. A vault's folder may be shared whole; CRED_HOME holds what only this machine knows.

import { CredError } from "../domain/errors.ts";
import type { LogPaths } from "../log/log_writer.ts";
import type { Environment } from "../system/environment.ts";

/** The folder of everything that cred keeps outside project vaults: CRED_HOME, else the user's data folder. */
export function homeFolder(environment: Environment): string {
  const given = environment.get("CRED_HOME");
  if (given !== undefined) return absolutePath(given, environment);
  const home = userFolder(environment);
  switch (environment.os) {
    case "windows":
      return `${environment.get("LOCALAPPDATA") ?? `${home}/AppData/Local`}/cred`;
    case "darwin":
      return `${home}/Library/Application Support/cred`;
    case "linux":
      return `${xdgFolder(environment.get("XDG_DATA_HOME")) ?? `${home}/.local/share`}/cred`;
  }
}

/** The user's home folder. */
function userFolder(environment: Environment): string {
  const home = environment.get("HOME") ?? environment.get("USERPROFILE");
  if (home !== undefined) return home;
  throw new CredError("usage.no_home", "neither HOME nor CRED_HOME is set", [
    "set CRED_HOME to a folder of your own",
  ]);
}

/** The XDG specification has relative paths ignored. */
function xdgFolder(path: string | undefined): string | undefined {
  return path?.startsWith("/") ? path : undefined;
}

/** A path as given, made absolute against a folder (the working directory), without a trailing slash. */
export function absolutePath(
  path: string,
  environment: Environment,
  folder: string = environment.cwd(),
): string {
  const absolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(path) ? path : `${folder}/${path}`;
  return absolute.length > 1 ? absolute.replace(/[\\/]+$/, "") : absolute;
}

/** The personal vault's folder. */
export function personalFolder(environment: Environment): string {
  return `${homeFolder(environment)}/personal`;
}

/** The folder of the `file` keychain. */
export function keychainFolder(environment: Environment): string {
  return `${homeFolder(environment)}/keychain`;
}

/** What this machine was told to keep in mind, whatever the vault. */
export function configFile(environment: Environment): string {
  return `${homeFolder(environment)}/config.json`;
}

/** The files of one vault: those in its folder, and this machine's own of it. */
export interface VaultPaths extends LogPaths {
  readonly pointerFile: string;
  readonly valuesFolder: string;
  readonly lockFile: string;
  readonly snapshotFile: string;
  /** What only this machine knows of the vault. */
  readonly memoryFolder: string;
}

/** The paths inside a vault's folder. */
export function folderPaths(
  folder: string,
): { pointerFile: string; logFolder: string; valuesFolder: string } {
  return {
    pointerFile: `${folder}/vault.json`,
    logFolder: `${folder}/log`,
    valuesFolder: `${folder}/values`,
  };
}

/** All paths of a vault. */
export function vaultPaths(folder: string, vaultId: string, environment: Environment): VaultPaths {
  const memoryFolder = `${homeFolder(environment)}/vaults/${vaultId}`;
  return {
    folder,
    ...folderPaths(folder),
    memoryFolder,
    headsFile: `${memoryFolder}/heads.json`,
    tornFolder: `${memoryFolder}/torn`,
    lockFile: `${memoryFolder}/lock`,
    snapshotFile: `${memoryFolder}/snapshot`,
  };
}

/** The lock of one source or target of a vault, held for a whole remote act. Names may come from a log: encoded. */
export function remoteLockFile(paths: VaultPaths, kind: "source" | "target", name: string): string {
  return `${paths.memoryFolder}/${kind}-${encodeURIComponent(name)}.lock`;
}
