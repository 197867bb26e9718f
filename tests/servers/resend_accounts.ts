/** A key in a stand-in account. */
export interface ResendKey {
  readonly id: string;
  name: string;
  readonly token: string;
  readonly permission: "full_access" | "sending_access";
  readonly domainId: string | undefined;
  /** As the platform writes it, in one of its two ways. */
  readonly createdAt: string;
  lastUsedAt: string | undefined;
}

/** A domain in a stand-in account. */
export interface ResendDomain {
  readonly id: string;
  readonly name: string;
}

/** How an account's key may be made by hand. */
export interface KeySeed {
  readonly id?: string;
  readonly name?: string;
  readonly permission?: ResendKey["permission"];
  readonly domainId?: string | undefined;
  readonly createdAt?: string;
  readonly token?: string;
}

/** A team at the stand-in: its keys (the master key is one of them) and domains. */
export class ResendAccount {
  readonly masterKey: string;
  readonly domains: readonly ResendDomain[];
  /** Makes the token of the next key; a test that wants the same one twice may change it. */
  makeToken: () => string = makeToken;
  readonly #keys = new Map<string, ResendKey>();

  constructor(domainNames: readonly string[], masterKey?: string) {
    this.domains = domainNames.map((name) => ({ id: crypto.randomUUID(), name }));
    this.masterKey = this.addKey({
      name: "master",
      permission: "full_access",
      ...(masterKey === undefined ? {} : { token: masterKey }),
    }).token;
  }

  /** Live keys, the newest first. */
  get keys(): readonly ResendKey[] {
    return [...this.#keys.values()].reverse();
  }

  /** Makes a key as a person at the dashboard would: it is foreign to the program under test. */
  addKey(seed: KeySeed = {}): ResendKey {
    const key: ResendKey = {
      id: seed.id ?? crypto.randomUUID(),
      name: seed.name ?? "made by hand",
      token: seed.token ?? this.makeToken(),
      permission: seed.permission ?? "full_access",
      domainId: seed.domainId,
      createdAt: seed.createdAt ?? wireInstant(new Date()),
      lastUsedAt: undefined,
    };
    this.#keys.set(key.id, key);
    return key;
  }

  /** Whether there was such a key. */
  removeKey(id: string): boolean {
    return this.#keys.delete(id);
  }

  /** Puts the account back to a list of keys that `keys` gave earlier. */
  restore(keys: readonly ResendKey[]): void {
    this.#keys.clear();
    for (const key of keys.toReversed()) this.#keys.set(key.id, key);
  }

  key(id: string): ResendKey | undefined {
    return this.#keys.get(id);
  }

  keyOfToken(token: string): ResendKey | undefined {
    return this.keys.find((key) => key.token === token);
  }
}

/** An instant the way the live API writes it: `2023-10-06 23:47:56.678+00`. */
export function wireInstant(at: Date): string {
  return at.toISOString().replace("T", " ").replace("Z", "+00");
}

function makeToken(): string {
  return `re_${letters(8)}_${letters(24)}`;
}

function letters(length: number): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => alphabet[byte % 57]).join("");
}
