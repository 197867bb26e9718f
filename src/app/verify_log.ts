import { toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { currentKey, sealedFiles } from "../domain/queries.ts";
import type { State } from "../domain/state.ts";
import { refuseBehind } from "../log/log_writer.ts";
import { signerOfLog } from "../log/origin.ts";
import type { VerifiedView } from "../views/log.ts";
import { valuesOf } from "./access.ts";
import type { App } from "./app.ts";
import { loadVault, requireVault, type Vault } from "./vault.ts";

/** Checks a vault's whole history and the files of its live values, with public material alone. Throws integrity.*. */
export async function verifyLog(app: App, options: { readonly full: boolean }): Promise<VerifiedView> {
  const vault = await requireVault(app);
  const { history, state, behind } = await loadVault(app, vault, { everySignature: options.full });
  refuseBehind(behind, ["restore the newest copy of the vault"]);
  const logs = [...history.logs.values()].filter(({ reader }) => reader.tree.size > 0).map((
    { name, reader },
  ) => ({
    log: name,
    signer: signerOfLog(name),
    label: state.signers.get(signerOfLog(name))?.label ?? "",
    records: reader.tree.size,
    root: toBase64(reader.tree.root()),
  }));
  const notes = [...history.logs.values()].filter(({ reader }) => reader.torn.length > 0)
    .map(({ name, reader }) => `log ${name} ends in ${reader.torn.length} bytes of a write that was cut off`);
  const values = await checkValues(app, vault, state);
  return { ok: true, vault: vault.place.folder, id: vault.id, logs, values, full: options.full, notes };
}

async function checkValues(app: App, vault: Vault, state: State): Promise<number> {
  const store = valuesOf(app, vault);
  const files = [...sealedFiles(state)];
  for (const sealed of files) {
    const problem = await store.problem(sealed);
    if (problem === undefined) continue;
    const what = problem === "missing" ? "is missing" : "is not the one that was recorded";
    throw new CredError("integrity.value", `the sealed value of ${ownerOf(state, sealed)} ${what}`, [
      `restore "${vault.paths.valuesFolder}/${sealed}.age" from a copy of the vault`,
    ]);
  }
  return files.length;
}

function ownerOf(state: State, sealed: string): string {
  const version = [...state.versions.values()].find((one) => one.sealed === sealed);
  if (version === undefined) return "the fingerprint key";
  const entry = [...state.secrets.values()].find(({ versions }) => versions.includes(version.id));
  const key = entry === undefined ? undefined : currentKey(state, entry);
  return `"${version.name}" in environment "${version.environment}"${
    key === undefined ? "" : ` (source ${key.source})`
  }`;
}
