import type { RouteMap } from "@stricli/core";
import type { CliContext } from "../context.ts";
import { buildRootMap, narrowed, type Route } from "../help_page.ts";
import { BRIEF } from "../root_page.ts";
import { COMMANDS, ROUTES } from "./table.ts";

/** The commands that the first words can mean: the one that they name; all of them where they name none. */
export async function rootRoutes(words: readonly string[] = []): Promise<RouteMap<CliContext>> {
  const [first, ...others] = words;
  if (first !== undefined && Object.hasOwn(ROUTES, first)) {
    const route = narrowed(await ROUTES[first]!(), others);
    return buildRootMap({ routes: { [first]: route }, docs: { brief: BRIEF } });
  }
  const routes: Record<string, Route> = {};
  for (const name of COMMANDS) routes[name] = await ROUTES[name]!();
  return buildRootMap({ routes, docs: { brief: BRIEF } });
}
