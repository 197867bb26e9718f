// A `.env` file: the one target that is a file of this machine. Environment `default` goes to the file that is bound,
// any other to a file beside it (`.env.production`). The file is replaced as a whole, so that a reader sees all of a
// push or nothing of it, and nobody but its owner may read it.
//
// System calls of a push, between the records of the intent and of the outcome:
//   .env.<hex>.tmp openat write fsync rename→.env
//   work fsync

import { CredError, type Refusal } from "../../domain/errors.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { Secret } from "../../domain/secret.ts";
import { interruption } from "../../system/http/failures.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { refuseUnfitFile } from "./file.ts";
import { quoteForDotenv } from "./quote.ts";
import { assign, readDotenv, unassign } from "./text.ts";
import type { PushItem, PutResult, RemoteSecret, TargetClient, TargetConnection } from "../target.ts";
import type { TargetDriver } from "../target.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_VALUE_BYTES = 1_048_576;
const MAX_PATH = 1_024;

/** The driver for `.env` files. Its identifier is a path, relative ones from the working folder. */
export const dotenv: TargetDriver = {
  name: "dotenv",
  title: ".env file",
  token: undefined,
  address: undefined,
  stores: ["file"],
  identifierForm: "path/.env",
  readIdentifier: readPath,
  findIdentifier: () => Promise.resolve(".env"),
  scopeOf: (environment) => environment === DEFAULT_ENVIRONMENT ? undefined : environment,
  refuse,
  oneEnvironment: false,
  afterPush: undefined,
  connect,
};

/** The file of an environment: the bound one, or one beside it that has the environment's name at its end. */
export function dotenvPath(identifier: string, scope: string | undefined): string {
  return scope === undefined || identifier.endsWith(`.${scope}`) ? identifier : `${identifier}.${scope}`;
}

function readPath(text: string): string | undefined {
  if (text.trim() === "" || text.length > MAX_PATH || /[\p{Cc}\p{Cf}\p{Surrogate}]/u.test(text)) {
    return undefined;
  }
  const path = text.replace(/\/(?:\.?\/)+/g, "/").replace(/^(?:\.\/)+/, "");
  return /(?:^|\/)\.{0,2}$/.test(path) ? undefined : path;
}

function refuse({ name, size }: { readonly name: string; readonly size: number }): Refusal | undefined {
  if (!NAME.test(name)) {
    return {
      code: "usage.name",
      message: `no variable of a .env file can have the name ${quote(name)}`,
      hints: ["use letters, digits and _, not starting with a digit"],
    };
  }
  if (size <= MAX_VALUE_BYTES) return undefined;
  return { code: "usage.too_large", message: `the value of ${quote(name)} is larger than 1 MiB`, hints: [] };
}

function connect(connection: TargetConnection): TargetClient {
  const path = dotenvPath(connection.identifier, connection.scope);
  const { files, interrupted } = connection;

  async function read(): Promise<string> {
    const bytes = await attempt("none", () => files.read(path)) ?? new Uint8Array();
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw refused(`${quote(path)} is not UTF-8 text`);
    }
  }

  async function write(text: string): Promise<void> {
    if (interrupted.aborted) throw interruption("none");
    await attempt("unknown", () => files.replace(path, new TextEncoder().encode(text)));
  }

  async function open(): Promise<string> {
    if (interrupted.aborted) throw interruption("none");
    await attempt("none", () => refuseUnfitFile(path, connection));
    return await read();
  }

  return {
    check: async () => void await open(),
    async list() {
      const values = [...readDotenv(await read())];
      return values.map(([name, value]): RemoteSecret => ({ name, value: Secret.ofText(value) }));
    },
    async put(items, onDone) {
      if (items.length === 0) return;
      const before = await open();
      const { text, results } = compose(before, items);
      // Also where every value is there already: the file may have been readable to others.
      const isDone = results.some(([, result]) => "done" in result);
      const failed = isDone ? await failureOf(() => write(text)) : undefined;
      for (const [name, result] of results) {
        await onDone(name, failed !== undefined && "done" in result ? { failed } : result);
      }
    },
    async delete(name) {
      refuseName(name);
      const before = await open();
      if (!readDotenv(before).has(name)) return "already_absent";
      const after = unassign(before, name);
      if (after === undefined) throw refused(`${quote(name)} can't be taken out of ${quote(path)} by itself`);
      await write(after);
      return "deleted";
    },
    // Values are shown, so whoever knows what was put compares those.
    changed: () => undefined,
  };
}

/** The text after all assignments that can be made, and what became of each. */
function compose(
  before: string,
  items: readonly PushItem[],
): { text: string; results: [string, PutResult][] } {
  let text = before;
  const had = readDotenv(before);
  const results = items.map(({ name, value }): [string, PutResult] => {
    try {
      refuseName(name, value.size);
      text = write(text, name, value);
      return [name, { done: had.has(name) ? "updated" : "created" }];
    } catch (error) {
      if (error instanceof PlatformError) return [name, { failed: error }];
      throw error;
    }
  });
  return { text, results };

  function write(text: string, name: string, value: Secret): string {
    const plain = textOf(name, value);
    const quoted = quoteForDotenv(plain);
    if ("refused" in quoted) throw unquotable(name, quoted.refused);
    const after = assign(text, name, quoted.text, plain);
    if (after === undefined) {
      throw unquotable(name, "what stands around it in the file would be read otherwise");
    }
    return after;
  }
}

function textOf(name: string, value: Secret): string {
  try {
    return value.openText((text) => text);
  } catch {
    throw unquotable(name, "it is not UTF-8 text");
  }
}

function unquotable(name: string, why: string): PlatformError {
  return refused(`no line of a .env file can hold the value of ${quote(name)}: ${why}`, [
    "dotenv and a shell must read the same: keep this value in a file of its own, or encode it (base64)",
  ]);
}

function refuseName(name: string, size = 0): void {
  const refusal = refuse({ name, size });
  if (refusal !== undefined) {
    throw new PlatformError(refusal.code, refusal.message, { effect: "none", hints: refusal.hints });
  }
}

function refused(message: string, hints: readonly string[] = []): PlatformError {
  return new PlatformError("failed.refused", message, { effect: "none", hints });
}

/** What went wrong, where it is for each secret to say; an interruption ends the push. */
async function failureOf(work: () => Promise<void>): Promise<PlatformError | undefined> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PlatformError && error.code !== "interrupted") return error;
    throw error;
  }
}

/** Runs work on files; what fails there is a failure of the platform. */
async function attempt<T>(effect: "none" | "unknown", work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CredError) || error instanceof PlatformError) throw error;
    throw new PlatformError(error.code, error.message, { effect, hints: error.hints, cause: error.cause });
  }
}
