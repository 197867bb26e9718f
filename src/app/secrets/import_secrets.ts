import { CredError } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote, refuseDescription } from "../../domain/names.ts";
import { Secret } from "../../domain/secret.ts";
import { absolutePath } from "../../vault/layout.ts";
import { type ImportedView, keptView, type LeftView } from "../../views/exchange.ts";
import type { App } from "../app.ts";
import { type ImportedEntry, type ImportedText, readImport } from "./import_text.ts";
import { compareSecrets, keepSecrets, refuseOverwriting, type WishedSecret } from "./keep_secrets.ts";
import { findOrMakeVault } from "../make_vault.ts";
import { findVault, viewState } from "../vault.ts";

/** Most bytes of an import. */
const MAX_IMPORT_BYTES = 16 * 1_048_576;

/** What `import` was asked. */
export interface ImportWish {
  /** A path; `-`: standard input. */
  readonly from: string;
  /** Undefined: as the text says, else the usual one. */
  readonly environment: string | undefined;
  readonly overwrite: boolean;
  readonly comments: boolean;
}

/** Keeps all secrets of a text, or none. */
export async function importSecrets(app: App, wish: ImportWish): Promise<ImportedView> {
  const read = readImport(await readText(app, wish.from), wish.comments);
  const left: LeftView[] = [...read.left];
  const wished = wishesOf(read, wish, left);
  const found = await findVault(app);
  const compared = await compareSecrets(app, found, await viewState(app, found), wished);
  if (!app.options.dryRun) {
    refuseOverwriting(compared, wish.overwrite);
    if (compared.some(({ step }) => step !== "same")) {
      await keepSecrets(app, found ?? await findOrMakeVault(app), compared);
    }
  }
  return {
    vault: (found ?? await findVault(app))?.place.folder,
    format: read.format,
    secrets: compared.map(keptView),
    left,
    dryRun: app.options.dryRun,
  };
}

function wishesOf(read: ImportedText, { environment }: ImportWish, left: LeftView[]): WishedSecret[] {
  const said = new Set(read.entries.map((one) => one.environment));
  if (environment !== undefined && said.size > 1) {
    throw new CredError(
      "usage.environment",
      `the file holds several environments (${
        [...said].map((one) => one ?? DEFAULT_ENVIRONMENT).join(", ")
      })`,
      ["leave out --env: each is imported under its own name"],
    );
  }
  return read.entries.flatMap((entry) => {
    const where = environment ?? entry.environment ?? DEFAULT_ENVIRONMENT;
    const leave = (why: string) => void left.push({ secret: entry.name, environment: where, why });
    if (entry.value !== "") return [wishOf(entry, where, leave)];
    leave("it is empty, and a secret needs a value");
    return [];
  });
}

/** A comment that can't be a description is not quoted: it may hold an old value. */
function wishOf(
  { name, value, description }: ImportedEntry,
  environment: string,
  leave: (why: string) => void,
): WishedSecret {
  const isFit = description === undefined || refuseDescription(description) === undefined;
  if (!isFit) leave("its comment is no description: too long, or with a character that does not print");
  return { environment, name, value: Secret.ofText(value), description: isFit ? description : undefined };
}

async function readText(app: App, from: string): Promise<string> {
  const bytes = from === "-"
    ? await app.system.terminal.readAll(MAX_IMPORT_BYTES)
    : await readFile(app, from);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CredError("usage.import", "this is not UTF-8 text", [
      "give a .env file, JSON, or what cred export wrote",
    ]);
  }
}

async function readFile(app: App, path: string): Promise<Uint8Array> {
  if (path === "" || path.length > 4_096 || path.includes("\0")) {
    throw new CredError("usage.file", `${quote(path)} is no path of a file`);
  }
  const { files, environment } = app.system;
  const bytes = await files.readInput(absolutePath(path, environment), MAX_IMPORT_BYTES);
  if (bytes !== undefined) return bytes;
  throw new CredError("usage.file", `there is no file ${quote(path)}`);
}
