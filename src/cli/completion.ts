// The law of completion: it helps a person who types: no question, no keychain, no network, no error. Where nothing is
// known, nothing is proposed.

import { proposeCompletions } from "@stricli/core";
import type { System } from "../system/system.ts";
import { applicationOf } from "./application.ts";
import { COMMANDS, FILES } from "./completable.ts";
import type { CliContext } from "./context.ts";
import { moveLeadingFlags } from "./flags.ts";
import { rootRoutes } from "./routes/root.ts";

/**
 * What the last of these words can be, each with a tab and what it means: the words behind `cred` up to the cursor, the
 * last one as far as it is typed. `:files` alone: names of files.
 */
export async function complete(system: System, typed: readonly string[]): Promise<readonly string[]> {
  const partial = typed.at(-1) ?? "";
  const words = [...moveLeadingFlags(typed.slice(0, -1)), partial];
  const tree = applicationOf(await rootRoutes(words.slice(0, -1)), () => "");
  let wantsFiles = false;
  const context: CliContext = {
    process: { stdout: { write: () => {} }, stderr: { write: () => {} } },
    answer: () => Promise.resolve(),
    names: async (kind) => {
      if (kind === FILES) wantsFiles = true;
      if (kind === FILES) return [];
      if (kind === COMMANDS) return (await import("./commands/schema.ts")).wordsAfter(words.slice(1, -1));
      const { completionNames } = await import("../app/completion_names.ts");
      return await completionNames(system, kind, words.slice(0, -1));
    },
  };
  const proposed = await proposeCompletions(tree, words, context);
  if (wantsFiles && proposed.every(({ kind }) => kind === "argument:flag") && !partial.startsWith("-")) {
    return [FILES];
  }
  // A flag is proposed where one is begun: at an empty word, names come first.
  const names = proposed.filter(({ kind }) => kind !== "argument:flag");
  const shown = partial === "" && names.length > 0 ? names : proposed;
  return shown.filter(({ completion }) => completion !== "--").map(({ completion, brief }) =>
    `${completion}\t${brief}`
  );
}
