import { nearest } from "../domain/nearest.ts";
import { logRoutes } from "./routes/log.ts";
import { typedName } from "./typed_name.ts";

/** What somebody who meant a command under `log`, and not a secret, should have typed. */
export function mistyped(key = ""): string[] {
  const { routes, docs: { hideRoute = {} } } = logRoutes.definition;
  const names = Object.keys(routes).filter((name) => hideRoute[name] !== true).map(typedName);
  return nearest(key, names).map((name) => `the command: cred log ${name}`);
}
