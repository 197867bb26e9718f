// The law of known words: what a word can be whatever the vault holds. It is said where that is decided, and read from
// there when a shell asks.

import { DRIVER_NAMES, driverNamed } from "../app/sources/drivers.ts";
import { TARGET_DRIVER_NAMES } from "../app/targets/target_drivers.ts";
import { EVENT_VERSIONS } from "../domain/event_versions.ts";
import { CONCERNS } from "../views/status.ts";
import type { KnownKind } from "./completable.ts";

/** What a word can be. `words`: those of the command before it. */
export async function knownWords(kind: KnownKind, words: readonly string[]): Promise<readonly string[]> {
  switch (kind) {
    case "platform":
      return words[0] === "target" ? TARGET_DRIVER_NAMES : DRIVER_NAMES;
    case "permission": {
      const drivers = await Promise.all(DRIVER_NAMES.map(driverNamed));
      return drivers.flatMap(({ permissions }) => permissions.map(({ name }) => name));
    }
    case "keychain":
      return ["system", "file"];
    case "policy":
      return ["max-age"];
    case "concern":
      return CONCERNS;
    case "event type":
      return Object.keys(EVENT_VERSIONS);
    case "schema":
      return (await import("./commands/schema.ts")).wordsAfter(words.slice(1));
  }
}
