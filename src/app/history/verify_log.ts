import { sameBytes, toBase64 } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { sealedFiles } from "../../domain/queries.ts";
import { readHeads, unfinishedRecords } from "../../log/heads.ts";
import { refuseBehind } from "../../log/log_writer.ts";
import { signerIdOf, signerOfLog } from "../../log/origin.ts";
import { vaultPaths } from "../../vault/layout.ts";
import type { VerifiedView } from "../../views/log.ts";
import type { App } from "../app.ts";
import { lostText, tellOfLong } from "../vault.ts";
import { checkExtends } from "./extends.ts";
import { parseSigner } from "./log_check_proof.ts";
import { replacedAt, replacedWords } from "./replaced_vault.ts";
import { ownerOf } from "../sources/value_owner.ts";
import {
  begunLogs,
  behindOf,
  copyAtGitRef,
  copyInFolder,
  readCopy,
  type VaultCopy,
  type WholeVault,
} from "./vault_copy.ts";

/** How much longer it takes to check every signature than the last one. */
const ALL_SIGNATURES = 16;

/** What is to be verified, and against what. */
export interface VerifyWish {
  /** Check every record's own signature. */
  readonly full: boolean;
  /** A file of older checkpoints or a git ref: the vault must extend what is there. */
  readonly extends?: string | undefined;
  /** The verifier key that the first signer must have. */
  readonly signer?: string | undefined;
  /** Read the vault itself from this git ref. */
  readonly git?: string | undefined;
}

/** Checks a vault's whole history and the files of its live values, with public material alone. Throws integrity.*. */
export async function verifyLog(app: App, wish: VerifyWish): Promise<VerifiedView> {
  const copy = await copyToVerify(app, wish.git);
  if (wish.signer !== undefined) checkSigner(copy, wish.signer);
  else await refuseReplaced(app, copy);
  tellOfLong(app, copy.files, "verifying the history", wish.full ? ALL_SIGNATURES : 1);
  const whole = await readCopy(copy, { everySignature: wish.full, forgetDead: true });
  const notes = await notesOf(app, whole);
  const older = wish.extends === undefined ? undefined : await checkExtends(app, whole, wish.extends);
  const logs = begunLogs(whole).map(({ name, reader }) => ({
    log: name,
    signer: signerOfLog(name),
    label: whole.state.signers.get(signerOfLog(name))?.label ?? "",
    records: reader.tree.size,
    root: toBase64(reader.tree.root()),
  }));
  const values = await checkValues(whole);
  return {
    ok: true,
    vault: whole.title,
    id: whole.id,
    logs,
    values,
    full: wish.full,
    ...(older === undefined ? {} : { extends: older }),
    ...(wish.signer === undefined ? {} : { pinned: true as const }),
    notes,
  };
}

async function copyToVerify(app: App, ref: string | undefined): Promise<VaultCopy> {
  if (ref === undefined) return await copyInFolder(app);
  const copy = await copyAtGitRef(app, ref);
  if (copy !== undefined) return copy;
  throw new CredError("usage.git_ref", `git knows no ref ${quote(ref)} here`, [
    "git for-each-ref shows those that it knows; git fetch brings others",
  ]);
}

function checkSigner({ files, title }: VaultCopy, key: string): void {
  const pinned = parseSigner(key);
  if (sameBytes(pinned.publicKey, files.publicKey)) return;
  throw new CredError(
    "integrity.other_signer",
    `the first signer of ${title} is ${signerIdOf(files.publicKey)}, and not ${pinned.signer}`,
    ["this is another vault than the one you expect, or somebody replaced it whole"],
  );
}

async function refuseReplaced(app: App, { id, title, ref }: VaultCopy): Promise<void> {
  const remembered = ref === undefined ? await replacedAt(app, title, id) : undefined;
  if (remembered === undefined) return;
  const { says, mend } = replacedWords(title, id, remembered);
  throw new CredError("integrity.other_signer", says, mend);
}

/** What is no damage. A copy in git may be older than the one here, which is then the one to go on with. */
async function notesOf(app: App, whole: WholeVault): Promise<string[]> {
  const behind = await behindOf(app, whole);
  if (whole.ref === undefined) refuseBehind(behind, ["restore the newest copy of the vault"]);
  return [
    ...behind.map(({ log, found, remembered }) =>
      `${whole.title} is behind: log ${log} has ${found} records there, this machine has seen ${remembered}`
    ),
    ...begunLogs(whole).flatMap(({ name }) => {
      const idle = whole.idle.get(name);
      if (idle === undefined) return [];
      const what = idle === 1 ? "record" : "records";
      const [does, it] = idle === 1 ? ["doesn't", "it"] : ["don't", "them"];
      return [`${idle} ${what} of log ${name} ${does} count: its signer had no right to ${it}`];
    }),
    ...await unfinishedNotes(app, whole),
    ...[...whole.history.logs.values()].filter(({ reader }) => reader.torn.length > 0).map((
      { name, reader },
    ) => `log ${name} ends in ${reader.torn.length} bytes of a write that was cut off`),
  ];
}

/** What an interrupted command had signed, so that nobody wonders where it is. */
async function unfinishedNotes(app: App, { ref, title, id, history }: WholeVault): Promise<string[]> {
  if (ref !== undefined) return [];
  const { headsFile } = vaultPaths(title, id, app.system.environment);
  const missing = unfinishedRecords(await readHeads(app.system.files, headsFile), history);
  return missing === 0 ? [] : [lostText(missing)];
}

async function checkValues({ state, valueProblem, ref, title }: WholeVault): Promise<number> {
  const files = [...sealedFiles(state)];
  for (const sealed of files) {
    const problem = await valueProblem(sealed);
    if (problem === undefined) continue;
    const what = problem === "missing" ? "is missing" : "is not the one that was recorded";
    const where = ref === undefined ? "" : ` at git ref ${quote(ref)}`;
    const owner = ownerOf(state, sealed);
    throw new CredError("integrity.value", `the sealed value of ${owner.title} ${what}${where}`, [
      `restore "${ref === undefined ? `${title}/` : ""}values/${sealed}.age" from a copy of the vault`,
      ...ref === undefined ? owner.givingUp : [],
    ]);
  }
  return files.length;
}
