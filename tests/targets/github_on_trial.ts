import { github } from "../../src/targets/github/mod.ts";
import type { TargetClient, TargetConnection } from "../../src/targets/target.ts";
import type { SecretPlace } from "../servers/github_world.ts";
import { githubAnswers, type GithubServer, startGithub } from "../servers/github.ts";
import { openConnection, putAll, type TargetOnTrial } from "./trial.ts";

/** Where the trial takes place. */
export interface TrialPlace {
  readonly store?: string;
  readonly scope?: string;
}

/** A connection to a stand-in's repository. */
export function connectionTo(server: GithubServer, more?: Partial<TargetConnection>): TargetConnection {
  const identifier = server.repository.fullName.toLowerCase();
  return openConnection(server, { identifier, store: "actions", scope: undefined }, more);
}

/** The stand-in's place for a store and a GitHub environment. */
export function placeIn(server: GithubServer, store = "actions", scope?: string): SecretPlace {
  const { repository, world } = server;
  if (store === "org") return world.organization(repository.fullName.split("/")[0]!)!;
  if (scope !== undefined) return repository.environment(scope)!.place;
  return repository.stores[store as keyof typeof repository.stores];
}

/** GitHub's driver and a stand-in with one empty place. */
export async function githubOnTrial({ store = "actions", scope }: TrialPlace = {}): Promise<
  TargetOnTrial & { readonly server: GithubServer }
> {
  const server = await startGithub();
  if (scope !== undefined) server.repository.setEnvironment(scope);
  const place = placeIn(server, store, scope);
  const identifier = store === "org" ? "acme" : "acme/app";
  return {
    server,
    driver: github,
    connection: (more) => connectionTo(server, { identifier, store, scope, ...more }),
    stored: (asked) => scope === asked ? place.texts() : placeIn(server, store, asked).texts(),
    failNext(name) {
      server.misbehave(
        { method: "PUT", path: new RegExp(`/secrets/${name}$`) },
        githubAnswers.refused(422, "Failed to add secret. Something about it is wrong."),
      );
    },
    edit(name, value) {
      place.put(name, new TextEncoder().encode(value), Date.now() + 300_000);
    },
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** A client of the first repository, unless said. */
export function clientOf(server: GithubServer, more: Partial<TargetConnection> = {}): TargetClient {
  return github.connect(connectionTo(server, more));
}

/** Puts texts, and what was told of each. */
export async function put(client: TargetClient, values: Readonly<Record<string, string>>) {
  return new Map(Object.entries(await putAll(client, values)));
}

/** All requests in short: `GET /path 200`. */
export function callsOf(server: GithubServer): readonly string[] {
  return server.requests.map((request) => `${request.method} ${request.path} ${request.status}`);
}
