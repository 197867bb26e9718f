import type { App } from "../../app/app.ts";
import { listKeys } from "../../app/sources/list_keys.ts";
import { tokenNamed } from "../../app/sources/source_token.ts";
import { requireVault, viewVault } from "../../app/vault.ts";
import { keysText } from "../../render/keys.ts";
import type { Answer } from "../answer.ts";
import type { KeysFlags } from "../routes/source.ts";

export async function run(app: App, flags: KeysFlags, source: string): Promise<Answer> {
  const vault = await requireVault(app);
  const token = flags.mintedBy === undefined
    ? undefined
    : tokenNamed((await viewVault(app, vault)).state, source, flags.mintedBy);
  const all = await listKeys(app, vault, source);
  const view = token === undefined ? all : { ...all, keys: all.keys.filter((key) => key.token === token) };
  return { view, text: (look) => keysText(view, look), paged: true };
}
