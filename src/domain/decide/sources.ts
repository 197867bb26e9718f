import type { EventData } from "../events.ts";
import { quote, refuseSourceName } from "../names.ts";
import { didYouMean } from "../nearest.ts";
import { accountOf, isRevoked, liveKeys, livingKeys, openIntents, usableSource } from "../queries.ts";
import type { State } from "../state.ts";
import { accept, type Decision, firstRefusal, refuse } from "./decision.ts";

/** Configures a source. `item`: the keychain item that holds its token. */
export type AddSource = { readonly type: "add source" } & EventData["source.added"];

/** Gives a known source a token on this machine. `listed`: ids of the keys that the token saw at the platform. */
export interface AddToken {
  readonly type: "add token";
  readonly source: string;
  readonly address: string;
  readonly item: string;
  readonly token: string;
  readonly listed: readonly string[];
  /** Whether an older token is to be replaced. */
  readonly replace: boolean;
}

/** Begins to revoke everything that a source made. */
export interface RequestRevocation {
  readonly type: "request revocation";
  readonly source: string;
}

/** Ends a revocation. `marked`: how many keys of this vault's making the platform still lists. */
export interface FinishRevocation {
  readonly type: "finish revocation";
  readonly source: string;
  readonly marked: number;
}

/** A new source, or one that was revoked and begins anew. */
export function decideAddSource(state: State, { type: _, ...wish }: AddSource): Decision {
  const bad = firstRefusal(refuseSourceName(wish.source));
  if (bad !== undefined) return bad;
  const known = state.sources.get(wish.source);
  if (known !== undefined && !isRevoked(state, known)) {
    return refuse(
      "conflict.source_exists",
      `source ${quote(wish.source)} is already configured`,
      `to give it a new master token: ${addSourceCommand(known)} --replace`,
      `to add another account: cred source add ${known.driver} --as NAME`,
    );
  }
  return accept({ type: "source.added", data: wish });
}

/** A token for a known source. With live keys, it must be for the account that they are in. */
export function decideAddToken(state: State, command: AddToken): Decision {
  const { source, address, item, token, listed, replace } = command;
  const known = usableSource(state, source);
  if (known === undefined) return noSource(state, source);
  const live = liveKeys(state, source);
  const witness = live.find((key) => key.remoteId !== undefined && listed.includes(key.remoteId));
  const account = accountOf(known, token);
  const sameAccount = live.some((key) => account !== undefined && key.account === account);
  if (live.length > 0 && witness === undefined && !sameAccount) {
    return refuse(
      "conflict.other_account",
      `the new token sees none of the ${live.length} live keys of source ${
        quote(source)
      }: it is for another account`,
      `to add that account under a name of its own: cred source add ${known.driver} --as NAME`,
      `to end the old keys first: cred source revoke ${source}`,
    );
  }
  const data = { source, item, token, ...(witness === undefined ? {} : { witness: witness.id }) };
  if (replace) return accept({ type: "source.token_replaced", data: { ...data, address } });
  return accept({ type: "source.token_added", data });
}

/** Asked once; asking again goes on. */
export function decideRequestRevocation(state: State, { source }: RequestRevocation): Decision {
  const known = usableSource(state, source);
  if (known === undefined) return noSource(state, source);
  return known.status === "revoking"
    ? accept()
    : accept({ type: "source.revocation_requested", data: { source } });
}

/** Only when nothing is left, here and there. */
export function decideFinishRevocation(state: State, { source, marked }: FinishRevocation): Decision {
  const living = livingKeys(state, source).length;
  const open = openIntents(state, source).length;
  if (living + open + marked > 0) {
    return refuse(
      "partial.revocation",
      `source ${
        quote(source)
      } is not revoked yet: ${living} keys live, ${open} requests unsettled, ${marked} keys still listed`,
      `run it again: cred source revoke ${source}`,
    );
  }
  return accept({ type: "source.revoked", data: { source } });
}

function usableSources(state: State): string[] {
  return [...state.sources.keys()].filter((name) => usableSource(state, name) !== undefined);
}

/** There is no such source, or it is revoked. */
export function noSource(state: State, source: string, ...hints: readonly string[]): Decision {
  return refuse(
    "access.no_source",
    `there is no source ${quote(source)} in this vault${didYouMean(source, usableSources(state))}`,
    "see which there are: cred source list",
    ...hints,
  );
}

/** The command that gives a source a token. */
export function addSourceCommand(
  { name, driver }: { readonly name: string; readonly driver: string },
): string {
  return `cred source add ${driver}${name === driver ? "" : ` --as ${name}`}`;
}
