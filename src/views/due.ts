import type { Due, DueReason } from "../domain/due.ts";
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
  /** The command that does it. */
  readonly command: string;
}

/** Answer of `due`, first what was due first. */
export interface DueView {
  readonly vault: string | undefined;
  /** How far ahead it looks. */
  readonly withinMs: number;
  readonly due: readonly DueRow[];
}

/** How an answer tells what is due. */
export function dueRow(state: State, { name, source, why, about, ...due }: Due): DueRow {
  const { environment, version, at: dueAt, command } = due;
  const policy = why === "old" || why === "aging" ? maxAgeOf(state, source ?? "manual") : undefined;
  return {
    secret: name,
    environment,
    version,
    ...(source === undefined ? {} : { source }),
    why,
    dueAt,
    ...(policy === undefined ? {} : { maxAgeMs: policy.ms }),
    ...(about === undefined ? {} : { about }),
    command,
  };
}
