// The law of paths: what cred keeps belongs to its user, nobody else may write there, nobody else needs to read there,
// and nothing in a vault is a link. It is only told: how a folder is shared is for its owner to say.

import { CredError } from "../../domain/errors.ts";
import type { FileInfo } from "../../system/files.ts";
import { configFile, homeFolder } from "../../vault/layout.ts";
import type { Finding } from "../../views/doctor.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { findingOf, fine, problem, shellPath, warning } from "./finding.ts";

const OTHERS_WRITE = 0o022;
const OTHERS_READ = 0o055;

/** How long a lock may be held by a command that works. */
const LOCK_WAIT_MS = 2_000;

interface Found {
  readonly path: string;
  readonly info: FileInfo;
  /** CRED_HOME or the vault's folder, and which of the two it is. */
  readonly root: string;
  readonly inVault: boolean;
}

/** Owners, modes and links of CRED_HOME and the vault, and whether they can be written to. */
export async function checkPaths(app: App, vault: Vault | undefined): Promise<Finding[]> {
  const found = await lookAround(app, vault);
  const { uid } = app.system.environment;
  const mode = ({ info }: Found) => info.kind === "link" ? 0 : info.mode ?? 0;
  const mayWrite = (one: Found) => (mode(one) & OTHERS_WRITE) !== 0;
  const mayRead = (one: Found) => (mode(one) & OTHERS_READ) !== 0;
  const isForeign = ({ info }: Found) => info.uid !== undefined && uid !== undefined && info.uid !== uid;
  const isLink = ({ info, inVault }: Found) => inVault && info.kind !== "file" && info.kind !== "folder";
  const close = "chmod -R go=";
  const findings = [
    ...told(found.filter(isForeign), problem, "belongs to another user", 'sudo chown -R "$(id -un)"'),
    ...told(found.filter(isLink), problem, "is neither a file nor a folder, as all in a vault is", "ls -lR"),
    ...told(found.filter(mayWrite), problem, "can be changed by others", close),
    ...told(found.filter((one) => !mayWrite(one) && mayRead(one)), warning, "can be read by others", close),
    ...await checkWriting(app, vault),
  ];
  if (findings.length > 0) return findings;
  const home = homeFolder(app.system.environment);
  return [fine(found.length === 0 ? `${home} is not made yet` : `${home} is yours alone`)];
}

function told(found: readonly Found[], make: typeof problem, what: string, command: string): Finding[] {
  const [first, ...more] = found;
  if (first === undefined) return [];
  if (more.length === 0) return [make(`${first.path} ${what}`, [`${command} ${shellPath(first.path)}`])];
  const mend = [...new Set(found.map(({ root }) => `${command} ${shellPath(root)}`))];
  return [make(`${first.path} ${what}, and ${more.length} more`, mend, found.map(({ path }) => path))];
}

/** Everything that cred keeps of this user and in the vault. What else lies in a folder is not its business. */
async function lookAround(app: App, vault: Vault | undefined): Promise<Found[]> {
  const { files, environment } = app.system;
  const home = homeFolder(environment);
  const found: Found[] = [];
  const take = async (path: string, within: Pick<Found, "root" | "inVault">, goOn = false): Promise<void> => {
    const info = await files.info(path);
    if (info === undefined) return;
    found.push({ path, info, ...within });
    if (!goOn || info.kind !== "folder") return;
    for (const name of await files.list(path) ?? []) await take(`${path}/${name}`, within, true);
  };
  const ours = { root: home, inVault: false };
  await take(home, ours);
  await take(configFile(environment), ours);
  for (const folder of ["keychain", "vaults"]) await take(`${home}/${folder}`, ours, true);
  if (vault === undefined) return found;
  const { folder, pointerFile, logFolder, valuesFolder } = vault.paths;
  const shared = { root: folder, inVault: true };
  await take(folder, shared);
  await take(pointerFile, shared);
  for (const inside of [logFolder, valuesFolder]) await take(inside, shared, true);
  return found;
}

/** Writes, locks and removes where the next change will. */
async function checkWriting(app: App, vault: Vault | undefined): Promise<Finding[]> {
  const { files, environment } = app.system;
  const home = homeFolder(environment);
  try {
    if (await files.info(home) !== undefined) {
      await files.replace(`${home}/.probe`, new Uint8Array(1));
      await files.remove(`${home}/.probe`);
    }
    if (vault === undefined) return [];
    if (await files.info(vault.paths.valuesFolder) !== undefined) await valuesOf(app, vault).checkWritable();
    if (await files.info(vault.paths.memoryFolder) !== undefined) {
      (await files.lock(vault.paths.lockFile, `process ${environment.pid}`, LOCK_WAIT_MS)).release();
    }
    return [];
  } catch (error) {
    const isBusy = error instanceof CredError && error.code === "conflict.locked";
    return [findingOf(error, isBusy ? "warning" : "problem")];
  }
}
