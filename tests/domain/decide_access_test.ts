import type { Newcomer } from "../../src/domain/decide/access.ts";
import type { Command } from "../../src/domain/decide/mod.ts";
import type { Role } from "../../src/domain/events.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import { fact, HERE, id, SEALED, set, vault } from "./given.ts";

const OTHER = "fedcba9876543210", THIRD = "1111111111111111";
const AGAIN = { sealed: "a9".repeat(32), to: ["r1", "r2"] };

const signer = (of: string, role: Role = "writer", label = "ci") =>
  fact("signer.added", { signer: of, publicKey: "key", label, role });
const recipient = (of: string, more: { label?: string; signer?: string; environments?: string[] } = {}) =>
  fact("recipient.added", { recipient: of, key: `age1${of}`, label: "ci", ...more });
const own = fact("recipient.added", { recipient: "r1", key: "age1r1", label: "laptop", signer: HERE });
const key = fact("fingerprint_key.added", { fingerprintKey: "fk", ...SEALED });

const grant = (more: Partial<Newcomer> = {}): Command => ({
  type: "grant access",
  name: "ci",
  recipient: "r2",
  key: "age1r2",
  signer: { id: OTHER, publicKey: "key", role: "writer" },
  environments: undefined,
  versions: [],
  fingerprintKeys: [],
  ...more,
});
const recovery = { id: THIRD, publicKey: "key", role: "recovery" } as const;
const revoke = (whose: string, by = HERE): Command => ({
  type: "revoke access",
  id: whose,
  by,
  fingerprintKey: { fingerprintKey: "new", ...SEALED },
  versions: [],
  fingerprintKeys: [],
});
const newKey = fact("fingerprint_key.added", { fingerprintKey: "new", ...SEALED });

const ROWS: readonly Row[] = [
  {
    title: "letting in a machine",
    given: [vault, own],
    when: grant(),
    then: [signer(OTHER), recipient("r2", { signer: OTHER })],
  },
  {
    title: "letting in a reader",
    given: [vault, own],
    when: grant({ signer: undefined }),
    then: [recipient("r2")],
  },
  {
    title: "letting in a reader of some environments",
    given: [vault, own],
    when: grant({ signer: undefined, environments: ["staging"] }),
    then: [recipient("r2", { environments: ["staging"] })],
  },
  {
    title: "letting in with what was sealed again",
    given: [vault, own, key, set(1)],
    when: {
      ...grant() as Extract<Command, { type: "grant access" }>,
      versions: [{ version: id(1), ...AGAIN }, { version: id(9), ...AGAIN }],
      fingerprintKeys: [{ fingerprintKey: "fk", ...AGAIN }],
    },
    then: [
      signer(OTHER),
      recipient("r2", { signer: OTHER }),
      fact("fingerprint_key.sealed", { fingerprintKey: "fk", ...AGAIN }),
      fact("secret.sealed", { environment: "default", name: "MANUAL", version: id(1), ...AGAIN }),
    ],
  },
  {
    title: "letting in again who is in",
    given: [vault, own, signer(OTHER), recipient("r2", { signer: OTHER })],
    when: grant(),
    then: [],
  },
  {
    title: "another limit for who is in",
    given: [vault, own, signer(OTHER), recipient("r2", { signer: OTHER })],
    when: grant({ environments: ["staging"] }),
    then: "conflict.environments",
  },
  {
    title: "an owner with a limit",
    given: [vault, own],
    when: grant({ signer: { id: OTHER, publicKey: "key", role: "owner" }, environments: ["staging"] }),
    then: "usage.role",
  },
  {
    title: "an environment that can't be one",
    given: [vault, own],
    when: grant({ environments: ["a/b"] }),
    then: "usage.name",
  },
  {
    title: "a name that a machine has",
    given: [vault, own],
    when: grant({ name: "laptop" }),
    then: "conflict.name",
  },
  {
    title: "a name that a reader has",
    given: [vault, own, recipient("r3")],
    when: grant(),
    then: "conflict.name",
  },
  {
    title: "a name of who was revoked",
    given: [
      vault,
      own,
      signer(THIRD),
      recipient("r3", { signer: THIRD }),
      fact("signer.retired", { signer: THIRD }),
      fact("recipient.removed", { recipient: "r3" }),
    ],
    when: grant(),
    then: [signer(OTHER), recipient("r2", { signer: OTHER })],
  },
  {
    title: "a recovery key",
    given: [vault, own],
    when: grant({ name: "recovery", signer: recovery }),
    then: [signer(THIRD, "recovery", "recovery"), recipient("r2", { label: "recovery", signer: THIRD })],
  },
  {
    title: "a second recovery key",
    given: [vault, own, signer(OTHER, "recovery", "paper")],
    when: grant({ name: "recovery", signer: recovery }),
    then: "conflict.recovery",
  },
  {
    title: "revoking a machine",
    given: [vault, own, signer(OTHER), recipient("r2", { signer: OTHER })],
    when: revoke(OTHER),
    then: [
      fact("signer.retired", { signer: OTHER }),
      fact("recipient.removed", { recipient: "r2" }),
      newKey,
    ],
  },
  {
    title: "revoking a reader, whose name a machine had that was revoked",
    given: [
      vault,
      own,
      signer(OTHER),
      fact("signer.retired", { signer: OTHER }),
      recipient("r3"),
    ],
    when: revoke("r3"),
    then: [fact("recipient.removed", { recipient: "r3" }), newKey],
  },
  {
    title: "revoking who is none",
    given: [vault, own],
    when: revoke("r9"),
    then: "failed.no_signer",
  },
  {
    title: "a writer's recipient is no reader of its own",
    given: [vault, own, signer(OTHER), recipient("r2", { signer: OTHER })],
    when: revoke("r2"),
    then: "failed.no_signer",
  },
  {
    title: "the recovery key revokes the first machine",
    given: [vault, own, signer(OTHER, "recovery", "paper")],
    when: revoke(HERE, OTHER),
    then: [fact("signer.retired", { signer: HERE }), fact("recipient.removed", { recipient: "r1" }), newKey],
  },
  {
    title: "the first machine can't revoke the recovery key",
    given: [vault, own, signer(OTHER, "recovery", "paper")],
    when: revoke(OTHER),
    then: "access.row",
  },
  {
    title: "it revokes itself, and retires last: what a retired one records after that counts for nothing",
    given: [vault, own, signer(OTHER, "recovery", "paper"), recipient("r2", { signer: OTHER })],
    when: revoke(OTHER, OTHER),
    then: [fact("recipient.removed", { recipient: "r2" }), newKey, fact("signer.retired", { signer: OTHER })],
  },
  {
    title: "a machine can't revoke itself",
    given: [vault, own],
    when: revoke(HERE),
    then: "conflict.own_access",
  },
  {
    title: "a second recovery key, after the first",
    given: [vault, own, signer(OTHER, "recovery", "paper"), fact("signer.retired", { signer: OTHER })],
    when: grant({ name: "recovery", signer: recovery }),
    then: "conflict.recovery",
  },
];

testDecisions("access", ROWS);
