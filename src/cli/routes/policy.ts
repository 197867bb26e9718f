import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  textFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

const POLICY = word("The policy: max-age", "policy");
const SOURCE = textFlag('Only for this source; "manual" for what was set by hand', "NAME");

/** Flags of `policy set` and `policy unset`. */
export interface PolicyFlags extends ChangeFlags {
  readonly source?: string;
}

const set = buildCommand<PolicyFlags, [string, string], CliContext>(() => ({
  loader: lazily(() => import("../commands/policy_set.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, source: SOURCE },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [POLICY, word("How old at most: 90d, 12h, 2w", "LENGTH")] },
  },
  docs: {
    brief: "Say how old secrets may become",
    help: {
      about:
        "Says how old a secret may become before `cred due` lists it: of one source, or of all that have no policy of\n" +
        "their own. Nothing is refused or deleted because of it.",
      examples: ["cred policy set max-age 90d", "cred policy set max-age 30d --source resend"],
      statuses: [
        "0  set, or so already",
        "2  no such policy, or no length of time",
        "4  no keychain, no access, or no such source",
      ],
    },
  },
}));

const unset = buildCommand<PolicyFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/policy_set.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, source: SOURCE },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [POLICY] },
  },
  docs: {
    brief: "Take a policy back",
    help: {
      about: "Takes a policy back. A source that had one of its own then has the one for all.",
      examples: ["cred policy unset max-age", "cred policy unset max-age --source resend"],
      statuses: ["0  taken back", "1  there is none", "2  no such policy", "4  no keychain, or no access"],
    },
  },
}));

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/policy_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List the policies of the vault",
    help: {
      about: "Lists the policies: that for all sources first. Needs no keychain.",
      examples: ["cred policy list", "cred policy list --json"],
      statuses: ["0  listed, also when there are none"],
    },
  },
}));

/** `cred policy …` */
export const policyRoutes = buildRouteMap({
  routes: { set, unset, list },
  docs: { brief: "How old secrets may become: set, unset, list" },
});
