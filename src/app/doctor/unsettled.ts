import { DEFAULT_ENVIRONMENT, pruneCommand, secretWords } from "../../domain/names.ts";
import { isPushOfNothing } from "../../domain/deliveries.ts";
import { isInFlight } from "../../domain/queries.ts";
import type { Errand, Intent, State } from "../../domain/state.ts";
import { ownLogsOf } from "../../log/heads.ts";
import type { Finding } from "../../views/doctor.ts";
import { countOf, fine, warning } from "./finding.ts";
import type { ReadVault } from "./log.ts";

/** What was asked of platforms and has no answer; what somebody may still be working on is no finding. */
export function checkUnsettled({ state, heads }: ReadVault, nowMs: number): Finding {
  const own = { logs: ownLogsOf(heads), locked: false };
  const open = [...state.intents.values()].filter((intent) => !isInFlight(intent, nowMs, own));
  const errands = [...state.errands.values()];
  const busy = state.intents.size - open.length;
  const items = [...open.map((intent) => intentWords(state, intent)), ...errands.map(errandWords)];
  if (items.length === 0) {
    return fine(
      busy === 0 ? "nothing is unsettled" : `${countOf(busy, "request")} in flight, nothing is unsettled`,
    );
  }
  const mend = new Set([
    ...open.map(({ source }) => `cred source reconcile ${source}`),
    ...errands.map((errand) => errandCommand(state, errand)),
  ]);
  return warning(`${countOf(items.length, "request")} without a known answer`, [...mend], items);
}

function intentWords(state: State, { kind, key, source, at }: Intent): string {
  const { environment = DEFAULT_ENVIRONMENT, name = key } = state.keys.get(key) ?? {};
  const what = kind === "create" ? "asked for" : "to be deleted";
  return `${secretWords({ environment, name })} at ${source}: ${what} at ${at}`;
}

function errandWords({ kind, target, remoteName, at }: Errand): string {
  return `${remoteName} at ${target}: ${kind === "push" ? "sent" : "to be taken away"} at ${at}`;
}

function errandCommand(state: State, errand: Errand): string {
  const { kind, target, environment = DEFAULT_ENVIRONMENT, name } = errand;
  return kind === "prune" || name === undefined || isPushOfNothing(state, errand)
    ? pruneCommand(errand)
    : `cred push ${target} ${secretWords({ environment, name })}`;
}
