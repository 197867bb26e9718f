// Questions about master tokens, which the history knows by their fingerprints only.

import type { Refusal } from "./errors.ts";
import { quote } from "./names.ts";
import { livingKeys } from "./queries.ts";
import type { Key, State } from "./state.ts";

/** Fewest characters of a fingerprint that name it. */
const FEWEST = 4;
const SHORT = 6;

/** A master token, and the keys that it made and that still live. */
export interface MintingToken {
  /** `<fingerprint key>:<base64>` */
  readonly token: string;
  /** Whether it is the one that the source uses now. */
  readonly current: boolean;
  readonly keys: readonly Key[];
}

/** The master token that made a key; undefined for one that was made elsewhere. */
export function makerOf({ token, adoptedAt }: Key): string | undefined {
  return adoptedAt === undefined ? token : undefined;
}

/** The master tokens that made living keys of a source, and the one that is used now: that one last. */
export function mintingTokens(state: State, source: string): MintingToken[] {
  const current = state.sources.get(source)?.token;
  const made = Map.groupBy(livingKeys(state, source), makerOf);
  return [
    ...[...made].flatMap(([token, keys]) =>
      token === undefined || token === current ? [] : [{ token, current: false, keys }]
    ),
    ...(current === undefined ? [] : [{ token: current, current: true, keys: made.get(current) ?? [] }]),
  ];
}

/** The beginning of a fingerprint, as people are shown it and may give it. */
export function shortToken(token: string): string {
  return digestOf(token).slice(0, SHORT);
}

/** The token that a word means: a fingerprint, or the beginning of one where that is clear. */
export function findToken(
  state: State,
  source: string,
  word: string,
): { readonly token: string } | { readonly refusal: Refusal } {
  const tokens = mintingTokens(state, source);
  // Also one of which nothing is left: who asks for it again has come to the end.
  const known = new Set([
    ...tokens.map(({ token }) => token),
    ...state.sources.get(source)?.accounts.keys() ?? [],
  ]);
  if (known.has(word)) return { token: word };
  const meant = word.replace(/…$/, "");
  const found = [...known].filter((token) => token.startsWith(meant) || digestOf(token).startsWith(meant));
  if (meant.length >= FEWEST && found.length === 1) return { token: found[0]! };
  const clear = meant.length >= FEWEST && found.length === 0;
  return {
    refusal: {
      code: "usage.minted_by",
      message: clear
        ? `source ${quote(source)} had no token ${quote(word)}`
        : `${quote(word)} does not say which token is meant`,
      hints: [
        `give the fingerprint of one, or at least ${FEWEST} characters of its beginning`,
        ...tokens.map(({ token, keys, current }) =>
          `${shortToken(token)} made ${keys.length} living keys${current ? ", and is the one in use" : ""}`
        ),
      ],
    },
  };
}

/** Without the id of the key that the fingerprint was made with. */
function digestOf(token: string): string {
  return token.slice(token.indexOf(":") + 1);
}
