// What the stand-in holds: tokens with rights, repositories with environments, organizations, and secrets in the clear,
// for tests to look at.

import { type BoxKey, makeBoxKey } from "./github_box.ts";

/** Rights of a fine-grained token, by GitHub's own names for them. */
export type Right =
  | "secrets"
  | "environments"
  | "dependabot_secrets"
  | "codespaces_secrets"
  | "organization_secrets"
  | "administration";

/** A token, and what it may do with what it sees. */
export interface GithubToken {
  readonly text: string;
  readonly rights: Partial<Record<Right, "read" | "write">>;
  /** `owner/repo` and organizations that it sees. */
  readonly sees: ReadonlySet<string>;
}

/** A secret as it is held. */
export interface HeldSecret {
  readonly name: string;
  value: Uint8Array;
  readonly createdAtMs: number;
  updatedAtMs: number;
  visibility: "all" | "private" | "selected";
  repositoryIds: readonly number[];
}

/** A place that holds secrets, with a key of its own. */
export class SecretPlace {
  key: BoxKey = makeBoxKey();
  readonly secrets = new Map<string, HeldSecret>();
  /** Most secrets that it holds. */
  readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Boxes for the old key are refused from now on. */
  rotateKey(): void {
    this.key = makeBoxKey();
  }

  put(name: string, value: Uint8Array, nowMs: number): HeldSecret {
    const held = this.secrets.get(name) ?? {
      name,
      value,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      visibility: "private",
      repositoryIds: [],
    };
    held.value = value;
    held.updatedAtMs = nowMs;
    this.secrets.set(name, held);
    return held;
  }

  /** Values as a job would see them. */
  texts(): ReadonlyMap<string, string> {
    return new Map([...this.secrets].map(([name, held]) => [name, new TextDecoder().decode(held.value)]));
  }
}

/** A GitHub environment. */
export interface GithubEnvironment {
  readonly id: number;
  readonly name: string;
  /** Minutes that a job has to wait: stands for all protection rules. */
  waitTimer: number;
  readonly place: SecretPlace;
}

/** A repository. */
export class GithubRepository {
  readonly id: number;
  readonly fullName: string;
  readonly isPrivate: boolean;
  isArchived = false;
  readonly stores = {
    actions: new SecretPlace(100),
    dependabot: new SecretPlace(100),
    codespaces: new SecretPlace(100),
  };
  /** By the name in small letters: GitHub tells no capitals there. */
  readonly #environments = new Map<string, GithubEnvironment>();

  constructor(id: number, fullName: string, isPrivate: boolean) {
    this.id = id;
    this.fullName = fullName;
    this.isPrivate = isPrivate;
  }

  get environments(): readonly GithubEnvironment[] {
    return [...this.#environments.values()];
  }

  environment(name: string): GithubEnvironment | undefined {
    return this.#environments.get(name.toLowerCase());
  }

  /** Makes an environment, or gives the one that is there other rules. */
  setEnvironment(name: string, waitTimer = 0): GithubEnvironment {
    const there = this.environment(name);
    const environment = there ??
      { id: this.id * 100 + this.#environments.size, name, waitTimer, place: new SecretPlace(100) };
    environment.waitTimer = waitTimer;
    this.#environments.set(name.toLowerCase(), environment);
    return environment;
  }

  removeEnvironment(name: string): boolean {
    return this.#environments.delete(name.toLowerCase());
  }
}

const FULL: GithubToken["rights"] = {
  secrets: "write",
  environments: "write",
  dependabot_secrets: "write",
  codespaces_secrets: "write",
  organization_secrets: "write",
  administration: "write",
};

/** All of a stand-in's GitHub. */
export class GithubWorld {
  readonly #repositories = new Map<string, GithubRepository>();
  readonly #organizations = new Map<string, SecretPlace>();
  readonly #tokens = new Map<string, GithubToken>();

  addRepository(fullName: string, isPrivate = true): GithubRepository {
    const repository = new GithubRepository(1_296_269 + this.#repositories.size, fullName, isPrivate);
    this.#repositories.set(fullName.toLowerCase(), repository);
    return repository;
  }

  addOrganization(login: string): SecretPlace {
    const place = new SecretPlace(1000);
    this.#organizations.set(login.toLowerCase(), place);
    return place;
  }

  /** A token; all rights unless said, with all that is there now unless said. */
  addToken(options: Partial<GithubToken> = {}): GithubToken {
    const random = crypto.randomUUID().replaceAll("-", "");
    const token = {
      text: options.text ?? `github_pat_${random.slice(0, 22)}_${random}`,
      rights: options.rights ?? FULL,
      sees: options.sees ?? new Set([...this.#repositories.keys(), ...this.#organizations.keys()]),
    };
    this.#tokens.set(token.text, token);
    return token;
  }

  revokeToken(text: string): void {
    this.#tokens.delete(text);
  }

  token(text: string): GithubToken | undefined {
    return this.#tokens.get(text);
  }

  repository(fullName: string): GithubRepository | undefined {
    return this.#repositories.get(fullName.toLowerCase());
  }

  repositoryOfId(id: number): GithubRepository | undefined {
    return [...this.#repositories.values()].find((repository) => repository.id === id);
  }

  organization(login: string): SecretPlace | undefined {
    return this.#organizations.get(login.toLowerCase());
  }
}
