import { placesHolding } from "../../domain/deliveries.ts";
import { CredError } from "../../domain/errors.ts";
import { pruneCommand } from "../../domain/names.ts";
import { type PlaceRefView, placeRefView } from "../../views/identified.ts";
import type { App } from "../app.ts";
import { type Vault, viewVault } from "../vault.ts";

/** Places at targets that hold the values of these keys, or may. */
export async function stillAt(
  app: App,
  vault: Vault,
  keys: readonly { readonly id: string }[],
): Promise<PlaceRefView[]> {
  const { state } = await viewVault(app, vault);
  return placesHolding(state, keys.map(({ id }) => id)).map(placeRefView);
}

/** Refuses to end keys that targets still hold, where that was asked for (`--unless-pushed`). */
export function refusePushed(places: readonly PlaceRefView[]): void {
  const [first] = places;
  if (first === undefined) return;
  throw new CredError(
    "conflict.still_pushed",
    `${first.target} still holds it as "${first.remoteName}" (${first.identifier})`,
    pruneHints(places),
  );
}

/** The commands that take dead values away from where they were sent. */
export function pruneHints(places: readonly PlaceRefView[]): string[] {
  return places.map(pruneCommand);
}
