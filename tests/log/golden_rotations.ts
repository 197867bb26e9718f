import type { NewEvent } from "../../src/domain/events.ts";
import { begun, id, keyEvents, sourceEvents } from "./golden_facts.ts";
import type { Scribe } from "./scribe.ts";

/** One log with every kind of event of rotations: one that ended, one that goes on, one whose new key didn't work. */
export async function rotations(): Promise<Scribe> {
  const scribe = await begun();
  const key = (n: number, name: string, replaces?: number) =>
    keyEvents(scribe.vaultId, n, name, replaces === undefined ? {} : { replaces: id(replaces) });
  const [a, b, c] = [key(10, "A"), key(11, "B"), key(12, "C")];
  const [a2, b2, c2, c3] = [key(20, "A", 10), key(21, "B", 11), key(22, "C", 12), key(23, "C", 12)];
  const of = (n: number) => ({ key: id(n), source: "resend" });
  const tested = (n: number): NewEvent => ({ type: "key.tested", data: of(n) });
  const switched = (n: number, name: string, replaces: number): NewEvent => ({
    type: "key.switched",
    data: { ...of(n), environment: "default", name, replaces: id(replaces), graceMs: 86_400_000 },
  });
  const askedToRotate = ({ askedToDelete }: typeof a): NewEvent => (
    { ...askedToDelete, data: { ...askedToDelete.data, because: "rotate" } }
  );
  const batches: readonly NewEvent[][] = [
    [sourceEvents("resend", 0xa1).added],
    ...[a, b, c, a2, b2, c2].flatMap(({ asked, made }) => [[asked], [made]]),
    [tested(20)],
    [switched(20, "A", 10)],
    [askedToRotate(a)],
    [a.deleted],
    [tested(21)],
    [switched(21, "B", 11)],
    [{ type: "key.test_failed", data: { ...of(22), message: "Resend does not accept the token" } }],
    [askedToRotate(c2)],
    [c2.deleted],
    [c3.asked],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}
