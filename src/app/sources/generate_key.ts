import { decideRequestKey } from "../../domain/decide/keys.ts";
import { refusalError } from "../../domain/errors.ts";
import type { KeyWish, SecretRef } from "../../domain/events.ts";
import { remoteNameOf } from "../../domain/ids.ts";
import { ownLogsOf } from "../../log/heads.ts";
import { type GeneratedView, generatedView } from "../../views/keys.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { noteNewEnvironment } from "../secrets/change_secrets.ts";
import { driverNamed } from "./drivers.ts";
import { parseExpiry } from "./expiry.ts";
import { checkPermission, present } from "./key_wish.ts";
import { keepKey, mintKey, REQUEST_MS } from "./mint_key.ts";
import { settleSecret } from "./settle.ts";
import { newId, sourceOf, withSource } from "./source_act.ts";
import { type Vault, viewVault } from "../vault.ts";

/** What `source generate` was asked. */
export interface GenerateWish extends SecretRef {
  readonly source: string;
  readonly permission: string | undefined;
  readonly domain: string | undefined;
  readonly description: string | undefined;
  /** As typed: when it expires. */
  readonly expires: string | undefined;
}

/** Makes a key at a source and keeps it as a secret. */
export async function generateKey(app: App, vault: Vault, wish: GenerateWish): Promise<GeneratedView> {
  const { state, heads } = await viewVault(app, vault);
  const driver = await driverNamed(sourceOf(state, wish.source).driver);
  const permission = wish.permission ?? driver.permissions[0]!.name;
  checkPermission(driver, { ...wish, permission });
  const { source, environment, name, domain, description } = wish;
  const expiresAt = parseExpiry(app, wish.expires);
  const wished = {
    source,
    environment,
    name,
    permission,
    ...present({ domain, description, expiresAt }),
  };
  const draft = { ...wished, remoteName: "", token: "" };
  const early = decideRequestKey(state, { ...request(app, newId(app), draft), ownLogs: ownLogsOf(heads) });
  if ("refusal" in early) throw refusalError(early.refusal);
  if (app.options.dryRun) return generatedView(vault.place.folder, driver, wished, undefined);
  noteNewEnvironment(app, state, environment);

  return await withSource(app, vault, source, async (act) => {
    await valuesOf(app, vault).checkWritable();
    await settleSecret(act, { environment, name });
    const domainId = domain === undefined ? undefined : await act.client.domainId(domain);
    const id = newId(app);
    const full = { ...wished, remoteName: remoteNameOf(name, vault.id, id), token: act.token };
    const command = request(app, id, full);
    const { ownLogs } = await act.state();
    await act.change(() => ({ ...command, ownLogs }));
    const wanted = {
      remoteName: full.remoteName,
      permission,
      deadlineMs: Date.parse(command.deadline),
      ...present({ domainId }),
    };
    const minted = await mintKey(act, id, full, wanted);
    const outcome = await keepKey(act, id, full, minted);
    const recorded = outcome.events.at(-1);
    return generatedView(vault.place.folder, driver, wished, {
      key: id,
      remoteId: minted.remoteId,
      remoteName: full.remoteName,
      position: recorded === undefined ? undefined : `${recorded.log}:${recorded.event.seq}`,
    });
  });
}

function request(app: App, id: string, wish: KeyWish) {
  const nowMs = app.system.clock.nowMs();
  const deadline = new Date(nowMs + REQUEST_MS).toISOString();
  return { type: "request key" as const, id, wish, deadline, nowMs };
}
