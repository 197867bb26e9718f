// A world for pushes: a vault with a key and a secret, a GitHub, and words for what happens there.

import assert from "node:assert/strict";
import { type GithubServer, startGithub } from "../servers/github.ts";
import { makeWorld, type RunOptions, type World } from "./world.ts";

/** The value of DATABASE_URL. */
export const VALUE = "postgres://user:päss\nword@host/db";

export interface Pushing extends AsyncDisposable {
  readonly world: World;
  readonly github: GithubServer;
  readonly env: RunOptions;
  run(command: string): ReturnType<World["run"]>;
  // deno-lint-ignore no-explicit-any
  json(command: string): Promise<any>;
}

/** A vault with a key and a secret set by hand, and a GitHub with a token in the environment. */
export async function pushing(): Promise<Pushing> {
  const world = await makeWorld(), github = await startGithub();
  const env: RunOptions = { env: { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token } };
  await world.run("init");
  await world.run("source add resend --token-env RESEND_API_KEY");
  await world.run("source generate resend RESEND_KEY");
  await world.run("secret set DATABASE_URL --stdin", { stdin: VALUE });
  assert.equal((await world.run("target add github acme/app", env)).status, 0);
  return {
    world,
    github,
    env,
    run: (command) => world.run(command, env),
    json: (command) => world.json(command, env),
    async [Symbol.asyncDispose]() {
      await github[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** What is done with each secret. */
export function actions(
  view: { readonly secrets: readonly { readonly remoteName: string; readonly action: string }[] },
) {
  return Object.fromEntries(view.secrets.map(({ remoteName, action }) => [remoteName, action]));
}

/** How many secrets were written. */
export function writes(github: GithubServer): number {
  return github.requests.filter(({ method }) => method === "PUT").length;
}
