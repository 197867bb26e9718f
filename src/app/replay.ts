import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { HistoryEvent } from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import { canonicalForm } from "../log/canonical.ts";
import { lightSha256 } from "../log/hash.ts";
import type { Json } from "../views/replay.ts";
import type { App } from "./app.ts";
import { documentAt } from "./past_state.ts";
import { requireVault, viewVault } from "./vault.ts";

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
  const document = documentAt(app, { ...loaded, events }, options.at);
  const digest = digestOf(document);
  if (options.expect !== undefined && options.expect !== digest) throw otherDigest(options.expect, digest);
  return { digest, document };
}

/** `sha256:` and the hex SHA-256 of a document's JCS form. */
export function digestOf(document: { readonly [name: string]: Json }): string {
  return `sha256:${toHex(lightSha256(new TextEncoder().encode(canonicalForm(document))))}`;
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
