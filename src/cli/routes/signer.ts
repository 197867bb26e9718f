import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags } from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

const list = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/signer_list.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "List who may sign the vault's history",
    help: {
      about:
        "Lists the signers of the vault: who, in which role, since when, added by whom. Needs no keychain.",
      examples: ["cred signer list", "cred signer list --json"],
      statuses: ["0  listed", "6  the history does not verify"],
    },
  },
}));

/** `cred signer …` */
export const signerRoutes = buildRouteMap({
  routes: { list },
  docs: { brief: "Who may sign the history: list" },
});
