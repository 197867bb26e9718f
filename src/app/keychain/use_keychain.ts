import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { KeychainUseView } from "../../views/keychain.ts";
import type { App } from "../app.ts";
import { isLasting, keepChoice, keychainChoice, lastingChoice } from "./keychain_choice.ts";
import { openKeychainOf } from "./keychains.ts";
import { moveItems } from "./move_items.ts";

/** Makes a keychain the one that this machine uses from now on, and moves what the other holds if that is asked for. */
export async function useKeychain(app: App, word: string, move: boolean): Promise<KeychainUseView> {
  if (!isLasting(word)) {
    throw new CredError("usage.keychain", `${quote(word)} is no keychain that can be chosen for good`, [
      "choose one: cred keychain use system, or cred keychain use file",
    ]);
  }
  const { system, options, report } = app;
  const other = word === "file" ? "system" : "file";
  const to = await openKeychainOf(word, system, options.noInput, report.now);
  const from = await openKeychainOf(other, system, options.noInput, report.now);
  // A keychain that doesn't work here is not chosen.
  await to.list();
  const was = await lastingChoice(system);
  const { by } = await keychainChoice(system);
  const overruledBy = by === "CRED_KEYCHAIN" || by === "CRED_ACCESS_KEY" ? { overruledBy: by } : {};
  const view = { ...overruledBy, keychain: word, title: to.title, was: was.kind, dryRun: options.dryRun };
  const switchOver = async (): Promise<void> => {
    if (was.kind !== word || was.by === "default") await keepChoice(system, word);
  };
  if (move && !options.dryRun) return { ...view, ...await moveItems(from, to, switchOver) };
  if (move) return { ...view, moved: await from.list(), left: [] };
  const stay = await from.list().catch(() => undefined);
  if (!options.dryRun) await switchOver();
  return { ...view, moved: [], left: [], ...(stay === undefined ? {} : { stay }) };
}
