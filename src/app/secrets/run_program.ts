// The law of use: values go into the environment of one program and nowhere else: into no argument, no file, and not
// into our own environment. What can't be given is said before the program starts.

import { CredError, refusalError } from "../../domain/errors.ts";
import { quote, refuseSecretName } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import type { ByteFilter } from "../../system/processes.ts";
import type { App } from "../app.ts";
import { changesLoading } from "./loading_names.ts";
import { maskFilter, Masks } from "./mask.ts";
import { patternsOf } from "./mask_patterns.ts";
import { openSecrets, type SecretChoice } from "./open_secrets.ts";
import { lookInside } from "../look.ts";

/** What `run` was asked. */
export interface RunWish extends SecretChoice {
  /** Stands before every name; may be empty. */
  readonly prefix: string;
  readonly redact: boolean;
  readonly command: string;
  readonly args: readonly string[];
}

/** What opens a vault: the program is given what is in it, not the vault. */
const OURS = "CRED_PASSPHRASE";

/** Runs a program with secrets in its environment; its exit status. */
export async function runWithSecrets(app: App, wish: RunWish): Promise<number> {
  const { command, args } = wish;
  return await app.system.processes.run(command, args, await prepare(app, wish));
}

async function prepare(app: App, wish: RunWish) {
  refusePrefix(wish.prefix);
  const { vault, state } = await lookInside(app);
  const opened = await openSecrets(app, vault, state, wish);
  if (opened.length === 0) app.report.warn("the vault has no secret for it: it runs without any");
  const given: (readonly [name: string, value: Secret])[] = [];
  for (const { entry, value } of opened) {
    const name = wish.prefix + entry.name;
    const why = whyNot(name, value, wish.only !== undefined);
    if (why === undefined) given.push([name, value]);
    else if (wish.only === undefined) app.report.warn(`${quote(entry.name)} is left out: ${why}`);
    else throw new CredError("usage.variable", `${quote(entry.name)} can't be given: ${why}`);
  }
  const env = Object.fromEntries([
    [OURS, undefined],
    ...given.map(([name, value]) => [name, value.openText((text) => text)]),
  ]);
  return { env, filter: wish.redact ? filterFor(app, given) : undefined };
}

/** Why a value can't be a variable; undefined where it can. `named`: whether the user named it. */
function whyNot(name: string, value: Secret, named: boolean): string | undefined {
  if (!named && changesLoading(name)) {
    return "it changes how programs are found or loaded; name it with --only to give it";
  }
  try {
    return value.openText((text) => text.includes("\0")) ? "no variable can hold a NUL character" : undefined;
  } catch {
    return "it is not UTF-8 text, as a variable has to be";
  }
}

function filterFor(app: App, given: readonly (readonly [string, Secret])[]): () => ByteFilter {
  const patterns: Uint8Array[] = [];
  for (const [name, value] of given) {
    const own = patternsOf(value);
    if (own.length === 0) app.report.warn(`the value of ${quote(name)} is too short to be masked`);
    patterns.push(...own);
  }
  const masks = new Masks(patterns);
  return () => maskFilter(masks);
}

function refusePrefix(prefix: string): void {
  if (prefix === "") return;
  const refusal = refuseSecretName(prefix);
  if (refusal !== undefined) {
    throw refusalError({ ...refusal, message: refusal.message.replace("secret name", "prefix") });
  }
}
