import { CredError } from "../../domain/errors.ts";
import type { Event } from "../../domain/events.ts";
import type { WholeState } from "../../domain/state.ts";
import { unfinishedRecords } from "../../log/heads.ts";
import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import { type Loaded, loadWhole } from "../load_vault.ts";
import type { Vault } from "../vault.ts";
import { countOf, findingOf, fine, notChecked, problem, warning } from "./finding.ts";

/** A vault read from its first record on, and what its state doesn't tell. */
export interface ReadVault extends Loaded<WholeState> {
  /** The sealed values that any record ever named. */
  readonly named: ReadonlySet<string>;
  /** Records of each log that don't count. */
  readonly idle: ReadonlyMap<string, number>;
  /** When the newest record says that it was written; undefined where there is none. */
  readonly newestAt: string | undefined;
}

/** Reads and verifies the whole history. Throws integrity.*, failed.newer. */
export async function readVault(app: App, vault: Vault): Promise<ReadVault> {
  const named = new Set<string>();
  const idle = new Map<string, number>();
  let newestAt: string | undefined;
  const loaded = await loadWhole(app, vault, {
    onEvent: ({ log, event, counts }) => {
      const sealed = sealedIn(event);
      if (sealed !== undefined) named.add(sealed);
      if (counts === false) idle.set(log, (idle.get(log) ?? 0) + 1);
      if (newestAt === undefined || event.time > newestAt) newestAt = event.time;
    },
  });
  return { ...loaded, named, idle, newestAt };
}

/** The sealed value that a record names, whatever its type. */
function sealedIn({ data }: Event): string | undefined {
  return "sealed" in data && typeof data.sealed === "string" ? data.sealed : undefined;
}

/** What is to be said of a history that verifies. */
export function logFindings({ history, heads, behind, idle }: ReadVault): Finding[] {
  const logs = [...history.logs.values()];
  const unfinished = unfinishedRecords(heads, history);
  const findings = [
    ...behind.map(({ log, found, remembered }) =>
      problem(
        `log ${log} is behind: ${countOf(found, "record")} of ${remembered} that this machine has seen`,
        [
          "cred sync",
          "or restore the newest copy of the vault",
          "or go on without what is missing: --accept-behind",
        ],
      )
    ),
    ...[...logs, ...history.unbegun.values()].filter(({ reader }) => reader.torn.length > 0).map((
      { name, reader },
    ) =>
      warning(`log ${name} ends in ${countOf(reader.torn.length, "byte")} of a write that was cut off`, [
        "the next change keeps them aside, and cuts them off",
      ])
    ),
    ...unfinished === 0 ? [] : [
      warning(`${countOf(unfinished, "record")} that this machine signed did not reach the log`, [
        "the next change puts back what was lost",
      ]),
    ],
    ...[...idle].map(([log, records]) =>
      warning(`${countOf(records, "record")} of log ${log} without effect: the signer had no right to it`, [
        "cred log",
        "cred status",
      ])
    ),
  ];
  if (findings.length > 0) return findings;
  const records = logs.reduce((sum, { reader }) => sum + reader.tree.size, 0);
  return [fine(`${countOf(records, "record")} in ${countOf(logs.length, "log")} verified`)];
}

/** What is to be said of one that doesn't. */
export function damageFinding(error: unknown): Finding {
  const finding = findingOf(error);
  const isDamage = error instanceof CredError && error.code.startsWith("integrity");
  return isDamage ? { ...finding, mend: [...finding.mend ?? [], "cred log verify --full"] } : finding;
}

/** For what needs a history where there is none to be had. */
export function withoutHistory(vault: Vault | undefined): Finding {
  return vault === undefined
    ? notChecked("there is no vault to look at")
    : notChecked("the history does not verify");
}
