// The law of what a word can be: it follows from its name on the help page.

import type { NameKind } from "../app/completion_names.ts";
import type { CliContext } from "./context.ts";

/** Asks the shell to propose the names of files. */
export const FILES = ":files";

/** The personal vault, or a file's name. */
export const VAULT = ":vault";

/** What is known without a vault. */
const KNOWN_KINDS = [
  "platform",
  "permission",
  "keychain",
  "policy",
  "concern",
  "event type",
  "schema",
] as const;

/** One of them. */
export type KnownKind = typeof KNOWN_KINDS[number];

/** Whether it is one of them. */
export function isKnownKind(kind: WordKind): kind is KnownKind {
  return KNOWN_KINDS.some((one) => one === kind);
}

/** What a word can be: a name in the vault, or what is known without one. */
export type WordKind = NameKind | KnownKind | typeof FILES | typeof VAULT;

/** What a placeholder or a flag stands for. */
const KINDS: Readonly<Record<string, WordKind>> = {
  source: "source",
  target: "target",
  "target KEY": "target or secret",
  KEY: "secret",
  env: "environment",
  ACCESS: "access",
  FROM: "environment",
  TO: "environment",
  file: FILES,
  FILE: FILES,
  PATH: FILES,
  DIR: FILES,
  COMMAND: "schema",
  SUBCOMMAND: "schema",
  ENVIRONMENT: "environment",
  "KEY,KEY": "secret",
  "A,B|all": "target",
  "WORD,WORD": "concern",
  TYPE: "event type",
  LEVEL: "permission",
  platform: "platform",
  policy: "policy",
  "system|file": "keychain",
  "personal|PATH": VAULT,
};

/** A word or a flag's value that may be completed. */
interface Completable {
  readonly placeholder?: string;
  readonly proposeCompletions?: (this: CliContext, partial: string) => Promise<readonly string[]>;
}

/** The same parameter, completed by what its name stands for. `name`: a flag's own. */
export function completable<T extends object>(parameter: T, name = ""): T {
  const { placeholder = "" } = parameter as Completable;
  const kind = KINDS[name] ?? KINDS[placeholder];
  if (kind === undefined) return parameter;
  const proposed = async function (this: CliContext, partial: string): Promise<readonly string[]> {
    const names = await this.names?.(kind) ?? [];
    return placeholder.includes(",") ? listed(names, partial) : names;
  };
  return { ...parameter, proposeCompletions: proposed };
}

/** What the last word of a list with commas can be, behind those that are there. */
function listed(names: readonly string[], partial: string): readonly string[] {
  const before = partial.slice(0, partial.lastIndexOf(",") + 1), there = before.split(",");
  return names.filter((name) => !there.includes(name)).map((name) => before + name);
}
