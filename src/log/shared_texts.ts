import type { Event } from "../domain/events.ts";

/** Fields that often say what the record before said. */
const OFTEN = ["description", "environment", "name", "permission", "remoteName", "source", "token"] as const;

/**
 * Holds a text once that one record after another repeats: what a state keeps of a million events is a third smaller for
 * it. Only the last text of each field is looked at, so it takes next to nothing.
 */
export class SharedTexts {
  readonly #last: Record<string, unknown> = {};
  #time = "";

  /** Puts the texts of earlier events in place of equal ones. The event must be the caller's own. */
  share(event: Event): void {
    if (event.time === this.#time) (event as { time: string }).time = this.#time;
    else this.#time = event.time;
    const data = event.data as Record<string, unknown>;
    for (const name of OFTEN) {
      const value = data[name];
      if (value === undefined) continue;
      if (value === this.#last[name]) data[name] = this.#last[name];
      else this.#last[name] = value;
    }
  }
}
