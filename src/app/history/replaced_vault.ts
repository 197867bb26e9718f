// The law of the first signer: it is what a vault is known by. Where this machine wrote to a vault, another one in its
// place is told, however well it verifies by itself. `status` asks it each time, so where all is well it reads one small
// file, and what is only compared needs no schema.

import { quote } from "../../domain/names.ts";
import { homeFolder } from "../../vault/layout.ts";
import type { App } from "../app.ts";

/** Id of the vault that this machine remembers in a folder where vault `id` is now; undefined where it is the same. */
export async function replacedAt(app: App, folder: string, id: string): Promise<string | undefined> {
  const { files, environment } = app.system;
  const memory = `${homeFolder(environment)}/vaults`;
  const isIn = async (vault: string) => {
    try {
      const bytes = await files.read(`${memory}/${vault}/heads.json`);
      return bytes !== undefined && JSON.parse(new TextDecoder().decode(bytes)).folder === folder;
    } catch {
      return false;
    }
  };
  if (await isIn(id)) return undefined;
  for (const other of await files.list(memory) ?? []) if (await isIn(other)) return other;
  return undefined;
}

/** How it is told, and what there is to do. */
export function replacedWords(
  folder: string,
  id: string,
  remembered: string,
): { readonly says: string; readonly mend: readonly string[] } {
  return {
    says: `${quote(folder)} is vault ${id}, and this machine remembers vault ${remembered} there`,
    mend: [
      "if you did not replace it: move it away, and get the one that was there from a copy, or by cred sync",
      "if you did, name its first signer: cred log verify --signer KEY; the first change from here, or cred sync, ends this",
    ],
  };
}
