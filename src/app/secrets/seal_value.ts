import type { Sealed, SecretRef } from "../../domain/events.ts";
import { isSealedTo, readersOf } from "../../domain/readers.ts";
import type { Secret } from "../../domain/secret.ts";
import type { State } from "../../domain/state.ts";
import type { ValueStore } from "../../vault/values.ts";

/** Seals a value to those who may open its environment, durably. */
export async function sealValue(
  store: ValueStore,
  state: State,
  { environment }: Pick<SecretRef, "environment">,
  value: Secret,
): Promise<Sealed> {
  return await store.seal(value, readersOf(state, environment));
}

/** As it was sealed before, where the same may open it still; else sealed again, and the file before is gone. */
export async function sealedAsNow(
  store: ValueStore,
  state: State,
  ref: Pick<SecretRef, "environment">,
  value: Secret,
  before: Sealed,
): Promise<Sealed> {
  if (isSealedTo(before.to, readersOf(state, ref.environment))) return before;
  const fresh = await sealValue(store, state, ref, value);
  await store.remove(before.sealed);
  return fresh;
}
