// Whether what a place holds is still what was put there. Values and hashes that a platform shows are compared by
// fingerprint: neither is ever recorded.

import type { Delivery, State } from "../../domain/state.ts";
import type { RemoteSecret, TargetClient, TargetDriver } from "../../targets/target.ts";
import type { Fingerprinter } from "../../vault/fingerprint.ts";
import { openFingerprinter, openKeys } from "../access/access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";

/** Tells drift; the keychain is opened only when a fingerprint is needed. Undefined: it can't be told. */
export type Drift = (listed: RemoteSecret, delivery: Delivery) => Promise<boolean | undefined>;

/** How drift is told at one place. */
export function driftAt(
  app: App,
  vault: Vault,
  state: State,
  driver: TargetDriver,
  client: TargetClient,
): Drift {
  let opened: Promise<Fingerprinter> | undefined;
  const fingerprinter = () =>
    opened ??= openKeys(app, vault).then((keys) => openFingerprinter(app, vault, state, keys));
  return async (listed, delivery) => {
    if (listed.value !== undefined) {
      const made = await fingerprinter();
      if (!made.made(delivery.fingerprint)) return undefined;
      return await made.value(delivery, listed.value) !== delivery.fingerprint;
    }
    if (driver.markOfValue !== true) return client.changed(listed, delivery.mark);
    if (listed.mark === undefined || delivery.mark === undefined) return undefined;
    return await (await fingerprinter()).mark(listed.mark) !== delivery.mark;
  };
}
