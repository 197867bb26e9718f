import { CredError } from "../../src/domain/errors.ts";
import type { Secret } from "../../src/domain/secret.ts";
import { checkItem, checkValue } from "../../src/keychain/items.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";

/** What is wrong with a keychain: it is locked, it is not there, or it fails. */
export type KeychainTrouble = "locked" | "missing" | "denied" | "timeout" | "failing";

const TROUBLES: Readonly<Record<KeychainTrouble, () => CredError>> = {
  locked: () => new CredError("access.keychain_locked", "the keychain is locked", ["unlock it"]),
  missing: () => new CredError("access.keychain_missing", "no keychain", ["cred keychain use file"]),
  denied: () => new CredError("access.keychain_denied", "the keychain refused"),
  timeout: () => new CredError("access.keychain_timeout", "the keychain did not answer in 10 s"),
  failing: () => new CredError("failed.keychain", "the keychain failed"),
};

/** A keychain in memory; `trouble` is what every call meets while it is set. */
export class MemoryKeychain implements Keychain {
  readonly kind = "system";
  readonly title = "memory";
  trouble: KeychainTrouble | undefined;
  /** Called before every call with what it is about to do; what it throws is the call's failure. */
  before: ((act: "get" | "set" | "delete" | "has" | "list", item: string) => void) | undefined;
  readonly items = new Map<string, { readonly value: Secret; readonly label: string }>();

  async get(item: string): Promise<Secret | undefined> {
    await this.#enter("get", item);
    return this.items.get(item)?.value;
  }

  async set(item: string, value: Secret, label: string): Promise<void> {
    await this.#enter("set", item);
    checkValue(item, value);
    this.items.set(item, { value, label });
  }

  async delete(item: string): Promise<boolean> {
    await this.#enter("delete", item);
    return this.items.delete(item);
  }

  async has(item: string): Promise<boolean> {
    await this.#enter("has", item);
    return this.items.has(item);
  }

  async list(): Promise<readonly string[]> {
    await this.#enter("list", "listed");
    return [...this.items.keys()].sort();
  }

  async #enter(act: "get" | "set" | "delete" | "has" | "list", item: string): Promise<void> {
    await Promise.resolve();
    checkItem(item);
    this.before?.(act, item);
    if (this.trouble !== undefined) throw TROUBLES[this.trouble]();
  }
}
