import { CredError } from "../../domain/errors.ts";
import type { HistoryEvent } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import { canonicalPieces } from "../../log/canonical.ts";
import { sha256OfPieces } from "../../log/hash.ts";
import type { History } from "../../log/history.ts";
import type { Json } from "../../views/replay.ts";
import type { App } from "../app.ts";
import { documentAt } from "./past_state.ts";
import { requireVault, viewWhole } from "../vault.ts";

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
  const loaded = await viewWhole(app, vault, keep);
  const document = documentAt(app, { ...loaded, events }, options.at);
  const digest = await digestOf(document, sizeOf(loaded.history));
  if (options.expect !== undefined && options.expect !== digest) throw otherDigest(options.expect, digest);
  return { digest, document };
}

/** `sha256:` and the hex SHA-256 of a document's JCS form. `bytes`: about how long it is. */
export async function digestOf(document: { readonly [name: string]: Json }, bytes = 0): Promise<string> {
  return `sha256:${await sha256OfPieces(canonicalPieces(document), bytes)}`;
}

/** Bytes of all logs. */
function sizeOf(history: History): number {
  return [...history.logs.values()].reduce((sum, { reader }) => sum + reader.end, 0);
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
