import type { KeyWish } from "../events.ts";
import { quote, secretWords } from "../names.ts";
import { currentVersion, findSecret, usableSource } from "../queries.ts";
import { type Finishing, goesOn, hindrances, rotationsWith } from "../rotations.ts";
import type { Key, State } from "../state.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import { refuseInFlight, refuseToAsk } from "./keys.ts";
import { noSource } from "./sources.ts";

/** Asks a source for a key that is to take the place of `key`. `id`: the new key's own. */
export interface RequestRotation {
  readonly type: "request rotation";
  readonly id: string;
  readonly key: string;
  readonly remoteName: string;
  /** Fingerprint of the master token that is used. */
  readonly token: string;
  /** RFC 3339. */
  readonly deadline: string;
  readonly nowMs: number;
  /** The log that this machine writes. */
  readonly ownLogs: readonly string[];
}

/** Points a name at the key that was made for it. */
export interface SwitchKey {
  readonly type: "switch key";
  readonly key: string;
  readonly graceMs: number;
  /** Whether the platform's keys can be tried; where they can, only one that was is switched to. */
  readonly testable: boolean;
}

/** Asks a source to delete keys that were replaced. `key`: the new one. */
export interface FinishRotations {
  readonly type: "finish rotations";
  readonly source: string;
  readonly requests: readonly { readonly id: string; readonly key: string }[];
  readonly nowMs: number;
  /** When the platform saw a key last, by its id there. */
  readonly lastUsed: ReadonlyMap<string, string>;
  readonly force: boolean;
}

/** Asks a source to delete new keys that shall not take a place after all. */
export interface AbandonRotations {
  readonly type: "abandon rotations";
  readonly source: string;
  readonly requests: readonly { readonly id: string; readonly key: string }[];
}

/** A new key like the old one, while no other is on its way to its place. */
export function decideRequestRotation(state: State, command: RequestRotation): Decision {
  const old = state.keys.get(command.key);
  if (old === undefined) return changed("the key");
  const refused = refuseToAsk(state, old.source);
  if (refused !== undefined) return refused;
  if (old.remoteId === undefined || !isCurrent(state, old)) return changed(`secret ${quote(old.name)}`);
  if (rotationsWith(state, old).some(goesOn)) {
    return refuse(
      "conflict.rotating",
      `secret ${quote(old.name)} is being rotated already`,
      `go on with it: ${rotateCommand(old)}`,
    );
  }
  return refuseInFlight(state, old, command.nowMs, command.ownLogs) ??
    accept({
      type: "key.requested",
      id: command.id,
      data: { ...wishFor(state, old, command), deadline: command.deadline },
    });
}

/** What a key that is like another one is asked for with. */
export function wishFor(
  state: State,
  old: Key,
  { remoteName, token, nowMs }: Pick<RequestRotation, "remoteName" | "token" | "nowMs">,
): KeyWish {
  const { environment, name, source, permission, domain } = old;
  const description = findSecret(state, old)?.description ?? old.description;
  const version = state.versions.get(old.id);
  // What was to live for 90 days is followed by what is to live for 90 days.
  const lifeMs = Date.parse(version?.expiresAt ?? "") - Date.parse(version?.createdAt ?? "");
  return {
    environment,
    name,
    source,
    permission,
    ...(domain === undefined ? {} : { domain }),
    ...(description === undefined ? {} : { description }),
    ...(lifeMs > 0 ? { expiresAt: new Date(nowMs + lifeMs).toISOString() } : {}),
    remoteName,
    token,
    replaces: old.id,
  };
}

/** Once; and only while the name still points at the key that is replaced. */
export function decideSwitchKey(state: State, { key: id, graceMs, testable }: SwitchKey): Decision {
  const key = state.keys.get(id);
  if (key?.replaces === undefined) return changed("the key");
  if (key.switchedAt !== undefined) return accept();
  const old = state.keys.get(key.replaces);
  if (key.status !== "live" || key.testFailedAt !== undefined || (testable && key.testedAt === undefined)) {
    return refuse(
      "conflict.not_tested",
      `the new key of ${quote(key.name)} is not known to work`,
      `try it again: ${rotateCommand(key)}`,
    );
  }
  if (old === undefined || !isCurrent(state, old)) {
    const entry = findSecret(state, key);
    return refuse(
      "conflict.changed",
      `secret ${quote(key.name)} ${entry === undefined ? "was removed" : "got another value"} meanwhile`,
      `give the new key up: ${rotateCommand(key)} --abandon`,
    );
  }
  const { environment, name, source, replaces } = key;
  return accept({ type: "key.switched", data: { environment, name, key: id, source, replaces, graceMs } });
}

/** One intent for each replaced key that nothing hinders. */
export function decideFinishRotations(state: State, command: FinishRotations): Decision {
  const { source, requests, lastUsed } = command;
  return requestDeletions(state, source, requests, (next) => {
    const rotation = rotationsWith(state, next).find((one) => one.next.id === next.id);
    if (rotation?.step !== "finish") return undefined;
    const lastUsedAt = lastUsed.get(rotation.old.remoteId ?? "");
    const finishing: Finishing = { nowMs: command.nowMs, lastUsedAt, force: command.force };
    return hindrances(state, rotation, finishing).length === 0 ? rotation.old : undefined;
  });
}

/** One intent for each that its name doesn't point at. */
export function decideAbandonRotations(state: State, { source, requests }: AbandonRotations): Decision {
  return requestDeletions(
    state,
    source,
    requests,
    (next) => next.replaces === undefined || isCurrent(state, next) ? undefined : next,
  );
}

function requestDeletions(
  state: State,
  source: string,
  requests: readonly { readonly id: string; readonly key: string }[],
  which: (next: Key) => Key | undefined,
): Decision {
  if (usableSource(state, source) === undefined) return noSource(state, source);
  return accept(...requests.flatMap(({ id, key }) => {
    const next = state.keys.get(key);
    const ended = next === undefined ? undefined : which(next);
    if (ended?.remoteId === undefined || (ended.status !== "live" && ended.status !== "vanished")) return [];
    const data = { key: ended.id, source, remoteId: ended.remoteId, because: "rotate" as const };
    return [{ type: "key.deletion_requested" as const, id, data }];
  }));
}

/** The command that goes on with the rotation of a key. */
export function rotateCommand(key: Key): string {
  return `cred source rotate ${key.source} ${secretWords(key)}`;
}

function isCurrent(state: State, key: Key): boolean {
  const entry = findSecret(state, key);
  return entry !== undefined && currentVersion(state, entry)?.id === key.id;
}

function changed(what: string): Decision {
  return refuse("conflict.changed", `${what} changed while its rotation was planned`, "run it again");
}
