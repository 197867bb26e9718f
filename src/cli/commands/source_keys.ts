import type { App } from "../../app/app.ts";
import { listKeys } from "../../app/list_keys.ts";
import { requireVault } from "../../app/vault.ts";
import { keysText } from "../../render/keys.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";

export async function run(app: App, _flags: CommonFlags, source: string): Promise<Answer> {
  const view = await listKeys(app, await requireVault(app), source);
  return { view, text: keysText(view, app.system.clock.offsetMinutes), paged: true };
}
