// The law of proposed names: a shell puts one into the command line as it is. Our own commands make no others than
// plain ones; whoever may write to a shared vault can sign any, and must not thereby write commands for others to run.

import { accessOf } from "../domain/access.ts";
import type { State } from "../domain/state.ts";
import { currentKey } from "../domain/queries.ts";
import type { System } from "../system/system.ts";
import type { App } from "./app.ts";
import { look } from "./look.ts";

/** A name that means nothing but itself to every shell. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** What a word of a command names. */
export type NameKind = "source" | "target" | "target or secret" | "secret" | "environment" | "access";

/**
 * The names in the vault that a word can be, sorted; none where there is no vault or it can't be read. `words`: those of
 * the command so far, which say which vault, source and environment are meant.
 */
export async function completionNames(
  system: System,
  kind: NameKind,
  words: readonly string[],
): Promise<readonly string[]> {
  try {
    const app = silentApp(system, valueOf(words, "--vault"));
    return [...new Set(namesOf((await look(app)).state, kind, words))].filter((name) => PLAIN.test(name))
      .sort();
  } catch {
    return [];
  }
}

function namesOf(state: State, kind: NameKind, words: readonly string[]): readonly string[] {
  switch (kind) {
    case "source":
      return [...state.sources.keys()];
    case "target":
      return [...state.targets.keys()];
    case "target or secret":
      return words.some((word) => state.targets.has(word))
        ? namesOf(state, "secret", words)
        : [...state.targets.keys()];
    case "access":
      return accessOf(state).flatMap(({ label, retiredAt }) => retiredAt === undefined ? [label] : []);
    case "environment":
      return [...state.secrets.values()].map(({ environment }) => environment);
    case "secret": {
      const environment = valueOf(words, "-e", "--env");
      const source = words[0] === "source" ? words.find((word) => state.sources.has(word)) : undefined;
      // A key is made for a name that is free.
      if (words[0] === "source" && words[1] === "generate") return [];
      return [...state.secrets.values()].filter((entry) =>
        !words.includes(entry.name) &&
        (environment === undefined || entry.environment === environment) &&
        (source === undefined || currentKey(state, entry)?.source === source)
      ).map(({ name }) => name);
    }
  }
}

function valueOf(words: readonly string[], ...flags: readonly string[]): string | undefined {
  const at = words.findLastIndex((word) => flags.includes(word));
  return at < 0 ? undefined : words[at + 1];
}

function silentApp(system: System, vault: string | undefined): App {
  const say = () => {};
  return {
    system,
    options: { vault, yes: false, dryRun: false, noInput: true, acceptBehind: false },
    report: { note: say, warn: say, progress: say, recorded: say, now: say, during: (_, work) => work() },
    keychain: () => Promise.reject(new Error("names need no keychain")),
  };
}
