import { toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { versionOf } from "../domain/event_versions.ts";
import type { Event, NewEvent, SeenHeads } from "../domain/events.ts";
import { uuidV7 } from "../domain/ids.ts";
import type { Clock } from "../system/clock.ts";
import type { Random } from "../system/random.ts";
import { canonicalForm } from "./canonical.ts";
import type { Head } from "./history.ts";
import { formatSignature, noteKeyId, type Sign } from "./note.ts";
import { checkpointText } from "./origin.ts";
import { formatLine, MAX_EVENT_BYTES, parseLeaf } from "./record.ts";
import type { Tree } from "./tree.ts";

/** What signing a batch of events takes; the tree is added to. */
export interface Signing {
  readonly system: { readonly clock: Clock; readonly random: Random };
  readonly origin: string;
  readonly publicKey: Uint8Array;
  readonly sign: Sign;
  readonly tree: Tree;
  /** Goes into the first event. */
  readonly seen: SeenHeads | undefined;
}

/** Makes the lines of new events: numbered, timed, in canonical form, each signed at its size. */
export async function signBatch(
  signing: Signing,
  facts: readonly NewEvent[],
): Promise<{ events: Event[]; lines: string; head: Head }> {
  const { system, origin, tree } = signing;
  const keyId = noteKeyId(origin, signing.publicKey);
  const utf8 = new TextEncoder();
  const nowMs = system.clock.nowMs();
  const events: Event[] = [];
  let lines = "";
  let head: Head = { size: 0, root: "" };
  for (const { id, ...fact } of facts) {
    const event = {
      v: versionOf(fact),
      seq: tree.size,
      id: id ?? uuidV7(nowMs, system.random.bytes(10)),
      time: new Date(nowMs).toISOString(),
      ...fact,
      ...(events.length === 0 && signing.seen !== undefined ? { seen: signing.seen } : {}),
    } as Event;
    const leaf = canonicalForm(event);
    const bytes = utf8.encode(leaf);
    if (bytes.length > MAX_EVENT_BYTES) {
      throw new CredError("failed.event_size", `an event of ${bytes.length} bytes is too long`);
    }
    // What a reader would refuse is never signed: it would end the log for ever.
    const refused = parseLeaf(bytes);
    if (typeof refused === "string") {
      throw new CredError("failed.event", `"${fact.type}" can't be recorded: ${refused}`);
    }
    tree.append(bytes);
    const root = tree.root();
    const text = checkpointText(origin, tree.size, root);
    const signature = formatSignature(keyId, await signing.sign(utf8.encode(text)));
    lines += formatLine(leaf, signature);
    events.push(event);
    head = { size: tree.size, root: toBase64(root) };
  }
  return { events, lines, head };
}
