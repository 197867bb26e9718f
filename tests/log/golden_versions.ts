import type { NewEvent } from "../../src/domain/events.ts";
import { begun, id, secretEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** One log in which a secret goes back to an older version, and on again. */
export async function versions(): Promise<Scribe> {
  const scribe = await begun();
  const back = (n: number): NewEvent => (
    { type: "secret.rolled_back", data: { environment: "default", name: "NAME", version: id(n) } }
  );
  const batches: readonly NewEvent[][] = [
    [secretEvents(30, "NAME").set],
    [secretEvents(31, "NAME").set],
    [secretEvents(32, "NAME").set],
    [back(30)],
    [back(31)],
    // Of no version that there is.
    [back(39)],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}
