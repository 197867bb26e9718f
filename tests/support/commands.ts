import { rootRoutes } from "../../src/cli/routes/root.ts";

type Routes = Awaited<ReturnType<typeof rootRoutes>>;
type Route = ReturnType<Routes["getAllEntries"]>[number]["target"];

/** The words of every command, as the program finds them. */
export async function everyCommand(): Promise<readonly string[]> {
  return commandsIn(await rootRoutes(undefined), []);
}

function commandsIn(route: Route, words: readonly string[]): readonly string[] {
  if (!("getAllEntries" in route)) return [words.join(" ")];
  const usual = route.getDefaultCommand();
  return route.getAllEntries().flatMap(({ name, target }) =>
    commandsIn(target, target === usual ? words : [...words, name["convert-camel-to-kebab"]])
  );
}
