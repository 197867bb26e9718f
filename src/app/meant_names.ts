import { environmentNames } from "../domain/environments.ts";
import { didYouMean } from "../domain/nearest.ts";
import { quote } from "../domain/names.ts";
import type { App } from "./app.ts";
import { findVault, viewState } from "./vault.ts";

/** What a list was asked for alone. */
interface Chosen {
  readonly secret?: string | undefined;
  readonly environment?: string | undefined;
  readonly source?: string | undefined;
}

/** Lines for a list that came out empty: names that are not in the vault, and those that may have been meant. */
export async function meantNames(app: App, { secret, environment, source }: Chosen): Promise<string[]> {
  const state = await viewState(app, await findVault(app));
  const secrets = [...state.secrets.values()].map(({ name }) => name);
  return [
    ...missing("secret", secret, secrets),
    ...missing("environment", environment, environmentNames(state)),
    ...missing("source", source, [...state.sources.keys()]),
  ];
}

function missing(kind: string, word: string | undefined, names: readonly string[]): string[] {
  if (word === undefined || names.includes(word)) return [];
  return [`there is no ${kind} ${quote(word)} in this vault${didYouMean(word, names)}`];
}
