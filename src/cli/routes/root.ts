import type { Command, RouteMap } from "@stricli/core";
import type { CliContext } from "../context.ts";
import { buildGroupedMap } from "../help_page.ts";
import { TOPICS } from "../help_words.ts";

type Route = Command<CliContext> | RouteMap<CliContext>;

/** Every command of the program by its first word. The words of the others are not loaded for one. */
const ROUTES: Readonly<Record<string, () => Promise<Route>>> = {
  source: async () => (await import("./source.ts")).sourceRoutes,
  secret: async () => (await import("./secret.ts")).secretRoutes,
  target: async () => (await import("./target.ts")).targetRoutes,
  push: async () => (await import("./target.ts")).push,
  diff: async () => (await import("./target.ts")).diff,
  prune: async () => (await import("./target.ts")).prune,
  env: async () => (await import("./environment.ts")).environmentRoutes,
  run: async () => (await import("./use.ts")).run,
  import: async () => (await import("./exchange.ts")).importFile,
  export: async () => (await import("./exchange.ts")).exportFile,
  log: async () => (await import("./log.ts")).logRoutes,
  access: async () => (await import("./access.ts")).accessRoutes,
  recovery: async () => (await import("./recovery.ts")).recoveryRoutes,
  signer: async () => (await import("./signer.ts")).signerRoutes,
  keychain: async () => (await import("./keychain.ts")).keychainRoutes,
  unlock: async () => (await import("./unlock.ts")).unlock,
  lock: async () => (await import("./unlock.ts")).lock,
  sync: async () => (await import("./sync.ts")).sync,
  due: async () => (await import("./due.ts")).due,
  policy: async () => (await import("./policy.ts")).policyRoutes,
  replay: async () => (await import("./vault.ts")).replay,
  status: async () => (await import("./vault.ts")).status,
  doctor: async () => (await import("./doctor.ts")).doctor,
  init: async () => (await import("./vault.ts")).init,
  schema: async () => (await import("./schema.ts")).schema,
  completions: async () => (await import("./completions.ts")).completions,
  help: async () => (await import("./help.ts")).help,
};

/** The first word of every command. */
export const COMMANDS: readonly string[] = Object.keys(ROUTES);

/** What the commands are about, on the page that lists them; those that no group names come last. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  KEYS: ["source", "due", "policy"],
  SECRETS: ["secret", "env", "run", "import", "export"],
  TARGETS: ["target", "push", "diff", "prune"],
  "VAULT AND HISTORY": ["init", "status", "log", "replay"],
  "SHARING AND ACCESS": ["sync", "access", "recovery", "signer"],
};
const LAST_GROUP = "THIS MACHINE";

const DOCS = {
  brief: "API keys made in the terminal, kept safe, and revoked for good",
  fullDescription: [
    "API keys made in the terminal, kept safe, delivered where they are used, and",
    "revoked for good, with a history that nobody can quietly rewrite.",
    "",
    "EXAMPLES",
    "  cred source add resend                        # keep the master token",
    "  cred source generate resend RESEND_EMAIL_KEY  # make a key",
    "  cred secret get RESEND_EMAIL_KEY              # print it",
    "  cred push github RESEND_EMAIL_KEY             # send it where it is used",
    "  cred log RESEND_EMAIL_KEY                     # what happened to it",
    "  cred source revoke resend                     # delete all that it made",
    "",
    "EXIT STATUS",
    "  0 done · 1 failed · 2 usage · 3 partly done, run it again · 4 no access",
    "  5 conflict · 6 integrity · 130 interrupted",
    "",
    "MORE HELP",
    "  cred help <command>, or <command> --help",
    `  cred help ${TOPICS.join(" | ")}`,
  ].join("\n"),
};

/** The commands that a first word can mean: the one that it names; all of them where it names none. */
export async function rootRoutes(word: string | undefined): Promise<RouteMap<CliContext>> {
  const words = word !== undefined && Object.hasOwn(ROUTES, word) ? [word] : COMMANDS;
  const routes: Record<string, Route> = {};
  for (const one of words) routes[one] = await ROUTES[one]!();
  const grouped = Object.values(GROUPS).flat();
  const last = words.filter((name) => !grouped.includes(name));
  return buildGroupedMap({ routes, docs: DOCS }, { ...GROUPS, [LAST_GROUP]: last });
}
