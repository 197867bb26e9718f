import type { NewEvent } from "../../src/domain/events.ts";
import { WORTH_A_THREAD } from "../../src/log/history.ts";
import { Scribe } from "./scribe.ts";

/** Characters of a description: the event is nearly as long as one may be. */
const LENGTH = 64_000;

/** A history of a few long records that is long enough for a thread of its own to hash it. */
export async function longHistory(): Promise<Scribe> {
  const scribe = await Scribe.make();
  await scribe.begin();
  const data = { environment: "default", name: "NONE", description: "x".repeat(LENGTH) };
  const facts: NewEvent[] = Array(Math.ceil(WORTH_A_THREAD / LENGTH)).fill({
    type: "secret.described",
    data,
  });
  await scribe.write(scribe.first, facts);
  return scribe;
}
