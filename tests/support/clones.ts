// Words for what holds among the clones of one vault.

import assert from "node:assert/strict";
import type { Clone, Team } from "./team.ts";
import type { RunOptions } from "./world.ts";

/** A clone on a machine without keys, which has the vault. */
export async function newcomer(team: Team, name: string): Promise<Clone> {
  const clone = team.newcomer(name);
  await clone.json("sync");
  return clone;
}

/** Twice, so that each hears of what the others sent. */
export async function sync(...clones: Clone[]): Promise<void> {
  for (const clone of [...clones, ...clones]) await clone.json("sync");
}

/** Once they are in sync, the same verified history everywhere, told without a key of any of them. */
export async function assertSame(...clones: Clone[]): Promise<void> {
  await sync(...clones);
  const keyless = { env: { CRED_KEYCHAIN: "env", CRED_ACCESS_KEY: "none", CRED_PASSPHRASE: "" } };
  const digests = new Set<string>();
  for (const clone of clones) {
    assert.equal((await clone.run("log verify --full", keyless)).status, 0);
    const { status, stdout } = await clone.run("replay", keyless);
    assert.equal(status, 0);
    digests.add(stdout);
  }
  assert.equal(digests.size, 1);
}

/** The status and stderr of a run that must answer nothing. */
export async function refused(clone: Clone, command: string, options: RunOptions = {}): Promise<string> {
  const { status, stderr, stdout } = await clone.run(command, options);
  assert.equal(stdout, "");
  return `${status} ${stderr}`;
}

/** Sets a secret of an environment, to a value that `opens` is compared with. */
export async function set(clone: Clone, name: string, environment = "default"): Promise<void> {
  const { status, stderr } = await clone.run(`secret set ${name} -e ${environment}`, {
    stdin: `${name} in ${environment}`,
  });
  assert.equal(status, 0, stderr);
}

/** The value that somebody opens; undefined where it was sealed to others. */
export async function opens(
  clone: Clone,
  name: string,
  environment = "default",
): Promise<string | undefined> {
  const { status, stdout, stderr } = await clone.run(`secret get ${name} -e ${environment}`);
  if (status === 0) return stdout.trimEnd();
  assert.match(stderr, /sealed to others/);
  return undefined;
}
