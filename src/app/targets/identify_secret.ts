import { placesHolding } from "../../domain/deliveries.ts";
import { rotateCommand } from "../../domain/decide/rotations.ts";
import { addSourceCommand } from "../../domain/decide/sources.ts";
import { pruneCommand, secretWords } from "../../domain/names.ts";
import { rotationsWith } from "../../domain/rotations.ts";
import { type Key, secretId, type State, type Version } from "../../domain/state.ts";
import { type IdentifiedView, placeRefView } from "../../views/identified.ts";
import { openFingerprinter, openKeys, valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import { readSecretInput } from "../input.ts";
import { Fingerprinter } from "../../vault/fingerprint.ts";
import { lookInside } from "../look.ts";

/** Which secret, source, key and targets a value belongs to, by its fingerprints. The value goes nowhere. */
export async function identifySecret(app: App): Promise<IdentifiedView> {
  const { vault, state } = await lookInside(app);
  const keys = await openKeys(app, vault);
  const stdin = !app.system.terminal.isTty.stdin;
  const value = await readSecretInput(app, { stdin }, {
    what: "value",
    question: "Value",
    flags: "it on standard input",
  });
  const fingerprinters = new Map<string, Fingerprinter>();
  for (const [id, { sealed }] of state.fingerprintKeys) {
    fingerprinters.set(
      id,
      id === state.fingerprintKey
        ? await openFingerprinter(app, vault, state, keys)
        : new Fingerprinter(id, await valuesOf(app, vault).open(sealed, keys.identity)),
    );
  }
  const found: IdentifiedView["secrets"][number][] = [];
  for (const version of state.versions.values()) {
    const fingerprinter = fingerprinters.get(version.fingerprint.split(":", 1)[0]!);
    if (fingerprinter === undefined || await fingerprinter.value(version, value) !== version.fingerprint) {
      continue;
    }
    const entry = state.secrets.get(secretId(version));
    const key = state.keys.get(version.id);
    const current = entry !== undefined && entry.versions.at(-1) === version.id;
    found.push({
      secret: version.name,
      environment: version.environment,
      current,
      ...ofKey(key),
      targets: placesHolding(state, [version.id]).map(placeRefView),
      end: endOf(state, version, key, current),
    });
  }
  // What the vault no longer has may still be where it was sent.
  for (const delivery of state.deliveries.values()) {
    const { version, fingerprint, name, environment } = delivery;
    if (state.versions.has(version)) continue;
    const fingerprinter = fingerprinters.get(fingerprint.split(":", 1)[0]!);
    if (fingerprinter === undefined || await fingerprinter.value(delivery, value) !== fingerprint) continue;
    const key = state.keys.get(version);
    found.push({
      secret: name,
      environment,
      current: false,
      ...ofKey(key),
      targets: [placeRefView(delivery)],
      end: pruneCommand(delivery),
    });
  }
  const tokens: IdentifiedView["masterTokens"][number][] = [];
  for (const source of state.sources.values()) {
    for (const fingerprint of source.accounts.keys()) {
      const fingerprinter = fingerprinters.get(fingerprint.split(":", 1)[0]!);
      if (fingerprinter !== undefined && await fingerprinter.token(source.driver, value) === fingerprint) {
        const end = `${addSourceCommand(source)} --replace`;
        tokens.push({ source: source.name, current: source.token === fingerprint, end });
      }
    }
  }
  return { secrets: found, masterTokens: tokens };
}

/**
 * The command that ends a value. A name that another key took ends that one: the key is reached by its rotation, else by
 * its source only.
 */
function endOf(state: State, version: Version, key: Key | undefined, current: boolean): string {
  if (key === undefined) return `cred secret set ${secretWords(version)}`;
  if (current) return `cred source delete ${key.source} ${secretWords(version)}`;
  const rotation = rotationsWith(state, key)[0];
  if (rotation?.next.id === key.id) return `${rotateCommand(key)} --abandon`;
  if (rotation?.step === "finish") return `${rotateCommand(key)} --finish --force`;
  return `cred source revoke ${key.source}`;
}

function ofKey(key: Key | undefined) {
  if (key === undefined) return {};
  const { source, id, status, remoteId } = key;
  return { source, key: id, status, ...(remoteId === undefined ? {} : { remoteId }) };
}
