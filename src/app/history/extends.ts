// The law of extension: what was there before must be there still, record by record, as the beginning of what is there
// now. An older checkpoint proves it as well as an older copy: both name sizes and roots.

import { toBase64 } from "../../domain/encoding.ts";
import { CredError, type ErrorCode } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { type Checkpoint, isSignedBy, parseCheckpoints } from "../../log/checkpoint.ts";
import { type Head, headOf } from "../../log/history.ts";
import { absolutePath } from "../../vault/layout.ts";
import type { ExtendsView } from "../../views/log.ts";
import type { App } from "../app.ts";
import { begunLogs, copyAtGitRef, readCopy, signerKeyOf, type WholeVault } from "./vault_copy.ts";

/** Most bytes of a file of checkpoints: thousands of logs. */
const MAX_CHECKPOINTS_BYTES = 4_000_000;

/** Proves that a vault extends an older one: a file of checkpoints, or a git ref that holds the vault. */
export async function checkExtends(app: App, whole: WholeVault, older: string): Promise<ExtendsView> {
  const file = await readFile(app, older);
  // `./x` and `/x` are files and nothing else; a name that is both could be put there by whoever is to be checked.
  const copy = /^\.{0,2}\//.test(older) ? undefined : await gitCopy(app, older, file !== undefined);
  if (file !== undefined && copy !== undefined) {
    throw new CredError("usage.ambiguous", `${quote(older)} is a file and a git ref`, [
      `for the file: --extends ./${older}`,
      "for the ref: name it in full, as refs/heads/… or refs/remotes/…",
    ]);
  }
  if (file !== undefined) return await checkCheckpoints(whole, older, file);
  if (copy === undefined) {
    throw new CredError("usage.extends", `${quote(older)} is neither a file nor a git ref here`, [
      "to keep a checkpoint: cred log checkpoint > last.checkpoint",
    ]);
  }
  if (copy.id !== whole.id) throw otherVault(older, copy.id, whole.id);
  const heads = begunLogs(await readCopy(copy, { forgetDead: true })).map((log) => ({
    log: log.name,
    ...headOf(log),
  }));
  for (const head of heads) checkHead(whole, older, head.log, head);
  return { from: older, logs: heads.map(({ log, size }) => ({ log, records: size })) };
}

async function checkCheckpoints(whole: WholeVault, older: string, file: Uint8Array): Promise<ExtendsView> {
  const checkpoints = parseCheckpoints(new TextDecoder("utf-8", { ignoreBOM: true }).decode(file));
  if (typeof checkpoints === "string") {
    throw refused("checkpoint", `${quote(older)} holds no checkpoint: ${checkpoints}`);
  }
  for (const checkpoint of checkpoints) await checkOne(whole, older, checkpoint);
  return { from: older, logs: checkpoints.map(({ log, size }) => ({ log, records: size })) };
}

async function checkOne(whole: WholeVault, older: string, checkpoint: Checkpoint): Promise<void> {
  const { log, vaultId, size, root } = checkpoint;
  if (vaultId !== whole.id) throw otherVault(older, vaultId, whole.id);
  const key = signerKeyOf(whole, log);
  if (key !== undefined && !await isSignedBy(checkpoint, key)) {
    throw refused(
      "checkpoint_signature",
      `the checkpoint of log ${log} in ${quote(older)} is not what its signer signed`,
    );
  }
  checkHead(whole, older, log, { size, root: toBase64(root) });
}

function checkHead({ history, title }: WholeVault, older: string, name: string, head: Head): void {
  const log = history.logs.get(name);
  const found = log?.reader.tree.size ?? 0;
  if (log !== undefined && found >= head.size) {
    if (headOf(log, head.size).root === head.root) return;
    throw refused(
      "not_extended",
      `${title} does not extend ${
        quote(older)
      }: the first ${head.size} records of log ${name} are others now`,
    );
  }
  const now = log === undefined ? "is not there" : `has ${found}`;
  throw refused(
    "not_extended",
    `${title} does not extend ${quote(older)}: it had ${head.size} records of log ${name}, which now ${now}`,
  );
}

async function readFile(app: App, path: string): Promise<Uint8Array | undefined> {
  if (path === "" || path.includes("\0")) return undefined;
  const { files, environment } = app.system;
  return await files.readInput(absolutePath(path, environment), MAX_CHECKPOINTS_BYTES);
}

/** A file is enough where there is no git. */
async function gitCopy(app: App, ref: string, isFile: boolean) {
  try {
    return await copyAtGitRef(app, ref);
  } catch (error) {
    if (isFile && error instanceof CredError && error.code === "failed.no_git") return undefined;
    throw error;
  }
}

function otherVault(older: string, id: string, now: string): CredError {
  return refused("other_vault", `${quote(older)} is of vault ${id}, and this is vault ${now}`);
}

function refused(code: string, message: string): CredError {
  return new CredError(`integrity.${code}` satisfies ErrorCode, message, [
    "somebody replaced the history, or the older one is not of this vault; compare both before you go on",
  ]);
}
