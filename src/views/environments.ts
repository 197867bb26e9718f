import { environmentNames, keysIn, secretsIn } from "../domain/environments.ts";
import { secretWords } from "../domain/names.ts";
import type { Key, State } from "../domain/state.ts";
import type { KeyRefView } from "./deletions.ts";
import type { KeptView } from "./exchange.ts";
import type { PlaceRefView } from "./identified.ts";

/** Answer of `env list`. */
export interface EnvironmentListView {
  readonly vault: string | undefined;
  readonly environments: readonly {
    readonly environment: string;
    /** How many secrets it has, and how many keys live at their platforms. */
    readonly secrets: number;
    readonly keys: number;
    /** Targets that have a place of their own for it. */
    readonly targets: readonly string[];
  }[];
}

/** Answer of `env copy`. */
export interface EnvironmentCopiedView {
  readonly vault: string;
  readonly from: string;
  readonly to: string;
  readonly secrets: readonly KeptView[];
  /** Keys that stay where they are, and the command that makes one of its own there. */
  readonly keys: readonly { readonly secret: string; readonly source: string; readonly command: string }[];
  readonly dryRun: boolean;
}

/** Answer of `env delete`. */
export interface EnvironmentDeletedView {
  readonly vault: string;
  readonly environment: string;
  /** Names of the secrets that were removed (in a dry run: that would be). */
  readonly secrets: readonly string[];
  /** Keys that were deleted at their platforms and here. */
  readonly keys: readonly (KeyRefView & { readonly source: string })[];
  readonly failed: readonly (KeyRefView & { readonly source: string; readonly message: string })[];
  /** Targets that are bound to it. */
  readonly targets: readonly string[];
  /** Places that still hold its values. */
  readonly stillAt: readonly PlaceRefView[];
  /** Whether nothing of it is left. */
  readonly deleted: boolean;
  readonly dryRun: boolean;
}

/** The environments of a vault. */
export function environmentListView(state: State, vault: string | undefined): EnvironmentListView {
  return {
    vault,
    environments: environmentNames(state).map((environment) => ({
      environment,
      secrets: secretsIn(state, environment).length,
      keys: keysIn(state, environment).length,
      targets: boundTargets(state, environment),
    })),
  };
}

/** Targets that have a place of their own for an environment. */
export function boundTargets(state: State, environment: string): string[] {
  return [...state.targets.values()].filter(({ environments }) => environments.has(environment))
    .map(({ name }) => name);
}

/** The command that makes a key like this one for another environment. */
export function mintCommand({ source, name, permission, domain }: Key, environment: string): string {
  const limits = domain === undefined ? "" : ` --domain ${domain}`;
  return `cred source generate ${source} ${
    secretWords({ environment, name })
  } --permission ${permission}${limits}`;
}
