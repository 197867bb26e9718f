// The law of writes by the dozen: what may not be sent is told first, the rest goes in as few requests as the platform
// likes. A request that was refused as a whole is taken apart, so that one secret doesn't stop the others.

import type { Refusal } from "../domain/errors.ts";
import type { PlatformError } from "../system/http/platform_error.ts";
import { type FitItem, fitItem, lossOf, outcomeOf } from "./put_each.ts";
import type { PushItem, PutResult, TargetClient } from "./target.ts";

/** Statuses of a request in which something is wrong. */
const SPOILED = [400, 413, 422];

/** How a platform takes several secrets at once. */
export interface Batches {
  /** Secrets in one request. */
  readonly size: number;
  readonly interrupted: AbortSignal;
  refuse(secret: { readonly name: string; readonly size: number }): Refusal | undefined;
  /** Throws where a secret may not be written, for what is there already. */
  inspect(item: FitItem): Promise<void>;
  /** Writes some; what became of each. Throws what became of all. */
  write(batch: readonly FitItem[]): Promise<(name: string) => PutResult>;
}

/** Puts secrets, several with each request. */
export async function putBatches(
  items: readonly PushItem[],
  how: Batches,
  onDone: Parameters<TargetClient["put"]>[1],
): Promise<void> {
  let lost: PlatformError | undefined;

  async function put(batch: readonly FitItem[]): Promise<void> {
    let resultOf: ((name: string) => PutResult) | undefined;
    const whole = await outcomeOf(async () => {
      if (lost !== undefined) return { failed: lost };
      resultOf = await how.write(batch);
      return { done: "put" };
    });
    if ("failed" in whole) {
      const { effect, httpStatus = 0 } = whole.failed;
      if (effect === "none" && SPOILED.includes(httpStatus) && batch.length > 1) {
        for (const item of batch) await put([item]);
        return;
      }
      lost ??= lossOf(whole.failed);
    }
    for (const { name } of batch) await onDone(name, resultOf?.(name) ?? whole);
  }

  for (let i = 0; i < items.length; i += how.size) {
    const batch: FitItem[] = [];
    for (const item of items.slice(i, i + how.size)) {
      const result = await outcomeOf(async () => {
        const fit = fitItem(item, how.refuse, how.interrupted);
        await how.inspect(fit);
        batch.push(fit);
        return { done: "put" };
      });
      if ("failed" in result) await onDone(item.name, result);
    }
    if (batch.length > 0) await put(batch);
  }
}
