// The law of a row of writes: each secret has one outcome, told before the next begins. Only what ends the whole push is
// thrown: an interruption, a token that gets nowhere, an outcome that can't be told. A platform out of reach is out of
// reach for the rest too: they fail without another call.

import type { Refusal } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { interruption } from "../system/http/failures.ts";
import { PlatformError } from "../system/http/platform_error.ts";
import { refusedHere } from "./failures.ts";
import type { PushItem, PutResult, TargetClient } from "./target.ts";

/** A secret that may be sent: its name and size are allowed, its value is text. */
export interface FitItem {
  readonly name: string;
  readonly value: string;
}

const OUT_OF_REACH = ["failed.unreachable", "failed.timeout"];

/** Puts secrets one after the other. */
export async function putEach(
  items: readonly PushItem[],
  put: (item: PushItem) => Promise<PutResult>,
  onDone: Parameters<TargetClient["put"]>[1],
): Promise<void> {
  let lost: PlatformError | undefined;
  for (const item of items) {
    const result: PutResult = lost === undefined ? await outcomeOf(() => put(item)) : { failed: lost };
    if ("failed" in result && lost === undefined) lost = lossOf(result.failed);
    await onDone(item.name, result);
  }
}

/** What a write came to; throws what ends the whole push. */
export async function outcomeOf(write: () => Promise<PutResult>): Promise<PutResult> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof PlatformError) || endsAll(error)) throw error;
    return { failed: error };
  }
}

/** The secret as text, or the refusal that the driver has for it; nothing was sent then. */
export function fitItem(
  { name, value }: PushItem,
  refuse: (secret: { readonly name: string; readonly size: number }) => Refusal | undefined,
  interrupted: AbortSignal,
): FitItem {
  if (interrupted.aborted) throw interruption("none");
  const refusal = refuse({ name, size: value.size });
  if (refusal !== undefined) throw refusedHere(refusal);
  try {
    return { name, value: value.openText((text) => text) };
  } catch {
    throw refusedHere({
      code: "usage.not_text",
      message: `the value of ${quote(name)} is not UTF-8 text`,
      hints: ["encode it (base64), and decode it where it is used"],
    });
  }
}

function endsAll(error: PlatformError): boolean {
  return error.code === "interrupted" || error.code.split(".", 1)[0] === "access";
}

/** The failure of what comes after a failure, without a call: where the platform is out of reach. */
export function lossOf(error: PlatformError): PlatformError | undefined {
  if (!OUT_OF_REACH.includes(error.code)) return undefined;
  return new PlatformError(error.code, error.message, { effect: "none", hints: error.hints });
}
