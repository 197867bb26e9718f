import { CredError } from "../../domain/errors.ts";
import type { ImportedView, LeftView } from "../../views/exchange.ts";
import { readDotenvImport } from "./import_dotenv.ts";
import { readReferenceImport } from "./import_reference.ts";

/** What a text to be imported holds. */
export interface ImportedText {
  readonly format: ImportedView["format"];
  readonly entries: readonly ImportedEntry[];
  readonly left: readonly LeftView[];
}

/** One name and its value. `environment`: where the text says one. */
export interface ImportedEntry {
  readonly environment?: string;
  readonly name: string;
  readonly value: string;
  readonly description?: string;
}

/** First line of the reference tool's export. */
const REFERENCE = /^\ufeff?# cred-export v\d+/;
const AGE = /^(?:age-encryption\.org\/|-----BEGIN AGE ENCRYPTED FILE-----)/;

/** Reads what another program, or `cred export`, wrote. `comments`: whether comments become descriptions. */
export function readImport(text: string, comments: boolean): ImportedText {
  if (AGE.test(text)) {
    throw new CredError("usage.encrypted", "this is an encrypted export", [
      "decrypt it first: age -d -i IDENTITY FILE | cred import -",
    ]);
  }
  if (REFERENCE.test(text)) return readReferenceImport(text);
  return /^\ufeff?\s*\{/.test(text) ? readJsonImport(text) : readDotenvImport(text, comments);
}

function readJsonImport(text: string): ImportedText {
  const parsed = parseJson(text.replace(/^\ufeff/, ""));
  const entries = Object.entries(parsed).map(([name, value]): ImportedEntry => {
    if (typeof value === "string") return { name, value };
    throw new CredError("usage.import", `the value of ${JSON.stringify(name.slice(0, 64))} is no text`, [
      'write it as {"KEY":"value"}, every value a text',
    ]);
  });
  return { format: "json", entries, left: [] };
}

function parseJson(text: string): object {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The runtime's message quotes what it read.
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const line = at === undefined ? "" : ` (line ${text.slice(0, Number(at)).split("\n").length})`;
    throw new CredError("usage.import", `this is not valid JSON${line}`, ['write it as {"KEY":"value"}']);
  }
}
