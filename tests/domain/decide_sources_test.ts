import type { Command } from "../../src/domain/decide/mod.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  added,
  deleted,
  deletionRequested,
  fact,
  generated,
  id,
  requested,
  vanished,
  vault,
} from "./given.ts";

const address = "https://api.resend.com";
const add = (source: string): Command => (
  { type: "add source", source, driver: "resend", address, item: "item-t9", token: "t9" }
);
const addToken = (token: string, listed: readonly string[], replace: boolean): Command => (
  { type: "add token", source: "resend", address, item: `item-${token}`, token, listed, replace }
);
const revoke: Command = { type: "request revocation", source: "resend" };
const finish = (marked: number): Command => ({ type: "finish revocation", source: "resend", marked });
const revoking = fact("source.revocation_requested", { source: "resend" });
const revoked = fact("source.revoked", { source: "resend" });
const tokenEvent = (
  type: "source.token_added" | "source.token_replaced",
  token: string,
  witness?: number,
) => {
  const data = { source: "resend", item: `item-${token}`, token };
  const seen = witness === undefined ? {} : { witness: id(witness) };
  return type === "source.token_added"
    ? fact(type, { ...data, ...seen })
    : fact(type, { ...data, ...seen, address });
};
const addedAs = (source: string) => added(source, "t9");

const ADDING: readonly Row[] = [
  { title: "a first source", given: [vault], when: add("resend"), then: [addedAs("resend")] },
  { title: "another account", given: [vault, added()], when: add("resend-eu"), then: [addedAs("resend-eu")] },
  {
    title: "the same name twice",
    given: [vault, added()],
    when: add("resend"),
    then: "conflict.source_exists",
  },
  {
    title: "one that is being revoked is still there",
    given: [vault, added(), revoking],
    when: add("resend"),
    then: "conflict.source_exists",
  },
  {
    title: "one that was revoked begins anew",
    given: [vault, added(), revoking, revoked],
    when: add("resend"),
    then: [addedAs("resend")],
  },
  {
    title: "one that was revoked, but has a key that lives, is still there",
    given: [vault, added(), revoking, revoked, generated(1)],
    when: add("resend"),
    then: "conflict.source_exists",
  },
  ...["", "../x", "a b", "-x", ".x", "é", "a\n", "a\0", "x".repeat(256), "__proto__"].map((name) => ({
    title: `the name ${JSON.stringify(name.slice(0, 9))} is none`,
    given: [vault],
    when: add(name),
    then: "usage.name" as const,
  })),
];

const TOKENS: readonly Row[] = [
  {
    title: "a token for this machine",
    given: [vault, added()],
    when: addToken("t2", [], false),
    then: [tokenEvent("source.token_added", "t2")],
  },
  {
    title: "a new token, no key to be seen",
    given: [vault, added()],
    when: addToken("t2", [], true),
    then: [tokenEvent("source.token_replaced", "t2")],
  },
  {
    title: "a new token that sees a live key: it is the witness",
    given: [vault, added(), generated(1), generated(2, { name: "B" })],
    when: addToken("t2", ["re-2"], true),
    then: [tokenEvent("source.token_replaced", "t2", 2)],
  },
  {
    title: "a new token that sees none of the live keys",
    given: [vault, added(), generated(1)],
    when: addToken("t2", ["re-9"], true),
    then: "conflict.other_account",
  },
  {
    title: "adding one that sees none of the live keys, too",
    given: [vault, added(), generated(1)],
    when: addToken("t2", [], false),
    then: "conflict.other_account",
  },
  {
    title: "the same token again needs no witness",
    given: [vault, added(), generated(1)],
    when: addToken("t1", [], true),
    then: [tokenEvent("source.token_replaced", "t1")],
  },
  {
    title: "a deleted key is no witness, and none is needed",
    given: [vault, added(), generated(1), deletionRequested(1, 7), deleted(1, 7)],
    when: addToken("t2", ["re-1"], true),
    then: [tokenEvent("source.token_replaced", "t2")],
  },
  { title: "a token for nothing", given: [vault], when: addToken("t2", [], true), then: "access.no_source" },
  {
    title: "a token for what was revoked",
    given: [vault, added(), revoked],
    when: addToken("t2", [], true),
    then: "access.no_source",
  },
];

const REVOKING: readonly Row[] = [
  { title: "is asked for", given: [vault, added(), generated(1)], when: revoke, then: [revoking] },
  { title: "is asked for once", given: [vault, added(), revoking], when: revoke, then: [] },
  { title: "of nothing", given: [vault], when: revoke, then: "access.no_source" },
  { title: "of what is revoked", given: [vault, added(), revoked], when: revoke, then: "access.no_source" },
  { title: "ends when nothing is left", given: [vault, added(), revoking], when: finish(0), then: [revoked] },
  {
    title: "does not end while a key lives",
    given: [vault, added(), generated(1), revoking],
    when: finish(0),
    then: "partial.revocation",
  },
  {
    title: "does not end while a secret of a key that was found gone is here",
    given: [vault, added(), generated(1), vanished(1), revoking],
    when: finish(0),
    then: "partial.revocation",
  },
  {
    title: "does not end while a request is unsettled",
    given: [vault, added(), requested(1), revoking],
    when: finish(0),
    then: "partial.revocation",
  },
  {
    title: "does not end while the platform lists our mark",
    given: [vault, added(), revoking],
    when: finish(1),
    then: "partial.revocation",
  },
  {
    title: "ends when the last key is dead",
    given: [vault, added(), generated(1), revoking, deletionRequested(1, 7), deleted(1, 7)],
    when: finish(0),
    then: [revoked],
  },
];

testDecisions("adding a source", ADDING);
testDecisions("giving a token", TOKENS);
testDecisions("revoking", REVOKING);
