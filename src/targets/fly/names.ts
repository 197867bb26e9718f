import type { Refusal } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { WorkingFolder } from "../target.ts";

const APP = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** An app's name; also from a pasted address. */
export function readIdentifier(text: string): string | undefined {
  const [, address] = /^https:\/\/fly\.io\/apps\/([^/?#]+)(?:[/?#].*)?$/.exec(text) ?? [];
  const name = address ?? text;
  return APP.test(name) ? name : undefined;
}

/** The app that `fly.toml` in the folder names. */
export async function findIdentifier({ files, folder }: WorkingFolder): Promise<string | undefined> {
  const bytes = await files.readInput(`${folder}/fly.toml`, 1_048_576);
  if (bytes === undefined) return undefined;
  // What follows the first table's head is that table's.
  const top = new TextDecoder().decode(bytes).split(/^[ \t]*\[/m, 1)[0]!;
  const [, , name] =
    /^[ \t]*(?:app|"app"|'app')[ \t]*=[ \t]*(["'])([^"'\r\n]*)\1[ \t]*(?:#.*)?\r?$/m.exec(top) ?? [];
  return name === undefined ? undefined : readIdentifier(name);
}

/** Why Fly.io would not take a secret of this name. */
export function refuse({ name }: { readonly name: string; readonly size: number }): Refusal | undefined {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,254}$/.test(name)) return undefined;
  return {
    code: "usage.name",
    message: `Fly.io takes no secret of the name ${quote(name)}`,
    hints: ["use letters, digits and _, not starting with a digit"],
  };
}
