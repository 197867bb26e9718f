// The law of completion: it helps a person who types: no question, no keychain, no network, no error. Where nothing is
// known, nothing is proposed.

import { proposeCompletions } from "@stricli/core";
import type { System } from "../system/system.ts";
import { applicationOf } from "./application.ts";
import { FILES, isKnownKind, VAULT } from "./completable.ts";
import type { CliContext } from "./context.ts";
import { moveLeadingFlags } from "./flags.ts";
import { rootRoutes } from "./routes/root.ts";
import { loadRoute } from "./routes/table.ts";
import { typedName } from "./typed_name.ts";

/**
 * What the last of these words can be, each with a tab and what it means: the words behind `cred` up to the cursor, the
 * last one as far as it is typed. `:files` alone: names of files.
 */
export async function complete(system: System, typed: readonly string[]): Promise<readonly string[]> {
  const partial = typed.at(-1) ?? "";
  const words = [...moveLeadingFlags(typed.slice(0, -1)), partial];
  const [first] = words;
  // The words of a program that is run are its own; those behind `help` are a command's.
  if (first === "run" && words.slice(1, -1).includes("--")) return [FILES];
  if (first === "help" && words.length > 2) return (await complete(system, words.slice(1))).filter(isNoFlag);
  const tree = applicationOf(await rootRoutes(words.slice(0, -1)), () => "");
  let wantsFiles = false;
  const context: CliContext = {
    process: { stdout: { write: () => {} }, stderr: { write: () => {} } },
    answer: () => Promise.resolve(),
    names: async (kind) => {
      if (kind === VAULT && "personal".startsWith(partial)) return ["personal"];
      if (kind === FILES || kind === VAULT) {
        wantsFiles = true;
        return [];
      }
      if (isKnownKind(kind)) {
        return await (await import("./known_words.ts")).knownWords(kind, words.slice(0, -1));
      }
      const { completionNames } = await import("../app/completion_names.ts");
      return await completionNames(system, kind, words.slice(0, -1));
    },
  };
  const proposed = [
    ...words.length === 2 ? await furtherCommands(first, partial) : [],
    ...await proposeCompletions(tree, words, context),
  ];
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

/** The commands under a word that is a command by itself: the library proposes that one's words alone. */
async function furtherCommands(first: string | undefined, partial: string) {
  const route = await loadRoute(first);
  if (route?.kind !== "group" || route.definition.defaultCommand === undefined) return [];
  const { routes, docs: { hideRoute = {} } } = route.definition;
  const shown = Object.entries(routes).filter(([name]) => hideRoute[name] !== true);
  return shown.map(([name, { definition }]) => ({
    kind: "routing-target:command" as const,
    completion: typedName(name),
    brief: definition.docs.brief,
  })).filter(({ completion }) => completion.startsWith(partial));
}

function isNoFlag(line: string): boolean {
  return !line.startsWith("-");
}
