import * as v from "valibot";
import { CredError } from "../domain/errors.ts";
import { quote } from "../domain/names.ts";
import { parseVerifierKey } from "../log/note.ts";
import { originOf, signerIdOf, vaultIdOf } from "../log/origin.ts";
import type { Files } from "../system/files.ts";
import { folderPaths } from "./layout.ts";

/** The format of a vault's folder that this program writes and reads. */
const FORMAT = 1;

const SCHEMA = v.object({ format: v.number(), id: v.string(), signer: v.string() });

/** The text of `vault.json`. */
export function formatPointer(vaultId: string, verifierKey: string): string {
  return `${JSON.stringify({ format: FORMAT, id: vaultId, signer: verifierKey })}\n`;
}

/** Reads which vault a folder says that it is: the first signer's 32-byte key. Record 0 of its log has to agree. */
export async function readPointer(files: Files, folder: string): Promise<Uint8Array> {
  const path = folderPaths(folder).pointerFile;
  return parsePointer(await files.read(path), path);
}

/** Reads what a `vault.json` says; `path` is where it was, or should have been. */
export function parsePointer(bytes: Uint8Array | undefined, path: string): Uint8Array {
  if (bytes === undefined) throw damaged(path, "it is not there");
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged(path, "it is not JSON");
  }
  const format = v.safeParse(v.object({ format: v.number() }), json);
  if (format.success && format.output.format > FORMAT) {
    throw new CredError(
      "failed.newer",
      `the vault of ${quote(path)} has format ${format.output.format}, of a newer cred`,
      [
        "install the newest cred",
      ],
    );
  }
  const pointer = v.safeParse(SCHEMA, json);
  if (!pointer.success) throw damaged(path, "it lacks format, id or signer");
  const { id, signer } = pointer.output;
  const key = parseVerifierKey(signer);
  if (
    key === undefined || key.name !== originOf(id, signerIdOf(key.publicKey)) ||
    vaultIdOf(key.publicKey) !== id
  ) {
    throw damaged(path, "its id and its signer do not belong together");
  }
  return key.publicKey;
}

function damaged(path: string, why: string): CredError {
  return new CredError("integrity.vault_pointer", `${quote(path)} does not say which vault this is: ${why}`, [
    "restore it from a copy of the vault",
  ]);
}
