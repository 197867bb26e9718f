// The law of leftovers: what a crash left is named, with the command that takes it away, and stays. A file that another
// process is about to rename looks the same: so what is found is looked at again a moment later.

import type { State } from "../../domain/state.ts";
import type { Heads } from "../../log/heads.ts";
import type { Environment } from "../../system/environment.ts";
import { homeFolder, keychainFolder } from "../../vault/layout.ts";
import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { countOf, shellPath, warning } from "./finding.ts";
import { PROBE } from "./keychain.ts";

const AGAIN_AFTER_MS = 1_000;
/** What was to be renamed, and what a folder is tried with. */
const CUT_OFF = /\.tmp$|^\.probe$/;
/** A vault that was being taken from a branch. */
const TAKEN = /^\.cred-new-/;

/** Files that a crash left. */
export async function leftFiles(app: App, vault: Vault | undefined): Promise<Finding[]> {
  const { clock, interrupted } = app.system;
  let left = await filesNow(app, vault);
  if (left.length > 0) {
    await clock.sleep(AGAIN_AFTER_MS, interrupted);
    const still = new Set(await filesNow(app, vault));
    left = left.filter((path) => still.has(path));
  }
  if (left.length === 0) return [];
  const mend = left.map((path) => `rm -r ${shellPath(path)}`);
  return [warning(`${countOf(left.length, "file")} of a write that was cut off`, mend, left)];
}

async function filesNow(app: App, vault: Vault | undefined): Promise<string[]> {
  const { files, environment } = app.system;
  const home = homeFolder(environment), keychain = keychainFolder(environment);
  const ours = [home, keychain, `${keychain}/items`];
  if (vault !== undefined) {
    const { folder, logFolder, valuesFolder, memoryFolder } = vault.paths;
    ours.push(folder, logFolder, valuesFolder, memoryFolder);
  }
  const named = async (folder: string, pattern: RegExp) =>
    (await files.list(folder) ?? []).filter((name) => pattern.test(name)).map((name) => `${folder}/${name}`);
  const left = await named(projectFolder(environment, vault), TAKEN);
  for (const folder of ours) left.push(...await named(folder, CUT_OFF));
  return left;
}

/** The folder that a project's vault lies in, or would be taken into. */
function projectFolder(environment: Environment, vault: Vault | undefined): string {
  return vault === undefined ? environment.cwd() : vault.place.folder.replace(/[\\/][^\\/]+$/, "");
}

/** Items of the keychain that no record names: tokens of this vault, and what `doctor` itself was kept from deleting. */
export async function leftItems(
  app: App,
  vault: Vault | undefined,
  read: { readonly state: State; readonly heads: Heads } | undefined,
): Promise<Finding[]> {
  const keychain = await app.keychain();
  const { kind } = keychain;
  if (kind === "env") return [];
  const left = (await keychain.list()).filter((item) =>
    item.startsWith(PROBE) || (vault !== undefined && read !== undefined && isUnnamed(item, vault, read))
  );
  if (left.length === 0) return [];
  const mend = left.map((item) => removal(kind, item, app.system.environment));
  return [warning(`${countOf(left.length, "keychain item")} that no record names`, mend, left)];
}

/** What was signed and could not be written yet names it, too. */
function isUnnamed(
  item: string,
  { id }: Vault,
  { state, heads }: { readonly state: State; readonly heads: Heads },
): boolean {
  return item.startsWith(`token-${id}-`) && heads.pending?.lines.includes(item) !== true &&
    ![...state.sources.values(), ...state.targets.values()].some(({ items }) => items.includes(item));
}

/** How the system's own tools remove an item. */
function removal(kind: "system" | "file", item: string, environment: Environment): string {
  if (kind === "file") return `rm ${shellPath(`${keychainFolder(environment)}/items/${item}.age`)}`;
  switch (environment.os) {
    case "linux":
      return `secret-tool clear service cred account ${item}`;
    case "darwin":
      return `security delete-generic-password -s cred -a ${item}`;
    case "windows":
      return `cmdkey /delete:cred:${item}`;
  }
}
