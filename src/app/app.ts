import type { Keychain } from "../keychain/keychain.ts";
import type { System } from "../system/system.ts";

/** The flags that every command has. */
export interface CommonOptions {
  /** `--vault`: `personal` or a path. */
  readonly vault?: string | undefined;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly noInput: boolean;
  /** `--accept-behind`: go on from an old copy of the vault, in a further log. */
  readonly acceptBehind: boolean;
}

/** What a use case tells while it works; its answer is what it returns. */
export interface Report {
  /** What was done besides, for whoever reads along. */
  note(text: string): void;
  /** What the user should look into. */
  warn(text: string): void;
  /** How far a long work is; replaces what was told before. */
  progress(text: string): void;
  /** What is waited for while `work` goes on; told where that takes long. */
  during<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** How many records went into the history just now. */
  recorded(count: number): void;
  /** What takes long from now on and lets nothing be told meanwhile. */
  now(text: string): void;
}

/** What every use case gets. */
export interface App {
  readonly system: System;
  readonly options: CommonOptions;
  readonly report: Report;
  /** The keychain of this machine, chosen and opened on first use. */
  readonly keychain: () => Promise<Keychain>;
}
