import type { Source } from "../../domain/state.ts";
import { type SourceListView, sourceListView, type SourceView } from "../../views/sources.ts";
import type { App } from "../app.ts";
import { look } from "../look.ts";

/** The sources of the vault. A keychain that can't be reached makes the tokens `unknown`, not an error. */
export async function listSources(app: App): Promise<SourceListView> {
  const { vault, state } = await look(app);
  const tokens = new Map<string, SourceView["token"]>();
  for (const source of state.sources.values()) tokens.set(source.name, await tokenPlace(app, source));
  return sourceListView(state, vault?.place.folder, tokens);
}

async function tokenPlace(app: App, source: Source): Promise<SourceView["token"]> {
  try {
    const keychain = await app.keychain();
    for (const item of source.items) if (await keychain.has(item)) return "here";
    return "missing";
  } catch {
    return "unknown";
  }
}
