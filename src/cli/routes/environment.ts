import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  switchFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/env_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List environments",
    help: {
      about:
        "Lists the environments with their numbers of secrets and of keys that live at their platforms. An environment is\n" +
        "there as long as it has one. Needs no keychain.",
      examples: ["cred env list", "cred env list --json"],
      statuses: ["0  listed, also when there are none"],
    },
  },
}));

/** Flags of `env copy`. */
export interface CopyFlags extends ChangeFlags {
  readonly overwrite: boolean;
}

const copy = buildCommand<CopyFlags, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/env_copy.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      overwrite: switchFlag("Make new versions of secrets that have another value there"),
    },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [word("Environment to copy", "FROM"), word("Environment to copy into", "TO")],
    },
  },
  docs: {
    brief: "Copy an environment's secrets into another",
    help: {
      about:
        "Copies what was set by hand, with its current value, description, expiry and limits, in one go or not at all. Keys of a\n" +
        "source belong to one place: they are named, with the command that makes another.",
      examples: ["cred env copy staging production", "cred env copy default ci --dry-run"],
      statuses: [
        "0  copied, also when all was there already",
        "1  the environment has no secret",
        "4  no keychain, or no access",
        "5  a secret has another value there already, or is a key of a source",
      ],
    },
  },
}));

/** Flags of `env delete`. */
export interface DeleteEnvironmentFlags extends ChangeFlags {
  readonly deleteKeys: boolean;
}

const remove = buildCommand<DeleteEnvironmentFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/env_delete.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      deleteKeys: switchFlag("Delete its live keys, too, at their platforms and here"),
    },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [word("Environment to delete", "ENVIRONMENT")] },
  },
  docs: {
    brief: "Delete an environment with its secrets",
    help: {
      about:
        "Removes all secrets of an environment, with all their versions. With keys that live at their platforms it is\n" +
        "refused, unless --delete-keys ends them first. Names the targets that are bound to it and the places that still\n" +
        "hold its values.",
      examples: ["cred env delete staging", "cred env delete preview --delete-keys --yes"],
      statuses: [
        "0  deleted",
        "1  the environment has no secret",
        "2  not confirmed, and nobody to ask (--yes)",
        "3  a key could not be deleted; run it again to go on",
        "4  no keychain, or no access",
        "5  it has live keys, or a key was asked for without a known answer",
      ],
    },
  },
}));

/** `cred env …` */
export const environmentRoutes = buildRouteMap({
  routes: { list, copy, delete: remove },
  docs: { brief: "Environments: list, copy, delete" },
});
