import type { System } from "./system.ts";

/** Whether a person can be asked: there is a terminal, CI is not set, and --no-input was not given. */
export function isInteractive(
  { terminal, environment }: Pick<System, "terminal" | "environment">,
  noInput: boolean,
): boolean {
  return !noInput && environment.get("CI") === undefined && terminal.canAsk();
}
