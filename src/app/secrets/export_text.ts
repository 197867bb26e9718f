import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { readDotenv } from "../../targets/dotenv/text.ts";
import type { ExportedView } from "../../views/exchange.ts";
import { EXPORT_HEADER, writtenForDotenv } from "./export_dotenv.ts";

/** A secret as it is written out. */
export interface WrittenSecret {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
}

/** Secrets as text, and the names of those that a shell reads otherwise. */
export interface ExportText {
  readonly text: string;
  readonly notForShell: readonly string[];
}

/** Writes secrets in a format. Errors: failed.format where it can't hold one of them. */
export function exportText(
  format: ExportedView["format"],
  environment: string,
  secrets: readonly WrittenSecret[],
): ExportText {
  switch (format) {
    case "json": {
      const values = Object.fromEntries(secrets.map(({ name, value }) => [name, value]));
      return { text: `${JSON.stringify(values, null, 2)}\n`, notForShell: [] };
    }
    case "shell":
      return { text: header(environment) + secrets.map(shellLine).join(""), notForShell: [] };
    case "dotenv":
      return dotenvText(environment, secrets);
  }
}

function dotenvText(environment: string, secrets: readonly WrittenSecret[]): ExportText {
  const notForShell: string[] = [];
  let text = header(environment);
  for (const { name, value, description } of secrets) {
    const written = writtenForDotenv(value);
    if (written === undefined) {
      throw unfit(name, "no quoting of it is read by dotenv as it is, and safe in a shell", "json");
    }
    if (!written.shell) notForShell.push(name);
    text += `${comment(description)}${name}=${written.text}\n`;
  }
  const read = readDotenv(text);
  const wrong = secrets.find(({ name, value }) => read.get(name) !== value);
  if (wrong !== undefined) throw unfit(wrong.name, "what stands around it would be read otherwise", "json");
  return { text, notForShell };
}

function shellLine({ name, value, description }: WrittenSecret): string {
  if (value.includes("\0")) throw unfit(name, "no variable can hold a NUL character", "json");
  return `${comment(description)}export ${name}='${value.replaceAll("'", "'\\''")}'\n`;
}

function header(environment: string): string {
  return `${EXPORT_HEADER} environment ${environment}\n\n`;
}

function comment(description: string | undefined): string {
  return description === undefined ? "" : `# ${description}\n`;
}

function unfit(name: string, why: string, other: string): CredError {
  return new CredError("failed.format", `the value of ${quote(name)} can't be written so: ${why}`, [
    `write another format: --format ${other}`,
    "or name those that you need with --only",
  ]);
}
