import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { readIdentifier } from "./identifier.ts";
import { type Store, STORES } from "./names.ts";

/** Where secrets go at GitHub: a store of a repository, one of its environments, or an organization. */
export interface Place {
  /** For messages: `"acme/app"`. */
  readonly shown: string;
  /** Path of its secrets. */
  readonly secrets: string;
  /** What a token needs to write there, as a hint. */
  readonly rights: string;
  /** Most secrets that it holds. */
  readonly most: number;
  readonly isOrganization: boolean;
  readonly environment: EnvironmentPlace | undefined;
}

/** What else is known of the place, where it is an environment. */
export interface EnvironmentPlace {
  readonly name: string;
  readonly path: string;
  /** Path of the list of all environments. */
  readonly all: string;
  readonly repository: Place;
}

const RIGHTS: Readonly<Record<Store | "environment", string>> = {
  actions: `a fine-grained token needs "Secrets: write" for the repository, a classic one the scope repo`,
  environment:
    `a fine-grained token needs "Environments: write" for the repository, a classic one the scope repo`,
  dependabot:
    `a fine-grained token needs "Dependabot secrets: write" for the repository, a classic one the scope repo`,
  codespaces:
    `a fine-grained token needs "Codespaces secrets: write" for the repository, a classic one the scope repo`,
  org: `a fine-grained token needs the organization's "Secrets: write", a classic one the scope admin:org`,
};

/** The place of a connection; what names none is a usage error. */
export function placeOf(identifier: string, store: string, scope: string | undefined): Place {
  const known = STORES.find((name) => name === store);
  if (known === undefined) {
    throw new CredError("usage.store", `GitHub has no store ${quote(store)}`, [
      `its stores: ${STORES.join(", ")}`,
    ]);
  }
  const path = readIdentifier(identifier, known);
  if (path === undefined) {
    throw new CredError("usage.identifier", `${quote(identifier)} is no place at GitHub`, [
      known === "org" ? "name the organization" : "name it as owner/repo",
    ]);
  }
  if (known === "org") {
    return {
      shown: `organization "${path}"`,
      secrets: `/orgs/${path}/actions/secrets`,
      rights: RIGHTS.org,
      most: 1000,
      isOrganization: true,
      environment: undefined,
    };
  }
  const repository: Place = {
    shown: `"${path}"`,
    secrets: `/repos/${path}/${known}/secrets`,
    rights: RIGHTS[known],
    most: 100,
    isOrganization: false,
    environment: undefined,
  };
  return scope === undefined ? repository : environmentPlace(path, repository, known, scope);
}

function environmentPlace(path: string, repository: Place, store: Store, scope: string): Place {
  // A dot or two would lead to another address, encoded or not.
  if (store !== "actions" || scope === "" || /^\.{1,2}$/.test(scope)) {
    throw new CredError("usage.environment", `GitHub's ${store} secrets have no environment ${quote(scope)}`);
  }
  const all = `/repos/${path}/environments`;
  const own = `${all}/${encodeURIComponent(scope)}`;
  return {
    shown: `environment ${quote(scope)} of "${path}"`,
    secrets: `${own}/secrets`,
    rights: RIGHTS.environment,
    most: 100,
    isOrganization: false,
    environment: { name: scope, path: own, all, repository },
  };
}
