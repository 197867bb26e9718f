import { isOutOfReach, placesHolding } from "../../domain/deliveries.ts";
import { CredError } from "../../domain/errors.ts";
import { findSecret } from "../../domain/queries.ts";
import type { Rotation } from "../../domain/rotations.ts";
import type { State } from "../../domain/state.ts";
import type { PushView } from "../../views/push.ts";
import type { RotationPushView } from "../../views/rotation.ts";
import type { App } from "../app.ts";
import { pushSecrets } from "../targets/push.ts";
import type { Vault } from "../vault.ts";

/** Secrets of one environment that go to one target. */
interface Load {
  readonly target: string;
  readonly environment: string;
  readonly names: Set<string>;
}

/** Sends the new keys to every target that holds the old ones. One target that fails doesn't stop the rest. */
export async function pushReplacements(
  app: App,
  vault: Vault,
  state: State,
  rotations: readonly Rotation[],
): Promise<RotationPushView[]> {
  const views: RotationPushView[] = [];
  for (const load of loadsOf(state, rotations)) {
    const { target, environment } = load;
    app.report.progress(`sending new keys to ${target}`);
    for (const { sent, failed, afterPush } of await send(app, vault, load)) {
      views.push({ target, environment, sent, failed, ...(afterPush === undefined ? {} : { afterPush }) });
    }
  }
  return views;
}

function loadsOf(state: State, rotations: readonly Rotation[]): Load[] {
  const loads = new Map<string, Load>();
  for (const { next, old } of rotations) {
    const { name, environment } = next;
    // A name that points elsewhere by now has nothing to do with this.
    if (findSecret(state, next)?.versions.at(-1) !== next.id) continue;
    for (const place of placesHolding(state, [old.id])) {
      if (isOutOfReach(state, place)) continue;
      const id = JSON.stringify([place.target, environment]);
      const load = loads.get(id) ?? { target: place.target, environment, names: new Set() };
      load.names.add(name);
      loads.set(id, load);
    }
  }
  return [...loads.values()];
}

type Sent = Pick<RotationPushView, "sent" | "failed" | "afterPush">;

async function send(app: App, vault: Vault, { target, environment, names }: Load): Promise<Sent[]> {
  const push = async (names: readonly string[]): Promise<Sent> => {
    const wish = { target, environment, names, force: false, createPlace: false };
    return sentOf(await pushSecrets(app, vault, wish, () => Promise.resolve()));
  };
  const pushOrTell = async (names: readonly string[]): Promise<Sent[]> => {
    try {
      return [await push(names)];
    } catch (error) {
      if (!(error instanceof CredError) || isFatal(app, error)) throw error;
      // One that may not go there stops none of the others.
      if (error.code === "conflict.not_sendable" && names.length > 1) {
        const each: Sent[] = [];
        for (const name of names) each.push(...await pushOrTell([name]));
        return each;
      }
      const { code, message } = error;
      return [{ sent: [], failed: names.map((secret) => ({ secret, code, message })) }];
    }
  };
  return await pushOrTell([...names]);
}

function isFatal(app: App, { code }: CredError): boolean {
  return code === "interrupted" || code.startsWith("integrity") || app.system.interrupted.aborted;
}

function sentOf({ secrets, afterPush }: PushView): Sent {
  const failed = secrets.filter(({ action }) => action === "failed");
  const sent = secrets.filter(({ action }) => action !== "failed" && action !== "skipped");
  return {
    sent: sent.map(({ secret }) => secret),
    failed: failed.map(({ secret, why = "" }) => ({ secret, code: "failed.push", message: why })),
    ...(afterPush === undefined ? {} : { afterPush }),
  };
}
