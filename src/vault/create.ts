// The law of making: a vault is built whole in a folder beside its place and moved there in one step; whatever dies
// before that step leaves no vault. Its keys are in the keychain before, so no vault exists that nobody can open.
//
// System calls of making a vault:
//   .cred-new-<hex> mkdir
//   work fsync
//   .cred-new-<hex>/log mkdir
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/.gitignore openat write fsync
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/values mkdir
//   .cred-new-<hex> fsync
//   .cred-new-<hex>/values/<sha256>.age openat write fsync
//   .cred-new-<hex>/values fsync
//   .cred-new-<hex>/log/<log>.jsonl openat write fsync
//   .cred-new-<hex>/log fsync
//   .cred-new-<hex>/vault.json openat write fsync
//   .cred-new-<hex> fsync
//   vaults mkdir
//   home fsync
//   vaults/<vault> mkdir
//   vaults fsync
//   vaults/<vault>/heads.json.<hex>.tmp openat write fsync rename→heads.json
//   vaults/<vault> fsync
//   .cred-new-<hex> rename→.cred
//   work fsync

import { toBase64, toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { NewEvent } from "../domain/events.ts";
import { quote } from "../domain/names.ts";
import { Secret } from "../domain/secret.ts";
import { lightSha256 } from "../log/hash.ts";
import { writeHeads } from "../log/heads.ts";
import { originOf, vaultIdOf, verifierKeyOf } from "../log/origin.ts";
import { signBatch } from "../log/sign_batch.ts";
import { Tree } from "../log/tree.ts";
import type { System } from "../system/system.ts";
import { folderPaths, vaultPaths } from "./layout.ts";
import { formatPointer } from "./pointer.ts";
import { ValueStore } from "./values.ts";
import { recipientIdOf, type VaultKeys } from "./vault_keys.ts";

/** Makes a vault at a folder that is not there yet; conflict.file_exists when another process was faster. */
export async function createVault(
  system: System,
  folder: string,
  keys: VaultKeys,
  label: string,
): Promise<void> {
  const { files, random, clock } = system;
  if (await files.info(folder) !== undefined) {
    throw new CredError("conflict.file_exists", `${quote(folder)} is there, but it is no vault`, [
      "move it away and try again",
    ]);
  }
  const vault = vaultIdOf(keys.publicKey);
  const building = `${folder}-new-${toHex(random.bytes(4))}`;
  const inside = folderPaths(building);
  const utf8 = new TextEncoder();
  await files.makeFolder(inside.logFolder);
  try {
    await files.create(`${building}/.gitignore`, utf8.encode("*\n"));
    const recipient = {
      id: recipientIdOf(keys.recipient),
      key: keys.recipient,
      label,
      signer: keys.signer,
      environments: undefined,
      addedAt: "",
    };
    const fingerprintKey = toHex(random.bytes(4));
    const sealed = await new ValueStore(files, inside.valuesFolder).seal(Secret.ofBytes(random.bytes(32)), [
      recipient,
    ]);
    const facts: NewEvent[] = [
      {
        type: "vault.created",
        data: { vault, signer: keys.signer, publicKey: toBase64(keys.publicKey), label },
      },
      {
        type: "recipient.added",
        data: { recipient: recipient.id, key: recipient.key, label, signer: keys.signer },
      },
      { type: "fingerprint_key.added", data: { fingerprintKey, ...sealed } },
    ];
    const batch = await signBatch({
      system: { clock, random },
      origin: originOf(vault, keys.signer),
      publicKey: keys.publicKey,
      sign: keys.sign,
      tree: new Tree(lightSha256),
      seen: undefined,
    }, facts);
    await files.create(`${inside.logFolder}/${keys.signer}.jsonl`, utf8.encode(batch.lines));
    const pointer = formatPointer(vault, verifierKeyOf(vault, keys.signer, keys.publicKey));
    await files.create(inside.pointerFile, utf8.encode(pointer));
    const paths = vaultPaths(folder, vault, system.environment);
    await files.makeFolder(paths.memoryFolder);
    await writeHeads(files, paths.headsFile, {
      own: keys.signer,
      logs: { [keys.signer]: batch.head },
      pending: undefined,
      folder,
    });
    await files.move(building, folder);
  } catch (error) {
    await files.removeFolder(building).catch(() => {});
    throw error;
  }
}
