import type { Command } from "../../src/domain/decide/mod.ts";
import { type Row, testDecisions } from "./decide_table.ts";
import {
  added,
  deleted,
  deletionRequested,
  fact,
  generated,
  requested,
  SEALED,
  set,
  vanished,
  vault,
} from "./given.ts";

const ref = (name: string, environment = "default") => ({ environment, name });
const put = (name: string, description?: string): Command => (
  {
    type: "set secret",
    ...ref(name),
    ...SEALED,
    fingerprint: "fk:1",
    ...(description === undefined ? {} : { description }),
  }
);
const setAs = (name: string, description?: string) => {
  const data = { ...ref(name), ...SEALED, fingerprint: "fk:1" };
  return fact("secret.set", description === undefined ? data : { ...data, description });
};
const describe = (name: string, description: string, environment?: string): Command => (
  { type: "describe secret", ...ref(name, environment), description }
);
const remove = (name: string): Command => ({ type: "remove secret", ...ref(name) });
const described = (name: string, description: string) =>
  fact("secret.described", { ...ref(name), description });
const dead = [vault, added(), generated(1), deletionRequested(1, 7), deleted(1, 7)];

const ROWS: readonly Row[] = [
  { title: "set a new one", given: [vault], when: put("A"), then: [setAs("A")] },
  {
    title: "set with a description",
    given: [vault],
    when: put("A", "what for"),
    then: [setAs("A", "what for")],
  },
  { title: "set again makes a version", given: [vault, set(1, "A")], when: put("A"), then: [setAs("A")] },
  {
    title: "set what a source made",
    given: [vault, added(), generated(1)],
    when: put("KEY"),
    then: "conflict.generated",
  },
  {
    title: "set what a source made and is found gone",
    given: [vault, added(), generated(1), vanished(1)],
    when: put("KEY"),
    then: "conflict.generated",
  },
  { title: "set a name whose key is dead", given: dead, when: put("KEY"), then: [setAs("KEY")] },
  {
    title: "set a name that is only asked for",
    given: [vault, added(), requested(1)],
    when: put("KEY"),
    then: [setAs("KEY")],
  },
  { title: "set a path", given: [vault], when: put("../A"), then: "usage.name" },
  { title: "set __proto__", given: [vault], when: put("__proto__"), then: [setAs("__proto__")] },
  {
    title: "set with a bidirectional override",
    given: [vault],
    when: put("A", "a\u202eb"),
    then: "usage.description",
  },
  { title: "describe", given: [vault, set(1, "A")], when: describe("A", "x"), then: [described("A", "x")] },
  {
    title: "clear a description",
    given: [vault, set(1, "A")],
    when: describe("A", ""),
    then: [described("A", "")],
  },
  {
    title: "describe a key",
    given: [vault, added(), generated(1)],
    when: describe("KEY", "x"),
    then: [described("KEY", "x")],
  },
  { title: "describe nothing", given: [vault], when: describe("A", "x"), then: "failed.no_secret" },
  {
    title: "describe in the wrong environment",
    given: [vault, set(1, "A")],
    when: describe("A", "x", "prod"),
    then: "failed.no_secret",
  },
  {
    title: "describe at length",
    given: [vault, set(1, "A")],
    when: describe("A", "x".repeat(1_001)),
    then: "usage.description",
  },
  {
    title: "remove",
    given: [vault, set(1, "A")],
    when: remove("A"),
    then: [fact("secret.removed", ref("A"))],
  },
  { title: "remove nothing", given: [vault], when: remove("A"), then: "failed.no_secret" },
  {
    title: "remove a key that lives",
    given: [vault, added(), generated(1)],
    when: remove("KEY"),
    then: "conflict.generated",
  },
  {
    title: "record what happened, whatever the state",
    given: [],
    when: { type: "record outcomes", events: [deleted(1, 7)] },
    then: [deleted(1, 7)],
  },
];

testDecisions("secrets", ROWS);
