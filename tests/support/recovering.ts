// A vault with a recovery key, and the machines that come with its file.

import { generateX25519Identity } from "age-encryption";
import { refused } from "./clones.ts";
import { type Clone, makeTeam, type Team } from "./team.ts";
import type { RunOptions } from "./world.ts";

export const PASSPHRASE: RunOptions = { env: { CRED_RECOVERY_PASSPHRASE: await generateX25519Identity() } };

/** The status and stderr of a run that must answer nothing; it has the passphrase, unless told. */
export function refusedWith(clone: Clone, command: string, options = PASSPHRASE): Promise<string> {
  return refused(clone, command, options);
}

/** A vault with a value and a recovery key, whose file lies outside every clone. */
export async function withRecovery(): Promise<{ team: Team; file: string }> {
  const team = await makeTeam();
  const file = `${team.root}/recovery.age`;
  await team.first.set("BEFORE");
  await team.first.json(`recovery create --to ${file}`, PASSPHRASE);
  await team.first.json("sync");
  return { team, file };
}
