import type { Command } from "../../src/domain/decide/mod.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import { added, fact, MINUTE, vault } from "./given.ts";

const wish = (ms: number | undefined, source?: string): Command => (
  { type: "set policy", policy: "max-age", source, ms }
);
const policy = (ms?: number, source?: string) =>
  fact("policy.set", {
    policy: "max-age",
    ...(source === undefined ? {} : { source }),
    ...(ms === undefined ? {} : { ms }),
  });

const ROWS: readonly Row[] = [
  { title: "for all sources", given: [vault], when: wish(MINUTE), then: [policy(MINUTE)] },
  {
    title: "for one source",
    given: [vault, added()],
    when: wish(MINUTE, "resend"),
    then: [policy(MINUTE, "resend")],
  },
  { title: "for what is set by hand", given: [vault], when: wish(1, "manual"), then: [policy(1, "manual")] },
  { title: "for a source that is none", given: [vault], when: wish(1, "resend"), then: "access.no_source" },
  {
    title: "for a source that is revoked",
    given: [vault, added(), fact("source.revoked", { source: "resend" })],
    when: wish(1, "resend"),
    then: "access.no_source",
  },
  { title: "so already", given: [vault, policy(MINUTE)], when: wish(MINUTE), then: [] },
  {
    title: "another one",
    given: [vault, policy(MINUTE)],
    when: wish(2 * MINUTE),
    then: [policy(2 * MINUTE)],
  },
  { title: "of no age", given: [vault], when: wish(0), then: "usage.policy" },
  { title: "of more than ten years", given: [vault], when: wish(3_651 * 86_400_000), then: "usage.policy" },
  { title: "taken back", given: [vault, policy(1)], when: wish(undefined), then: [policy()] },
  {
    title: "taken back for a source that is gone",
    given: [vault, policy(1, "gone")],
    when: wish(undefined, "gone"),
    then: [policy(undefined, "gone")],
  },
  {
    title: "taken back for a source that has none of its own",
    given: [vault, added(), policy(1)],
    when: wish(undefined, "resend"),
    then: "failed.no_policy",
  },
  {
    title: "taken back where there is none",
    given: [vault],
    when: wish(undefined),
    then: "failed.no_policy",
  },
];
testDecisions("policy", ROWS);
