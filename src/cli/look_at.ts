// The law of looks: a terminal is written for a person, anything else for a program. CRED_COLUMNS says how wide a
// terminal is, and that the output is for one, through whatever it goes.
// The law of colour: what a flag says, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb and CLICOLOR=0, in this
// order; where none of them says anything, colours are for terminals.

import type { Look } from "../render/look.ts";
import type { Environment } from "../system/environment.ts";
import type { System } from "../system/system.ts";
import type { ColorChoice } from "./flags.ts";

/** How what is written to a stream will be read. */
export function lookAt(
  { terminal, environment, clock }: Pick<System, "terminal" | "environment" | "clock">,
  stream: "stdout" | "stderr",
  color: ColorChoice,
): Look {
  const isTty = terminal.isTty[stream];
  const columns = Number(environment.get("CRED_COLUMNS") ?? NaN);
  const isWidth = Number.isInteger(columns) && columns > 0;
  return {
    isTty: isTty || isWidth,
    columns: isWidth ? columns : isTty ? terminal.columns() : Infinity,
    hasColor: color === "always" || (color === "auto" && (chosen(environment) ?? isTty)),
    nowMs: clock.nowMs(),
    offset: (atMs) => clock.offsetMinutes(atMs),
  };
}

function chosen(environment: Environment): boolean | undefined {
  const says = (name: string) => environment.get(name);
  if (says("NO_COLOR") !== undefined) return false;
  for (const name of ["FORCE_COLOR", "CLICOLOR_FORCE"]) {
    const value = says(name);
    if (value !== undefined) return value !== "0" && value !== "false";
  }
  return says("TERM") === "dumb" || says("CLICOLOR") === "0" ? false : undefined;
}
