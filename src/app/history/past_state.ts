import { decideAuthority } from "../../domain/authority.ts";
import { CredError } from "../../domain/errors.ts";
import type { HistoryEvent } from "../../domain/events.ts";
import { evolve } from "../../domain/evolve.ts";
import { quote } from "../../domain/names.ts";
import { parsePosition } from "../../domain/position.ts";
import { emptyState, type WholeState } from "../../domain/state.ts";
import { headOf, type History } from "../../log/history.ts";
import { signerIdOf } from "../../log/origin.ts";
import type { Extent } from "../../log/past.ts";
import { type Json, replayDocument } from "../../views/replay.ts";
import type { App } from "../app.ts";
import { parseInstant } from "../when.ts";

/** A history that was read, with the state it makes. */
export interface ReadHistory {
  readonly history: History;
  readonly state: WholeState;
  /** In the order of history; needed for an earlier state only. */
  readonly events: readonly HistoryEvent[];
}

/** The replay document of a history, whole or as it was at a position or a time. */
export function documentAt(
  app: App,
  { history, state, events }: ReadHistory,
  at: string | undefined,
): { readonly [name: string]: Json } {
  const extent = at === undefined ? wholeExtent(history) : extentAt(app, history, events, at);
  const heads = [...extent].filter(([, size]) => size > 0).map(([log, size]) => {
    const head = headOf(history.logs.get(log)!, size);
    return [log, [head.size, head.root]] as const;
  });
  const then = at === undefined ? state : stateAt(history, events, extent);
  return replayDocument(then, Object.fromEntries(heads));
}

/** Whether a text names a position of a history or a time. */
export function isMoment(app: App, history: History, text: string): boolean {
  return typeof parsePosition(text, [...history.logs.keys()]) !== "string" ||
    parseInstant(text, app.system.clock) !== undefined;
}

function stateAt(history: History, events: readonly HistoryEvent[], extent: Extent): WholeState {
  const state = emptyState();
  // Who counted then is decided by what was known then: no later record changes an earlier state.
  const within = ({ log, event }: HistoryEvent) => event.seq < (extent.get(log) ?? 0);
  const { counts } = decideAuthority(signerIdOf(history.publicKey), history.aboutSigners.filter(within));
  for (const { counts: _, ...event } of events) {
    if (within(event)) evolve(state, counts(event) ? event : { ...event, counts: false });
  }
  return state;
}

function wholeExtent(history: History): Extent {
  return new Map([...history.logs].map(([name, { reader }]) => [name, reader.tree.size]));
}

/** A position's past, or what all logs had by an instant. */
function extentAt(app: App, history: History, events: readonly HistoryEvent[], at: string): Extent {
  const position = parsePosition(at, [...history.logs.keys()]);
  if (typeof position !== "string") {
    const size = history.logs.get(position.log)!.reader.tree.size;
    if (position.seq < size) return history.past.of(position.log, position.seq + 1);
    throw new CredError("usage.position", `there is no record ${quote(at)}: the last one is ${size - 1}`, [
      "cred log",
    ]);
  }
  const untilMs = parseInstant(at, app.system.clock);
  if (untilMs === undefined) {
    throw new CredError("usage.position", `${quote(at)} is neither a position nor a time: ${position}`, [
      "cred log",
    ]);
  }
  const extent = new Map<string, number>();
  for (const { log, event } of events) {
    const whole = (extent.get(log) ?? 0) === event.seq && Date.parse(event.time) <= untilMs &&
      Object.entries(event.seen ?? {}).every(([other, [size]]) => (extent.get(other) ?? 0) >= size);
    if (whole) extent.set(log, event.seq + 1);
  }
  return extent;
}
