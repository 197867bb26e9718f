import assert from "node:assert/strict";
import type { Clone, Team } from "./team.ts";
import type { RunOptions } from "./world.ts";

/** A clone on a machine that has nothing but an access key, and forgets everything after the job. */
export async function ciJob(team: Team, name: string, key: string, more: Record<string, string> = {}) {
  const clone = team.newcomer(name);
  const how = (options: RunOptions = {}): RunOptions => ({
    ...options,
    env: {
      CRED_KEYCHAIN: "",
      CRED_PASSPHRASE: "",
      CRED_ACCESS_KEY: key,
      RESEND_API_KEY: "",
      ...more,
      ...options.env,
    },
  });
  const job: Clone = {
    ...clone,
    run: (command, options) => clone.run(command, how(options)),
    json: (command, options) => clone.json(command, how(options)),
    async set(secret) {
      const { status, stderr } = await job.run(`secret set ${secret}`, { stdin: `value of ${secret}` });
      assert.equal(status, 0, stderr);
    },
  };
  await job.json("sync");
  return job;
}
