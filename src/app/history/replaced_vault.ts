// The law of the first signer: it is what a vault is known by. Where this machine wrote to a vault, another one in its
// place is told, however well it verifies by itself.

import { readHeads } from "../../log/heads.ts";
import { homeFolder } from "../../vault/layout.ts";
import type { App } from "../app.ts";

/** Id of the vault that this machine remembers in a folder where vault `id` is now; undefined where it is the same. */
export async function replacedAt(app: App, folder: string, id: string): Promise<string | undefined> {
  const { files, environment } = app.system;
  const memory = `${homeFolder(environment)}/vaults`;
  const isIn = async (vault: string) => {
    const heads = await readHeads(files, `${memory}/${vault}/heads.json`).catch(() => undefined);
    return heads?.folder === folder;
  };
  if (await isIn(id)) return undefined;
  for (const other of await files.list(memory) ?? []) if (await isIn(other)) return other;
  return undefined;
}
