import type { EventData, NewEvent } from "../../src/domain/events.ts";
import { begun, fingerprint, id, keyEvents, sealed, secretEvents, sourceEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** One log in which keys that were made elsewhere are taken over: one for a value that was here, one that is replaced. */
export async function adoption(): Promise<Scribe> {
  const scribe = await begun();
  const adopted = (n: number, name: string, more: Partial<EventData["key.adopted"]> = {}): NewEvent => ({
    type: "key.adopted",
    data: {
      environment: "default",
      name,
      source: "resend",
      permission: "sending_access",
      remoteName: "Production",
      token: fingerprint(0xa1),
      ...sealed(n),
      key: id(n),
      remoteId: `b6d24b8e-af0b-4c3c-be0c-3598888883${n}`,
      fingerprint: fingerprint(n),
      ...more,
    },
  });
  const of = (n: number) => ({ key: id(n), source: "resend" });
  const tested = (n: number): NewEvent => ({ type: "key.tested", data: of(n) });
  const [a, b] = [keyEvents(scribe.vaultId, 10, "A"), keyEvents(scribe.vaultId, 11, "B")];
  const next = keyEvents(scribe.vaultId, 20, "A", { replaces: id(10) });
  const batches: readonly NewEvent[][] = [
    [sourceEvents("resend", 0xa1).added],
    [secretEvents(30, "A").setWith("by hand")],
    [
      adopted(10, "A", {
        fingerprint: fingerprint(30),
        madeAt: "2024-02-29T08:15:00.000Z",
        version: id(30),
      }),
      tested(10),
    ],
    [adopted(11, "B", { domain: "example.com", description: "news", expiresAt: "2027-11-23T12:00:00.000Z" })],
    [next.asked],
    [next.made],
    [tested(20)],
    [{
      type: "key.switched",
      data: { ...of(20), environment: "default", name: "A", replaces: id(10), graceMs: 0 },
    }],
    [{ ...a.askedToDelete, data: { ...a.askedToDelete.data, because: "rotate" } }],
    [a.deleted],
    [b.gone],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}
