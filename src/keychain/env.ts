// The law of the env keychain: it holds one vault's keys, from CRED_ACCESS_KEY, and nothing can be put into it or taken
// out. Tokens of sources and targets are not in it: those come from variables of their own.

import { toBase64 } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";
import { ACCESS_KEY_VARIABLE, type AccessKey, decodeAccessKey } from "./access_key.ts";
import { checkItem, checkValue } from "./items.ts";
import type { Keychain } from "./keychain.ts";

/** A keychain of an access key. Further errors than the port's: access.key_invalid, access.key_newer, usage.read_only_keychain. */
export function openEnvKeychain(line: Secret): Keychain {
  let decoded: Promise<AccessKey> | undefined;

  async function held(): Promise<{ readonly name: string; readonly access: AccessKey }> {
    const access = await (decoded ??= decodeAccessKey(line));
    return { name: `vault-${access.vaultId}`, access };
  }

  return {
    kind: "env",
    title: ACCESS_KEY_VARIABLE,
    async get(item) {
      checkItem(item);
      const { name, access } = await held();
      if (item !== name) return undefined;
      return Secret.ofText(JSON.stringify({
        ...(access.seed === undefined ? {} : { seed: access.seed.open(toBase64) }),
        identity: access.identity.openText((text) => text),
      }));
    },
    set(item, value) {
      return Promise.resolve().then(() => {
        checkValue(item, value);
        throw readOnly("nothing can be stored in it");
      });
    },
    async delete(item) {
      checkItem(item);
      if (item !== (await held()).name) return false;
      throw readOnly("nothing can be taken out of it");
    },
    async has(item) {
      checkItem(item);
      return item === (await held()).name;
    },
    list: async () => [(await held()).name],
  };
}

function readOnly(why: string): CredError {
  return new CredError(
    "usage.read_only_keychain",
    `the keychain in use is ${ACCESS_KEY_VARIABLE}, and ${why}`,
    [
      "do it on a machine with a keychain of its own",
      `unset ${ACCESS_KEY_VARIABLE}`,
    ],
  );
}
