import type { PlannedSecret } from "../../src/domain/decide/many_secrets.ts";
import type { Command } from "../../src/domain/decide/mod.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import { added, fact, generated, id, SEALED, set, vault } from "./given.ts";

const planned = (name: string, more: Partial<PlannedSecret> = {}): PlannedSecret => ({
  environment: "default",
  name,
  ...SEALED,
  fingerprint: "fk:1",
  before: undefined,
  ...more,
});
const put = (...secrets: readonly PlannedSecret[]): Command => ({ type: "set secrets", secrets });
const setAs = (name: string) =>
  fact("secret.set", { environment: "default", name, ...SEALED, fingerprint: "fk:1" });
const limited = (name: string, ...targets: readonly string[]) =>
  fact("secret.limited", { environment: "default", name, targets });
const removed = (name: string) => fact("secret.removed", { environment: "staging", name });
const staged = { environment: "staging" };
const removal: Command = { type: "remove environment", environment: "staging" };

const ROWS: readonly Row[] = [
  { title: "none", given: [vault], when: put(), then: [] },
  {
    title: "two new ones",
    given: [vault],
    when: put(planned("A"), planned("B")),
    then: [setAs("A"), setAs("B")],
  },
  {
    title: "one that is as it was planned",
    given: [vault, set(1, "A")],
    when: put(planned("A", { before: id(1) })),
    then: [setAs("A")],
  },
  {
    title: "one that changed meanwhile keeps all out",
    given: [vault, set(1, "A"), set(2, "A")],
    when: put(planned("B"), planned("A", { before: id(1) })),
    then: "conflict.changed",
  },
  {
    title: "one that was made meanwhile",
    given: [vault, set(1, "A")],
    when: put(planned("A")),
    then: "conflict.changed",
  },
  {
    title: "one that was removed meanwhile",
    given: [vault],
    when: put(planned("A", { before: id(1) })),
    then: "conflict.changed",
  },
  {
    title: "a key among them",
    given: [vault, added(), generated(1)],
    when: put(planned("B"), planned("KEY", { before: id(1) })),
    then: "conflict.generated",
  },
  {
    title: "a bad name among them",
    given: [vault],
    when: put(planned("A"), planned("a-b")),
    then: "usage.name",
  },
  {
    title: "with limits",
    given: [vault],
    when: put(planned("A", { targets: ["github"] })),
    then: [setAs("A"), limited("A", "github")],
  },
  {
    title: "limits that are there stay",
    given: [vault, set(1, "A"), limited("A", "vercel")],
    when: put(planned("A", { targets: ["github"], before: id(1) })),
    then: [setAs("A")],
  },
  {
    title: "remove an environment",
    given: [vault, set(1, "A", staged), set(2, "B", staged), set(3, "A")],
    when: removal,
    then: [removed("A"), removed("B")],
  },
  {
    title: "remove an environment with a key",
    given: [vault, added(), set(1, "A", staged), generated(2, staged)],
    when: removal,
    then: "conflict.live_keys",
  },
];

testDecisions("many secrets", ROWS);
