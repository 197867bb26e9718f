import type { Event, HistoryEvent, SecretRef } from "../domain/events.ts";
import { findSecret } from "../domain/queries.ts";
import type { WholeState } from "../domain/state.ts";
import { shortVersion } from "../domain/version_name.ts";
import { fateOf, type VersionFate } from "../domain/versions.ts";
import { type ExpiryView, expiryView } from "./expiry.ts";

/** How a version came to be: by hand, made by its source, made there to take another's place, or taken over from there. */
export type VersionOrigin = "set" | "generated" | "rotated" | "adopted";

/** One version of a secret, without its value. */
export interface VersionView extends ExpiryView {
  readonly version: string;
  /** Its last 8 digits, which name it where that is clear. */
  readonly short: string;
  readonly made: VersionOrigin;
  readonly createdAt: string;
  /** Who signed that. */
  readonly signer: string;
  /** Of its signer; empty where the history does not know that one. */
  readonly label: string;
  /** Whether it is the one that the secret has now. */
  readonly current: boolean;
  /** When it was made current again, the last time. */
  readonly rolledBackAt?: string;
  /** Of a key: what is known of it. Of a value that was set: whether it is still here. */
  readonly status: VersionFate;
  readonly source?: string;
  readonly remoteId?: string;
}

/** Answer of `secret history`, newest first. */
export interface SecretHistoryView {
  readonly vault: string;
  readonly secret: string;
  readonly environment: string;
  readonly versions: readonly VersionView[];
}

/** Answer of `secret rollback`. */
export interface RolledBackView {
  readonly vault: string;
  readonly secret: string;
  readonly environment: string;
  /** Ids of the version that is current now (in a dry run: would be), and of the one that was before. */
  readonly version: string;
  readonly from: string;
  /** The source of the key that was current and still lives there, though no secret is it any more. */
  readonly left?: string;
  readonly dryRun: boolean;
}

/** Every version that a secret ever had, newest first: also those whose value is gone. */
export function versionViews(
  events: readonly HistoryEvent[],
  state: WholeState,
  ref: SecretRef,
  nowMs: number,
): VersionView[] {
  const current = findSecret(state, ref)?.versions.at(-1);
  const rows = new Map<string, VersionView>();
  for (const { event, signer, counts } of events) {
    if (counts === false) continue;
    if (event.type === "secret.rolled_back" && isOf(event.data, ref)) {
      const row = rows.get(event.data.version);
      if (row !== undefined) rows.set(row.version, { ...row, rolledBackAt: event.time });
      continue;
    }
    if (event.type !== "secret.set" && event.type !== "key.generated" && event.type !== "key.adopted") {
      continue;
    }
    const key = event.type === "secret.set" ? undefined : event.data;
    const version = key?.key ?? event.id;
    if (!isOf(event.data, ref) || rows.has(version)) continue;
    const joined = event.type === "key.adopted" ? rows.get(event.data.version ?? "") : undefined;
    if (joined !== undefined) rows.set(joined.version, { ...joined, status: "taken_over" });
    rows.set(version, {
      version,
      short: shortVersion(version),
      made: originOf(event),
      createdAt: event.time,
      signer,
      label: state.signers.get(signer)?.label ?? "",
      current: version === current,
      status: fateOf(state, version),
      ...(key === undefined ? {} : { source: key.source, remoteId: key.remoteId }),
      ...expiryView(event.data, nowMs),
    });
  }
  return [...rows.values()].reverse();
}

function originOf({ type, data }: Event): VersionOrigin {
  if (type === "secret.set") return "set";
  if (type === "key.adopted") return "adopted";
  return "replaces" in data && data.replaces !== undefined ? "rotated" : "generated";
}

/** How two versions differ. */
export interface VersionDiffView {
  readonly vault: string;
  readonly secret: string;
  readonly environment: string;
  readonly before: VersionView;
  readonly after: VersionView;
  /** Whether both have the same value. */
  readonly sameValue: boolean;
  /** What else is known of them and is not the same. */
  readonly differs: readonly VersionField[];
}

const COMPARED = ["made", "source", "remoteId", "status", "createdAt", "label", "expiresAt"] as const;

/** What is compared of two versions besides their values. */
export type VersionField = typeof COMPARED[number];

/** The fields in which two versions differ. */
export function differingFields(before: VersionView, after: VersionView): VersionField[] {
  return COMPARED.filter((field) => before[field] !== after[field]);
}

function isOf(one: SecretRef, { environment, name }: SecretRef): boolean {
  return one.environment === environment && one.name === name;
}
