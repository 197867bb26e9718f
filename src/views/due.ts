import type { Due, DueReason } from "../domain/due.ts";
import type { RemovedReader } from "../domain/removed_readers.ts";
import type { State } from "../domain/state.ts";
import { maxAgeOf } from "../domain/policies.ts";

/** One thing to do. */
export interface DueRow {
  readonly secret: string;
  readonly environment: string;
  /** Id of the version that it is about. */
  readonly version: string;
  /** Absent for what was set by hand. */
  readonly source?: string;
  readonly why: DueReason;
  /** When it was due, or will be. */
  readonly dueAt: string;
  /** `old`, `aging`: how old the policy lets it become. */
  readonly maxAgeMs?: number;
  /** `reader_removed`: ids of the recipients; `target_removed`: the target. */
  readonly about?: string;
  /** `reader_removed`: who could read it. */
  readonly readers?: readonly {
    /** Id of the recipient. */
    readonly recipient: string;
    /** As it was called; absent where nobody knows. */
    readonly name?: string;
    /** Somebody else who has access is called so, or somebody else who was removed was: the id tells who it is. */
    readonly nameIsShared?: true;
  }[];
  /** The command that does it. */
  readonly command: string;
}

type Readers = NonNullable<DueRow["readers"]>;

/** Answer of `due`, first what was due first. */
export interface DueView {
  readonly vault: string | undefined;
  /** How far ahead it looks. */
  readonly withinMs: number;
  readonly due: readonly DueRow[];
}

/** How an answer tells what is due. */
export function dueRow(state: State, { name, source, why, readers, target, ...due }: Due): DueRow {
  const { environment, version, at: dueAt, command } = due;
  const policy = why === "old" || why === "aging" ? maxAgeOf(state, source ?? "manual") : undefined;
  const about = target ?? readers?.map(({ id }) => id).join(", ");
  return {
    secret: name,
    environment,
    version,
    ...(source === undefined ? {} : { source }),
    why,
    dueAt,
    ...(policy === undefined ? {} : { maxAgeMs: policy.ms }),
    ...(about === undefined ? {} : { about }),
    ...(readers === undefined ? {} : { readers: readers.map(readerView) }),
    command,
  };
}

function readerView({ id, label, isAlone }: RemovedReader): Readers[number] {
  return {
    recipient: id,
    ...(label === undefined ? {} : { name: label }),
    ...(isAlone ? {} : { nameIsShared: true }),
  };
}
