// The law of evolve: an event is a fact; applying one never fails, never forgets a key, and does the same on every
// machine for ever.

import { evolveClaims } from "./evolve_claims.ts";
import { evolveKeys } from "./evolve_keys.ts";
import type { EventData, HistoryEvent } from "./events.ts";
import type { Source, StateDraft } from "./state.ts";

/** Applies one event of the merged history, in its order, to the draft. */
export function evolve(state: StateDraft, record: HistoryEvent): void {
  if (record.counts === false) evolveClaims(state, record);
  else evolveCounted(state, record);
}

function evolveCounted(state: StateDraft, { log, signer, event, past }: HistoryEvent): void {
  const { time } = event;
  switch (event.type) {
    case "vault.created": {
      const { vault, signer, publicKey, label } = event.data;
      state.vault = { id: vault, createdAt: time };
      const added = { addedAt: time, addedBy: undefined, retiredAt: undefined };
      state.signers.set(signer, { id: signer, publicKey, label, role: "owner", ...added });
      break;
    }
    case "log.opened":
      break;
    case "signer.added": {
      const { signer: id, publicKey, label, role } = event.data;
      if (state.signers.has(id)) break;
      state.signers.set(id, {
        id,
        publicKey,
        label,
        role,
        addedAt: time,
        addedBy: signer,
        retiredAt: undefined,
      });
      break;
    }
    case "signer.retired": {
      const known = state.signers.get(event.data.signer);
      if (known !== undefined) state.signers.set(known.id, { ...known, retiredAt: known.retiredAt ?? time });
      break;
    }
    case "recipient.removed": {
      const { recipient } = event.data;
      const known = state.recipients.get(recipient) ?? state.removedRecipients.get(recipient);
      state.recipients.delete(recipient);
      state.removedRecipients.set(recipient, { label: known?.label, removedAt: time });
      break;
    }
    case "recipient.added": {
      const { recipient, key, label, signer, environments } = event.data;
      // Let in again by a machine that had not heard of the revocation: it opens nothing, and what it could read is due.
      const isRetired = state.signers.get(signer ?? "")?.retiredAt !== undefined;
      if (!isRetired) state.removedRecipients.delete(recipient);
      state.recipients.set(recipient, { id: recipient, key, label, signer, environments, addedAt: time });
      break;
    }
    case "fingerprint_key.added": {
      const { fingerprintKey, sealed, to } = event.data;
      state.fingerprintKeys.set(fingerprintKey, { sealed, to });
      state.fingerprintKey = fingerprintKey;
      break;
    }
    case "fingerprint_key.sealed": {
      const { fingerprintKey, sealed, to } = event.data;
      if (state.fingerprintKeys.has(fingerprintKey)) {
        state.fingerprintKeys.set(fingerprintKey, { sealed, to });
      }
      break;
    }
    case "source.added": {
      const { source: name, driver, address, item, token } = event.data;
      const known = state.sources.get(name);
      const accounts = accountsWith(state, known, token, undefined);
      const items = [...known === undefined || isOther(known, event.data) ? [] : known.items, item];
      const replacedTokens = without(known?.replacedTokens, token);
      const base = { name, driver, address, items, token, accounts, replacedTokens };
      state.sources.set(name, { ...base, status: "active", addedAt: time, revokedAt: undefined });
      break;
    }
    case "source.token_added":
      changeSource(state, event.data.source, (source) => ({
        ...source,
        items: [...source.items, event.data.item],
        token: event.data.token,
        accounts: accountsWith(state, source, event.data.token, event.data.witness),
        replacedTokens: without(source.replacedTokens, event.data.token),
      }));
      break;
    case "source.token_replaced":
      changeSource(state, event.data.source, (source) => ({
        ...source,
        status: "active",
        address: event.data.address,
        items: [event.data.item],
        token: event.data.token,
        accounts: accountsWith(state, source, event.data.token, event.data.witness),
        replacedTokens: replacing(source, event.data.token, time),
      }));
      break;
    case "source.revocation_requested":
      changeSource(state, event.data.source, (source) => ({ ...source, status: "revoking" }));
      break;
    case "source.revoked":
      changeSource(
        state,
        event.data.source,
        (source) => ({ ...source, status: "revoked", items: [], revokedAt: time }),
      );
      break;
    default:
      evolveKeys(state, {
        log,
        seq: event.seq,
        hasSeen: (record) =>
          past === undefined || record.log === log || (past.get(record.log) ?? 0) > record.seq,
      }, event);
  }
}

/** Whether a source of the same name is revoked, or one of another place: its tokens are none of the new one's. */
function isOther(known: Source, { driver, address }: EventData["source.added"]): boolean {
  return known.status === "revoked" || known.driver !== driver || known.address !== address;
}

function changeSource(state: StateDraft, name: string, change: (source: Source) => Source): void {
  const source = state.sources.get(name);
  if (source !== undefined) state.sources.set(name, change(source));
}

function without(
  tokens: ReadonlyMap<string, string> | undefined,
  token: string,
): ReadonlyMap<string, string> {
  return new Map([...tokens ?? []].filter(([one]) => one !== token));
}

/** All tokens that were known are replaced, but for the one that is given now. */
function replacing(
  { accounts, replacedTokens }: Source,
  token: string,
  time: string,
): ReadonlyMap<string, string> {
  const known = [...accounts.keys()].map((one) => [one, replacedTokens.get(one) ?? time] as const);
  return without(new Map(known), token);
}

/** A token that was not seen before is for an account of its own, unless a key of a known account witnesses for it. */
function accountsWith(
  state: StateDraft,
  source: Source | undefined,
  token: string,
  witness: string | undefined,
): ReadonlyMap<string, number> {
  const known = source?.accounts ?? new Map<string, number>();
  const account = witness === undefined ? known.get(token) : state.keys.get(witness)?.account;
  return new Map([...known, [token, account ?? 1 + [...known.values()].reduce((a, b) => Math.max(a, b), 0)]]);
}
