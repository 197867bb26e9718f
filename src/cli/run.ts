// The law of the command line: argv becomes one command; its answer or its error is written in one place, and every
// error, expected or not, ends in the one catch below.

import { CredError } from "../domain/errors.ts";
import { VERSION } from "../domain/version.ts";
import type { System } from "../system/system.ts";
import { COLOR_CHOICES, type ColorChoice, moveLeadingFlags, protectWords } from "./flags.ts";
import { helpWords } from "./help_words.ts";
import { lookAt } from "./look_at.ts";
import { Output } from "./output.ts";
import { loadRoute } from "./routes/table.ts";

/** Runs the program; returns the exit status. */
export async function run(system: System): Promise<number> {
  const args = protectWords(helpWords(moveLeadingFlags(system.environment.args)));
  // What is known before the flags are parsed: an error in them must be JSON, too.
  let output = new Output(system, { json: saysJson(args), quiet: false, color: colorOf(args) });
  try {
    if (args[0] === "--version" || args[0] === "-V") {
      await output.answer({ view: { version: VERSION }, text: `cred ${VERSION}\n` });
      return 0;
    }
    if (args[0] === "__complete") {
      const { complete } = await import("./completion.ts");
      await output.answer({
        view: {},
        text: (await complete(system, system.environment.args.slice(2))).map((line) => `${line}\n`).join(""),
      });
      return 0;
    }
    if (args.length === 0 || (args.length === 1 && (args[0] === "--help" || args[0] === "-h"))) {
      const { rootPage } = await import("./root_page.ts");
      const { isTty } = lookAt(system, "stdout", "auto");
      const fitted = isTty ? (await import("./page_fitter.ts")).pageFitter(system) : String;
      await output.answer({ view: {}, text: fitted(rootPage()) });
      return 0;
    }
    // What finds the command, and the words of the one that is meant, are loaded side by side.
    const [{ dispatch }, route] = await Promise.all([import("./dispatch.ts"), loadRoute(args[0])]);
    const answer = await dispatch(system, args, route, (own) => output = own);
    if (answer === undefined) return 0;
    await output.answer(answer);
    return answer.status ?? 0;
  } catch (error) {
    const told = await hinted(system, asCredError(system, error));
    output.error(told);
    return told.status;
  }
}

function saysJson(args: readonly string[]): boolean {
  return flagsOf(args).includes("--json");
}

function colorOf(args: readonly string[]): ColorChoice {
  const flags = flagsOf(args).join(" ");
  if (!flags.includes("--color")) return "auto";
  return COLOR_CHOICES.find((choice) => new RegExp(`--color[ =]${choice}( |$)`).test(flags)) ?? "auto";
}

function flagsOf(args: readonly string[]): readonly string[] {
  const escape = args.indexOf("--");
  return escape < 0 ? args : args.slice(0, escape);
}

async function hinted({ environment }: System, error: CredError): Promise<CredError> {
  if (error.code !== "access.file_denied") return error;
  return (await import("../app/home_hint.ts")).withHomeHint(environment, error);
}

function asCredError(system: System, error: unknown): CredError {
  if (error instanceof CredError) return error;
  if (system.interrupted.aborted) return new CredError("interrupted", "interrupted", [], error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CredError("failed.unexpected", `something that cred did not expect: ${what}`, [
    "this is a mistake in cred; please report it",
  ], error);
}
