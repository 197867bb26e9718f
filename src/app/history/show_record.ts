import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { formatPosition, parsePosition } from "../../domain/position.ts";
import { lightSha256 } from "../../log/hash.ts";
import { LogReader } from "../../log/log_reader.ts";
import { checkpointText, originOf, signerOfLog } from "../../log/origin.ts";
import type { RecordView } from "../../views/log.ts";
import type { App } from "../app.ts";
import { readLogFiles, requireVault, viewVault } from "../vault.ts";

/** One record whole. */
export async function showRecord(app: App, text: string): Promise<RecordView> {
  const vault = await requireVault(app);
  const { history, state } = await viewVault(app, vault);
  const logs = [...history.logs.keys()];
  const position = parsePosition(text, logs);
  if (typeof position === "string") {
    throw new CredError("usage.position", `${quote(text)} is no position: ${position}`, ["cred log"]);
  }
  const { log, seq } = position;
  const size = history.logs.get(log)!.reader.tree.size;
  if (seq >= size) {
    throw new CredError("usage.position", `there is no record ${quote(text)}: the last one is ${size - 1}`, [
      "cred log",
    ]);
  }
  const files = await readLogFiles(app, vault);
  const reader = new LogReader(log, files.logs.get(log)!, lightSha256);
  let event = reader.next();
  while (event !== undefined && event.seq < seq) event = reader.next();
  if (event === undefined) {
    throw new CredError("conflict.changed", `log ${log} became shorter while it was read`, ["run it again"]);
  }
  const signer = signerOfLog(log);
  return {
    position: formatPosition(position, logs),
    log,
    seq,
    signer,
    label: state.signers.get(signer)?.label ?? "",
    event,
    checkpoint: checkpointText(originOf(vault.id, log), reader.tree.size, reader.tree.root()),
    signature: reader.signature,
  };
}
