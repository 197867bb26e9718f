import { begun, id, RECIPIENTS, sealed, secretEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** A reader that may open one environment, and values on both sides of that. */
export async function limited(): Promise<Scribe> {
  const scribe = await begun();
  const { first } = scribe;
  const [own, reader] = RECIPIENTS;
  const to = [own!, reader!].map(({ recipient }) => recipient);
  const staging = secretEvents(30, "URL", "staging");
  await scribe.write(first, [staging.set, secretEvents(31, "URL", "production").set]);
  await scribe.write(first, [
    { type: "recipient.added", data: { ...reader!, label: "ci", environments: ["staging"] } },
    {
      type: "secret.sealed",
      data: { environment: "staging", name: "URL", version: id(30), ...sealed(32), to },
    },
  ]);
  await scribe.write(first, [secretEvents(33, "TOKEN", "production").set]);
  return scribe;
}
