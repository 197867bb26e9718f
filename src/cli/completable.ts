// The law of what a word can be: it follows from its name on the help page.

import type { NameKind } from "../app/completion_names.ts";
import type { CliContext } from "./context.ts";

/** Asks the shell to propose the names of files. */
export const FILES = ":files";

/** A command that has a schema. */
export const COMMANDS = ":commands";

/** What a word can be: a name in the vault, or what is known without one. */
export type WordKind = NameKind | typeof FILES | typeof COMMANDS;

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
  COMMAND: COMMANDS,
  SUBCOMMAND: COMMANDS,
};

/** A word or a flag's value that may be completed. */
interface Completable {
  readonly placeholder?: string;
  readonly proposeCompletions?: (this: CliContext, partial: string) => Promise<readonly string[]>;
}

/** The same parameter, completed by what its name stands for. `name`: a flag's own. */
export function completable<T extends object>(parameter: T, name = ""): T {
  const kind = KINDS[name] ?? KINDS[(parameter as Completable).placeholder ?? ""];
  if (kind === undefined) return parameter;
  const proposed = async function (this: CliContext): Promise<readonly string[]> {
    return await this.names?.(kind) ?? [];
  };
  return { ...parameter, proposeCompletions: proposed };
}
