import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import { formatPosition, parsePosition } from "../domain/position.ts";
import { checkpointText, originOf, signerOfLog } from "../log/origin.ts";
import { LogReader } from "../log/log_reader.ts";
import { lightSha256 } from "../log/hash.ts";
import { type LogFilter, type LogView, logView, type RecordView } from "../views/log.ts";
import { emptyState } from "../domain/state.ts";
import type { App } from "./app.ts";
import { findVault, readLogFiles, requireVault, viewVault, viewWhole } from "./vault.ts";
import { parseInstant } from "./when.ts";

/** What `log` was asked; times as typed. */
export interface LogWish extends Omit<LogFilter, "sinceMs" | "untilMs"> {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** The history, newest first. Needs neither keychain nor network. */
export async function showLog(app: App, { since, until, ...filter }: LogWish): Promise<LogView> {
  const times = { sinceMs: instant(app, since, "--since"), untilMs: instant(app, until, "--until") };
  const vault = await findVault(app);
  if (vault === undefined) return logView(undefined, [], emptyState(), filter);
  const events: HistoryEvent[] = [];
  const { state } = await viewWhole(app, vault, { onEvent: (event) => void events.push(event) });
  return logView(vault.place.folder, events, state, { ...filter, ...times });
}

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

function instant(app: App, text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const atMs = parseInstant(text, app.system.clock);
  if (atMs !== undefined) return atMs;
  throw new CredError("usage.time", `${flag} ${quote(text)} is no time`, [
    "use 2026-11-23, 2026-11-23T12:00Z, or an age: 90m, 3d, 2w",
  ]);
}
