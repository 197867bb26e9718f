import { refuseMissing } from "../../domain/decide/secrets.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import type { SecretRef } from "../../domain/events.ts";
import { quote } from "../../domain/names.ts";
import { currentVersion, findSecret } from "../../domain/queries.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State, Version } from "../../domain/state.ts";
import { findVersion } from "../../domain/version_name.ts";
import { ValueStore } from "../../vault/values.ts";
import { type SecretVersionView, secretVersionView } from "../../views/secrets.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { warnExpired } from "../sources/expiry.ts";
import { lookAtAll, lookInside } from "../look.ts";
import { openIdentity } from "../access/open_identity.ts";

/** Opens a secret's value: that of the version which is named, else the one that it has now. */
export async function getSecret(
  app: App,
  ref: SecretRef,
  versionName: string | undefined,
): Promise<{ view: SecretVersionView; value: Secret }> {
  const { vault, state } = await (versionName === undefined ? lookInside : lookAtAll)(app);
  const version = versionName === undefined
    ? currentOrRefuse(state, ref)
    : namedOrRefuse(state, ref, versionName);
  // While the keychain finds the key, what it opens is read. What is wrong with that is told after it: a person may be at a
  // question, which must end before the program does.
  const reading = new ValueStore(app.system.files, vault.paths.valuesFolder).load(version.sealed);
  reading.catch(() => {});
  const identity = await openIdentity(app, vault), value = await reading;
  warnExpired(app, version);
  return {
    view: secretVersionView(state, version, app.system.clock.nowMs()),
    value: await value.open(identity),
  };
}

/** The version that a secret has now. */
export function currentOrRefuse(state: State, ref: SecretRef): Version {
  const missing = refuseMissing(state, ref);
  refuseNow(missing);
  const version = currentVersion(state, findSecret(state, ref)!);
  if (version !== undefined) return version;
  throw new CredError("failed.no_value", `the value of ${quote(ref.name)} is gone: its key was deleted`, [
    "see what happened to it: cred log",
  ]);
}

/** The version of a secret that a word names. */
export function namedOrRefuse(state: State, ref: SecretRef, name: string): Version {
  const found = findVersion(state, ref, name);
  if ("version" in found) return found.version;
  // A name that no secret ever had is told first.
  const missing = found.refusal.code === "failed.no_version" ? refuseMissing(state, ref) : undefined;
  throw refusalError(missing !== undefined && "refusal" in missing ? missing.refusal : found.refusal);
}
