import { rootRoutes } from "../../src/cli/routes/root.ts";

/** A command, as the program finds it. */
export interface FoundCommand {
  /** As they are typed behind `cred`. */
  readonly words: string;
  /** Whether it has `--dry-run`. */
  readonly changes: boolean;
}

type Routes = Awaited<ReturnType<typeof rootRoutes>>;
type Route = ReturnType<Routes["getAllEntries"]>[number]["target"];

/** The words of every command there is. */
export async function everyCommand(): Promise<readonly string[]> {
  return (await foundCommands()).map(({ words }) => words);
}

/** Every command there is. */
export async function foundCommands(): Promise<readonly FoundCommand[]> {
  return commandsIn(await rootRoutes(), []);
}

function commandsIn(route: Route, words: readonly string[]): readonly FoundCommand[] {
  if (!("getAllEntries" in route)) {
    return [{ words: words.join(" "), changes: "dryRun" in (route.parameters.flags ?? {}) }];
  }
  const usual = route.getDefaultCommand();
  return route.getAllEntries().flatMap(({ name, target }) =>
    commandsIn(target, target === usual ? words : [...words, name["convert-camel-to-kebab"]])
  );
}
