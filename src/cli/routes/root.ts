import type { RouteMap } from "@stricli/core";
import type { CliContext } from "../context.ts";
import { libraryRoot, narrowed } from "../library_routes.ts";
import type { Route } from "../route.ts";
import { COMMANDS, loadRoute } from "./table.ts";

/** The commands that the first words can mean: the one that they name; all of them where they name none. */
export async function rootRoutes(words: readonly string[] = []): Promise<RouteMap<CliContext>> {
  const [first, ...others] = words;
  const named = await loadRoute(first);
  if (first !== undefined && named !== undefined) return libraryRoot({ [first]: narrowed(named, others) });
  const routes: Record<string, Route> = {};
  for (const name of COMMANDS) routes[name] = (await loadRoute(name))!;
  return libraryRoot(routes);
}
