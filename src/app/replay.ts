import { decideAuthority } from "../domain/authority.ts";
import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { evolve } from "../domain/evolve.ts";
import { quote } from "../domain/names.ts";
import { parsePosition } from "../domain/position.ts";
import { emptyState } from "../domain/state.ts";
import { canonicalForm } from "../log/canonical.ts";
import { lightSha256 } from "../log/hash.ts";
import { headOf, type History } from "../log/history.ts";
import { signerIdOf } from "../log/origin.ts";
import type { Extent } from "../log/past.ts";
import { type Json, replayDocument } from "../views/replay.ts";
import type { App } from "./app.ts";
import { requireVault, viewVault } from "./vault.ts";
import { parseInstant } from "./when.ts";

/** Answer of `replay`. */
export interface ReplayView {
  readonly digest: string;
  readonly document: { readonly [name: string]: Json };
}

/** Rebuilds the state from the history alone, whole or as it was, and its digest. */
export async function replay(
  app: App,
  options: { readonly at: string | undefined; readonly expect: string | undefined },
): Promise<ReplayView> {
  const vault = await requireVault(app);
  const events: HistoryEvent[] = [];
  const keep = options.at === undefined ? {} : { onEvent: (event: HistoryEvent) => void events.push(event) };
  const loaded = await viewVault(app, vault, keep);
  const { history } = loaded;
  const extent = options.at === undefined ? wholeExtent(history) : extentAt(app, history, events, options.at);
  let { state } = loaded;
  if (options.at !== undefined) {
    const past = emptyState();
    // Who counted then is decided by what was known then: no later record changes an earlier state.
    const within = ({ log, event }: HistoryEvent) => event.seq < (extent.get(log) ?? 0);
    const { counts } = decideAuthority(signerIdOf(history.publicKey), history.aboutSigners.filter(within));
    for (const event of events) if (within(event) && counts(event)) evolve(past, event);
    state = past;
  }
  const heads = [...extent].filter(([, size]) => size > 0).map(([log, size]) => {
    const head = headOf(history.logs.get(log)!, size);
    return [log, [head.size, head.root]] as const;
  });
  const document = replayDocument(state, Object.fromEntries(heads));
  const digest = digestOf(document);
  if (options.expect !== undefined && options.expect !== digest) throw otherDigest(options.expect, digest);
  return { digest, document };
}

/** `sha256:` and the hex SHA-256 of a document's JCS form. */
export function digestOf(document: { readonly [name: string]: Json }): string {
  return `sha256:${toHex(lightSha256(new TextEncoder().encode(canonicalForm(document))))}`;
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
    throw new CredError("usage.position", `there is no record ${quote(at)}: the last one is ${size - 1}`);
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

function otherDigest(expected: string, found: string): CredError {
  return new CredError(
    "integrity.digest",
    `the replay's digest is ${found}, expected was ${quote(expected)}`,
    [
      "compare the documents: cred replay --json",
    ],
  );
}
