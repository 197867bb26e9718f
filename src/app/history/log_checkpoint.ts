import { toBase64 } from "../../domain/encoding.ts";
import { formatCheckpoint } from "../../log/checkpoint.ts";
import { signerOfLog } from "../../log/origin.ts";
import type { CheckpointsView } from "../../views/checkpoint.ts";
import type { App } from "../app.ts";
import { chosenLogs, logVerifierKey, readWhole } from "./vault_copy.ts";

/** The signed heads of a vault's logs, or of one of them. Needs neither keychain nor network: nothing is signed. */
export async function logCheckpoint(app: App, log: string | undefined): Promise<CheckpointsView> {
  const whole = await readWhole(app);
  const checkpoints = chosenLogs(whole, log).map((one) => ({
    log: one.name,
    signer: signerOfLog(one.name),
    label: whole.state.signers.get(signerOfLog(one.name))?.label ?? "",
    size: one.reader.tree.size,
    root: toBase64(one.reader.tree.root()),
    note: formatCheckpoint(whole.id, one),
    verifierKey: logVerifierKey(whole, one.name),
  }));
  return { vault: whole.title, id: whole.id, checkpoints };
}
