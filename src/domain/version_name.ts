// The law of version names: a version's name is its id; short, the last 8 hex digits of it, which are random where the
// first ones are the time and so the same for what was made together. Either end will do where it is clear.

import type { Refusal } from "./errors.ts";
import type { SecretRef } from "./events.ts";
import { quote, secretWords } from "./names.ts";
import { findSecret } from "./queries.ts";
import type { State, Version } from "./state.ts";

const SHORT_DIGITS = 8;
const FEWEST_DIGITS = 4;
/** How many of a secret's versions an error names. */
const SHOWN = 8;

/** The short form of a version's id, as people are shown it. */
export function shortVersion(id: string): string {
  return id.slice(-SHORT_DIGITS);
}

/** Whether a word can name a version at all: at least 4 hex digits of an id. */
export function isVersionName(word: string): boolean {
  return /^[0-9a-f]+(?:-[0-9a-f]*)*$/i.test(word) && digitsOf(word).length >= FEWEST_DIGITS;
}

/** Which of these ids a word names: the whole id, its beginning or its end, with or without dashes. */
export function namedVersions(word: string, ids: Iterable<string>): string[] {
  if (!isVersionName(word)) return [];
  const digits = digitsOf(word);
  return [...new Set(ids)].filter((id) => digitsOf(id).startsWith(digits) || digitsOf(id).endsWith(digits));
}

/** The version of a secret that a word names, whether or not the secret's name still points at it. */
export function findVersion(
  state: State,
  ref: SecretRef,
  word: string,
): { readonly version: Version } | { readonly refusal: Refusal } {
  if (!isVersionName(word)) {
    return no("usage.version", `version ${quote(word)} is not the id of a version`, [
      `use at least ${FEWEST_DIGITS} hex digits from the end of one`,
    ]);
  }
  const isOfSecret = ({ environment, name }: SecretRef) =>
    environment === ref.environment && name === ref.name;
  const ids = [...state.versions.values(), ...state.keys.values()].filter(isOfSecret).map(({ id }) => id);
  const named = namedVersions(word, ids);
  const [id] = named;
  if (named.length > 1) {
    return no(
      "usage.version",
      `version ${quote(word)} is not clear: secret ${quote(ref.name)} has ${named.length}`,
      [
        `use one of ${named.map(shortVersion).join(", ")}`,
      ],
    );
  }
  const version = id === undefined ? undefined : state.versions.get(id);
  if (version !== undefined) return { version };
  const hints = hintsFor(state, ref);
  const status = id === undefined ? undefined : state.keys.get(id)?.status;
  if (id === undefined || status === undefined) {
    return no("failed.no_version", `secret ${quote(ref.name)} has no version ${quote(word)}`, hints);
  }
  const why = status === "deleted" ? "its key was deleted" : "it never reached the vault";
  return no("failed.no_value", `the value of version ${shortVersion(id)} is gone: ${why}`, hints);
}

function hintsFor(state: State, ref: SecretRef): string[] {
  const versions = findSecret(state, ref)?.versions ?? [];
  return [
    ...versions.length === 0 ? [] : [`it has ${versions.slice(-SHOWN).map(shortVersion).join(", ")}`],
    `see what happened to it: cred log ${secretWords(ref)}`,
  ];
}

function no(code: Refusal["code"], message: string, hints: readonly string[]): { refusal: Refusal } {
  return { refusal: { code, message, hints } };
}

function digitsOf(id: string): string {
  return id.replaceAll("-", "").toLowerCase();
}
