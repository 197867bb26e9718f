import type { System } from "./system.ts";

/** Whether a person can be asked: stdin and stderr are terminals, CI is not set, and --no-input was not given. */
export function isInteractive(
  { terminal, environment }: Pick<System, "terminal" | "environment">,
  noInput: boolean,
): boolean {
  return !noInput && terminal.isTty.stdin && terminal.isTty.stderr && environment.get("CI") === undefined;
}
