import type { Refusal } from "../errors.ts";
import type { SecretRef } from "../events.ts";
import { quote, secretWords } from "../names.ts";
import { findSecret } from "../queries.ts";
import type { State } from "../state.ts";
import { findVersion, shortVersion } from "../version_name.ts";
import { previousVersion } from "../versions.ts";
import { accept, type Decision, refuse } from "./decision.ts";
import { refuseMissing } from "./secrets.ts";

/** Makes an older version of a secret its current one. `to`: a version's name; undefined: the one before. */
export interface RollBack extends SecretRef {
  readonly type: "roll back";
  readonly to: string | undefined;
}

/** There is nothing before the current version. */
export function noOlderVersion(ref: SecretRef): Refusal {
  return {
    code: "conflict.no_older_version",
    message: `secret ${quote(ref.name)} has no version before the current one`,
    hints: [`see its versions: cred secret history ${secretWords(ref)}`],
  };
}

/** Only to a value that is here, and that its platform takes for sure: a key that may be deleted already is none. */
export function decideRollBack(state: State, { environment, name, to }: RollBack): Decision {
  const ref = { environment, name };
  const missing = refuseMissing(state, ref);
  if (missing !== undefined) return missing;
  const entry = findSecret(state, ref)!;
  const found = to === undefined ? { version: previousVersion(state, entry) } : findVersion(state, ref, to);
  if ("refusal" in found) return found;
  const { version } = found;
  if (version === undefined) {
    return { refusal: noOlderVersion(ref) };
  }
  if (version.id === entry.versions.at(-1)) return accept();
  const key = state.keys.get(version.id);
  if (key?.replaces !== undefined && key.switchedAt === undefined && key.status === "live") {
    return refuse(
      "conflict.rotating",
      `version ${shortVersion(version.id)} of secret ${quote(name)} is a key that is not switched to yet`,
      `go on with its rotation: cred source rotate ${key.source} ${secretWords(ref)}`,
    );
  }
  const deletion = [...state.intents.values()].find((one) => one.kind === "delete" && one.key === version.id);
  if (key !== undefined && deletion !== undefined) {
    return refuse(
      "conflict.key_deleting",
      `version ${shortVersion(version.id)} of secret ${quote(name)} is a key whose deletion at source ${
        quote(key.source)
      } was asked for at ${deletion.at}, without an answer that is known`,
      `settle that: cred source reconcile ${key.source}`,
    );
  }
  if (key === undefined || key.status === "live") {
    return accept({ type: "secret.rolled_back", data: { ...ref, version: version.id } });
  }
  return refuse(
    "conflict.key_gone",
    `version ${shortVersion(version.id)} of secret ${quote(name)} is a key that is gone at source ${
      quote(key.source)
    } since ${key.endedAt}`,
    `see its versions: cred secret history ${secretWords(ref)}`,
  );
}
