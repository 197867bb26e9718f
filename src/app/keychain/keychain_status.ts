import type { KeychainStatusView } from "../../views/keychain.ts";
import type { App } from "../app.ts";
import { keychainChoice } from "./keychain_choice.ts";
import { troubleOf } from "../trouble.ts";

/** Which keychain is used, why, and what is in it. Opens no item. */
export async function keychainStatus(app: App): Promise<KeychainStatusView> {
  const { kind, by } = await keychainChoice(app.system);
  const keychain = await app.keychain();
  const view = { keychain: kind, title: keychain.title, chosenBy: by };
  try {
    return { ...view, items: await keychain.list() };
  } catch (error) {
    return { ...view, trouble: troubleOf(error) };
  }
}
