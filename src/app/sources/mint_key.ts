// The law of keeping: a key whose answer came is sealed, durable and recorded, or deleted again at once; a key whose
// answer was lost is looked for, never asked for twice. Only what certainly didn't happen is recorded as refused.

import { CredError } from "../../domain/errors.ts";
import type { KeyWish, Sealed } from "../../domain/events.ts";
import { cleanRemoteText } from "../../domain/remote_text.ts";
import type { MintedKey, NewKey } from "../../sources/source.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { valuesOf } from "../access/access.ts";
import { sealedAsNow, sealValue } from "../secrets/seal_value.ts";
import { settleSecret } from "./settle.ts";
import type { SourceAct } from "./source_act.ts";
import type { Changed } from "../vault.ts";

/** Most characters of a platform's message that go into the log. */
const MAX_MESSAGE = 300;

/** How long a request for a key may take in all, waits for the platform's rate limit included. */
export const REQUEST_MS = 90_000;

/** Performs the intent to make a key, once. */
export async function mintKey(
  act: SourceAct,
  key: string,
  wish: KeyWish,
  wanted: NewKey,
): Promise<MintedKey> {
  try {
    return await act.client.create(wanted);
  } catch (error) {
    if (error instanceof PlatformError && error.effect === "none") {
      const message = cleanRemoteText(error.message, MAX_MESSAGE);
      const data = { key, source: wish.source, reason: "refused" as const, message };
      await act.record({ type: "key.request_failed", data });
      throw error;
    }
    throw await answerLost(act, wish, error);
  }
}

/** The platform may have made the key. Its value is lost either way: what is found there is deleted. */
async function answerLost(act: SourceAct, wish: KeyWish, error: unknown): Promise<CredError> {
  const cause = error instanceof Error ? error.message : "the answer was lost";
  const again = `cred source reconcile ${wish.source}`;
  if (error instanceof CredError && error.code === "interrupted") {
    return new CredError(
      "interrupted",
      `interrupted while ${act.driver.title} was asked for a key; it may have made one`,
      [again],
      error,
    );
  }
  let settled = false;
  try {
    settled = (await settleSecret(act, wish)) > 0;
  } catch {
    // The platform still can't be asked: the intent stays open, and the next run settles it.
  }
  if (settled) {
    return new CredError("failed.answer_lost", `${cause}; the key had been made, and was deleted again`, [
      "try again",
    ], error);
  }
  return new CredError(
    "failed.answer_lost",
    `${cause}; whether ${act.driver.title} made the key is not known yet`,
    [
      `in two minutes, settle it: ${again}`,
    ],
    error,
  );
}

/** Seals the value and records the key. What can't be kept is deleted at once. */
export async function keepKey(
  act: SourceAct,
  id: string,
  wish: KeyWish,
  { remoteId, value }: MintedKey,
): Promise<Changed> {
  const store = valuesOf(act.app, act.vault);
  let sealed: Sealed;
  let fingerprint: string;
  try {
    sealed = await sealValue(store, (await act.state()).state, wish, value);
    fingerprint = await act.fingerprinter.value(wish, value);
  } catch (error) {
    await dropUnkept(act, id, wish, remoteId);
    throw error;
  }
  const data = { ...wish, key: id, remoteId, fingerprint };
  try {
    return await act.change(async (state) => {
      const now = await sealedAsNow(store, state, wish, value, sealed);
      return { type: "record outcomes", events: [{ type: "key.generated", data: { ...data, ...now } }] };
    });
  } catch (error) {
    const message = error instanceof CredError ? error.message : "the log could not be written";
    throw new CredError(
      "failed.unrecorded",
      `${act.driver.title} made the key, but it could not be recorded: ${message}`,
      [
        "mend what is wrong with the disk",
        `then delete what was made: cred source reconcile ${wish.source}`,
      ],
      error,
    );
  }
}

async function dropUnkept(act: SourceAct, key: string, wish: KeyWish, remoteId: string): Promise<void> {
  const { source } = wish;
  try {
    const result = await act.client.delete(remoteId);
    await act.record({
      type: "key.stray_deleted",
      data: { key, source, remoteId, result },
    });
  } catch {
    act.app.report.warn(
      `a key whose value could not be kept may still be at ${act.driver.title}: cred source reconcile ${source}`,
    );
  }
}
