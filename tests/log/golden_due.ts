import type { NewEvent } from "../../src/domain/events.ts";
import { begun, keyEvents, secretEvents, sourceEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** One log in which values expire and policies come and go. */
export async function due(): Promise<Scribe> {
  const scribe = await begun();
  const expiresAt = "2026-12-23T12:00:00.000Z";
  const key = keyEvents(scribe.vaultId, 10, "KEY", { expiresAt });
  const { set } = secretEvents(30, "MANUAL");
  const policy = (source?: string, ms?: number): NewEvent => ({
    type: "policy.set",
    data: {
      policy: "max-age",
      ...(source === undefined ? {} : { source }),
      ...(ms === undefined ? {} : { ms }),
    },
  });
  const batches: readonly NewEvent[][] = [
    [sourceEvents("resend", 0xa1).added],
    [key.asked],
    [key.made],
    [{ ...set, data: { ...set.data, expiresAt } }],
    [policy(undefined, 90 * 86_400_000)],
    [policy("resend", 30 * 86_400_000)],
    [policy("manual", 1)],
    [policy("manual")],
    [{ ...key.askedToDelete, data: { ...key.askedToDelete.data, because: "prune" } }],
    [key.deleted],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}
