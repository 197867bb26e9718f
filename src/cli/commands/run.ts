import type { App } from "../../app/app.ts";
import { runWithSecrets } from "../../app/secrets/run_program.ts";
import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import type { Answer } from "../answer.ts";
import { listOf } from "../flags.ts";
import type { RunFlags } from "../routes/use.ts";

export async function run(app: App, flags: RunFlags, ...words: string[]): Promise<Answer> {
  const [command, ...args] = words;
  if (command === undefined || !app.system.environment.args.includes("--")) {
    throw new CredError("usage", "the command to run stands behind --, so that its flags are its own", [
      "cred run -- env",
    ]);
  }
  const status = await runWithSecrets(app, {
    environment: flags.env ?? DEFAULT_ENVIRONMENT,
    only: listOf(flags.only),
    prefix: flags.prefix ?? "",
    redact: flags.redact,
    command,
    args,
  });
  return { view: {}, text: "", silent: true, status };
}
