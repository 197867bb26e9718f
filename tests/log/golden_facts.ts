// The facts that the golden vaults are made of: every id, hash and fingerprint in them is a number.

import type { EventData, KeyWish, NewEvent } from "../../src/domain/events.ts";
import { remoteNameOf, uuidV7 } from "../../src/domain/ids.ts";
import { Scribe } from "./scribe.ts";

export const ADDRESS = "https://api.resend.com";
export const RECIPIENTS = [{ recipient: "8c1f0a6d3b5e7294", key: `age1${"q".repeat(58)}` }, {
  recipient: "f00d5eedf00d5eed",
  key: `age1${"z".repeat(58)}`,
}];
export const DEADLINE = "2026-11-23T12:30:00.000Z";

export function id(n: number): string {
  return uuidV7(Date.UTC(2026, 10, 23, 12) + n, new Uint8Array(10).fill(n));
}

export function sealed(n: number): { sealed: string; to: string[] } {
  return { sealed: n.toString(16).padStart(2, "0").repeat(32), to: [RECIPIENTS[0]!.recipient] };
}

export function fingerprint(n: number): string {
  return `1a2b3c4d:${btoa(String.fromCharCode(...new Uint8Array(32).fill(n)))}`;
}

/** A key's events. */
export function keyEvents(vault: string, n: number, name: string, more: Partial<KeyWish> = {}) {
  const key = id(n);
  const place = { environment: "default", name, source: "resend", permission: "sending_access", ...more };
  const wish: KeyWish = {
    ...place,
    remoteName: remoteNameOf(name, vault, key),
    token: fingerprint(0xa1),
    ...more,
  };
  const of = { key, source: wish.source };
  const remoteId = `b6d24b8e-af0b-4c3c-be0c-3598888883${n}`;
  const request = id(n + 100);
  const made: EventData["key.generated"] = {
    ...wish,
    ...sealed(n),
    key,
    remoteId,
    fingerprint: fingerprint(n),
  };
  return {
    asked: { type: "key.requested", id: key, data: { ...wish, deadline: DEADLINE } },
    made: { type: "key.generated", data: made },
    refused: { type: "key.request_failed", data: { ...of, reason: "refused", message: "Invalid domain" } },
    notThere: { type: "key.request_failed", data: { ...of, reason: "not_there" } },
    stray: { type: "key.stray_deleted", data: { ...of, remoteId, result: "deleted" } },
    gone: { type: "key.vanished", data: of },
    askedToDelete: {
      type: "key.deletion_requested",
      id: request,
      data: { ...of, remoteId, because: "delete" },
    },
    askedToRevoke: {
      type: "key.deletion_requested",
      id: request,
      data: { ...of, remoteId, because: "revoke" },
    },
    deleted: { type: "key.deleted", data: { ...of, remoteId, request, result: "deleted" } },
    absent: { type: "key.deleted", data: { ...of, remoteId, request, result: "already_absent" } },
    notDeleted: { type: "key.deletion_failed", data: { ...of, request, message: "resend answered 500" } },
  } as const satisfies Record<string, NewEvent>;
}

export function secretEvents(n: number, name: string, environment = "default") {
  const ref = { environment, name };
  return {
    set: { type: "secret.set", id: id(n), data: { ...ref, ...sealed(n), fingerprint: fingerprint(n) } },
    setWith: (description: string): NewEvent => (
      {
        type: "secret.set",
        id: id(n),
        data: { ...ref, ...sealed(n), fingerprint: fingerprint(n), description },
      }
    ),
    described: (description: string): NewEvent => ({
      type: "secret.described",
      data: { ...ref, description },
    }),
    removed: { type: "secret.removed", data: ref },
    limited: (targets?: string[]): NewEvent => (
      { type: "secret.limited", data: targets === undefined ? ref : { ...ref, targets } }
    ),
  } as const;
}

export function sourceEvents(source: string, token: number) {
  const data = { source, item: `token-${source}-${token}`, token: fingerprint(token) };
  return {
    added: { type: "source.added", data: { ...data, driver: "resend", address: ADDRESS } },
    tokenAdded: { type: "source.token_added", data },
    tokenReplaced: (witness?: string): NewEvent => (
      {
        type: "source.token_replaced",
        data: { ...data, address: ADDRESS, ...(witness === undefined ? {} : { witness }) },
      }
    ),
    revoking: { type: "source.revocation_requested", data: { source } },
    revoked: { type: "source.revoked", data: { source } },
  } as const satisfies Record<string, NewEvent | ((witness?: string) => NewEvent)>;
}

export async function begun(): Promise<Scribe> {
  const scribe = await Scribe.make(0x42);
  await scribe.write(scribe.first, [
    scribe.beginning,
    { type: "recipient.added", data: { ...RECIPIENTS[0]!, label: "laptop" } },
    { type: "fingerprint_key.added", data: { fingerprintKey: "1a2b3c4d", ...sealed(0xfe) } },
  ]);
  return scribe;
}
