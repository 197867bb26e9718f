import { begun, id, RECIPIENTS, sealed, secretEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** A second machine was let in, and everything sealed again for it. */
export async function access(): Promise<Scribe> {
  const scribe = await begun();
  const { first } = scribe;
  const guest = await scribe.guest(0x45);
  const publicKey = btoa(String.fromCharCode(...guest.publicKey));
  const to = RECIPIENTS.map(({ recipient }) => recipient);
  const secret = secretEvents(30, "SHARED");
  await scribe.write(first, [secret.set]);
  await scribe.write(first, [
    { type: "signer.added", data: { signer: guest.first, publicKey, label: "laptop-2", role: "owner" } },
    { type: "recipient.added", data: { ...RECIPIENTS[1]!, label: "laptop-2", signer: guest.first } },
    { type: "fingerprint_key.sealed", data: { fingerprintKey: "1a2b3c4d", ...sealed(31), to } },
    {
      type: "secret.sealed",
      data: { environment: "default", name: "SHARED", version: id(30), ...sealed(32), to },
    },
  ]);
  guest.nowMs = scribe.nowMs;
  await guest.open(guest.first, first);
  await guest.write(guest.first, [secretEvents(33, "FROM_THERE").set]);
  return scribe;
}
