// A vault's folder written by a test's scribe: histories of any shape, of which the program knows nothing but the bytes.

import type { NewEvent } from "../../src/domain/events.ts";
import { verifierKeyOf } from "../../src/log/origin.ts";
import { formatPointer } from "../../src/vault/pointer.ts";
import type { Scribe } from "../log/scribe.ts";

/** An event that changes nothing and needs no value file. */
export function remark(n: number): NewEvent {
  return {
    type: "secret.described",
    data: { environment: "default", name: "NONE", description: `remark ${n}` },
  };
}

/** The verifier key of a log of a scribe. */
export function keyOf(scribe: Scribe, log: string = scribe.first): string {
  return verifierKeyOf(scribe.vaultId, log, scribe.publicKey);
}

/** Writes what a scribe has written so far into a folder as a vault, in place of what was there. */
export async function writeVault(folder: string, scribe: Scribe): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(`${folder}/log`, { recursive: true });
  await Deno.writeTextFile(`${folder}/vault.json`, formatPointer(scribe.vaultId, keyOf(scribe)));
  for (const [log, text] of scribe.logs) await Deno.writeTextFile(`${folder}/log/${log}.jsonl`, text);
}
