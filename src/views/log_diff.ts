// The law of difference: two replay documents side by side. What is in both as it was is not said; nothing is known
// here that the documents don't say.

import type { Json } from "./replay.ts";

type Fields = { readonly [name: string]: Json };

/** `passed`: neither there before nor live after; it came and ended in between. */
export type Change = "added" | "changed" | "ended" | "passed";

/** What a change is about. */
export type DiffKind = "signer" | "recipient" | "source" | "target" | "secret" | "key";

/** One thing that is another after than it was before. */
export interface DiffRow {
  readonly change: Change;
  readonly kind: DiffKind;
  /** Its id in the replay document. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  readonly environment?: string;
  readonly source?: string;
  /** Its status after, where it has one. */
  readonly status?: string;
  /** What differs; absent for what is only there or only gone. Before and after are absent where there was nothing. */
  readonly fields?: {
    readonly [name: string]: { readonly before?: Json; readonly after?: Json };
  };
}

/** One side of a difference. */
export interface DiffSide {
  /** As it was asked for. */
  readonly at: string;
  readonly digest: string;
}

/** Answer of `log diff`. */
export interface LogDiffView {
  readonly vault: string;
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly changes: readonly DiffRow[];
}

/** Where each kind stands in the document, and what tells that one of them has ended though it is still in it. */
const KINDS: readonly { kind: DiffKind; field: string; ended: (one: Fields) => boolean }[] = [
  { kind: "signer", field: "signers", ended: (one) => one.retiredAt !== undefined },
  { kind: "recipient", field: "recipients", ended: () => false },
  { kind: "source", field: "sources", ended: (one) => one.status === "revoked" },
  { kind: "target", field: "targets", ended: () => false },
  { kind: "secret", field: "secrets", ended: () => false },
  { kind: "key", field: "keys", ended: (one) => one.status !== "live" && one.status !== "requested" },
];

/** What was added, changed and ended between two replay documents, kind by kind. */
export function logDiff(before: Fields, after: Fields): DiffRow[] {
  return KINDS.flatMap(({ kind, field, ended }) => {
    const [old, now] = [things(before, field), things(after, field)];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].sort().flatMap((id) => {
      const [was, is] = [at(old, id), at(now, id)];
      const change = changeOf(was, is, ended);
      return change === undefined ? [] : [rowOf(kind, id, change, was, is)];
    });
  });
}

function changeOf(
  was: Fields | undefined,
  is: Fields | undefined,
  ended: (one: Fields) => boolean,
): Change | undefined {
  const [wasLive, isLive] = [was !== undefined && !ended(was), is !== undefined && !ended(is)];
  if (was === undefined) return isLive ? "added" : "passed";
  if (wasLive && !isLive) return "ended";
  // What had ended can begin anew: a source that is added again.
  if (!wasLive && isLive) return "added";
  return is === undefined || isSame(was, is) ? undefined : "changed";
}

function rowOf(
  kind: DiffKind,
  id: string,
  change: Change,
  was: Fields | undefined,
  is: Fields | undefined,
): DiffRow {
  const one = is ?? was ?? {};
  const { environment, name } = kind === "secret"
    ? partsOf(id)
    : { environment: one.environment, name: one.name };
  const called = name ?? (kind === "signer" || kind === "recipient" ? one.label : undefined);
  return {
    change,
    kind,
    id,
    name: typeof called === "string" ? called : id,
    ...(typeof environment === "string" ? { environment } : {}),
    ...(kind === "key" && typeof one.source === "string" ? { source: one.source } : {}),
    ...(typeof is?.status === "string" ? { status: is.status } : {}),
    ...(was === undefined || is === undefined ? {} : { fields: differences(was, is) }),
  };
}

function differences(was: Fields, is: Fields): NonNullable<DiffRow["fields"]> {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return Object.fromEntries(
    names.filter((name) => !isSame(at(was, name), at(is, name)))
      .map((name) => {
        const [before, after] = [at(was, name), at(is, name)];
        return [name, { ...before === undefined ? {} : { before }, ...after === undefined ? {} : { after } }];
      }),
  );
}

/** A secret's id is `environment/name`. */
function partsOf(id: string): { environment: string; name: string } {
  const slash = id.indexOf("/");
  return { environment: id.slice(0, slash), name: id.slice(slash + 1) };
}

function things(document: Fields, field: string): { readonly [id: string]: Fields } {
  return (at(document, field) ?? {}) as { readonly [id: string]: Fields };
}

/** Ids may be any text, `constructor` too. */
function at<T>(object: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Fields, b as Fields];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && isSame(left[name], right[name]));
}
