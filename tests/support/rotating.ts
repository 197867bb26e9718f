// A world for rotations: a vault with keys, a Resend and a GitHub, and words for what must hold.

import assert from "node:assert/strict";
import { type GithubServer, startGithub } from "../servers/github.ts";
import { makeWorld, type Outcome, type RunOptions, type World } from "./world.ts";

export const HOUR = 3_600_000;
/** A fault: an answer in the place of the work. */
export const ANSWER = { what: "answer", work: false } as const;

/** A world with keys that can be rotated; the clock runs 5 times as fast, so that waits are short. */
export interface Rotating extends AsyncDisposable {
  readonly world: World;
  readonly github: GithubServer;
  run(command: string, options?: RunOptions): Promise<Outcome>;
  /** A run that must end with this status; its JSON answer. */
  // deno-lint-ignore no-explicit-any
  json(command: string, status?: number): Promise<any>;
  /** Values of the live keys made here, by the secret's name as far as the platform shows it. */
  live(): Map<string, string[]>;
  /** The value that the vault gives for a secret. */
  value(name: string): Promise<string>;
}

/** Makes a world with these keys, of which those of `pushed` are at GitHub. */
export async function rotating(keys: readonly string[], pushed: readonly string[] = []): Promise<Rotating> {
  const world = await makeWorld({ haste: 5 }), github = await startGithub();
  const env = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
  const it: Rotating = {
    world,
    github,
    run: (command, options = {}) => world.run(command, { ...options, env: { ...env, ...options.env } }),
    async json(command, status = 0) {
      const outcome = await it.run(`${command} --json`);
      assert.equal(outcome.status, status, `${command}: ${outcome.stdout}${outcome.stderr}`);
      return JSON.parse(outcome.stdout);
    },
    live() {
      const ours = world.server.keys.filter(({ name }) => name.includes(" cred-"));
      const named = Map.groupBy(ours, ({ name }) => name.split(" ")[0]!);
      return new Map([...named].map(([name, keys]) => [name, keys.map(({ token }) => token)]));
    },
    value: async (name) => (await it.run(`secret get ${name}`)).stdout.trimEnd(),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
  const begin = ["source add resend --token-env RESEND_API_KEY"];
  for (const key of keys) begin.push(`source generate resend ${key}`);
  if (pushed.length > 0) begin.push("target add github acme/app", `push github ${pushed.join(" ")}`);
  for (const command of begin) assert.equal((await it.run(command)).status, 0, command);
  return it;
}

/** Where each key of a rotation's answer stands, and what was done for that. */
export function stages(view: { keys: readonly { secret: string; stage: string; did: readonly string[] }[] }) {
  return Object.fromEntries(view.keys.map(({ secret, stage, did }) => [secret, [stage, ...did].join(" ")]));
}

/** What GitHub has, by name. */
export function atGithub({ github }: Rotating): ReadonlyMap<string, string> {
  return github.repository.stores.actions.texts();
}
