// The law of the first page: it is what people see first, so it is printed without loading a command. What each says of
// itself stands here, too; a test holds that both are the same.

import { TOPICS } from "./help_words.ts";
import { LAST_FLAGS, page } from "./page.ts";

/** What the program is for. */
export const BRIEF = "API keys made in the terminal, kept safe, and revoked for good";

/** Every command by its first word, with what it does, in groups. */
export const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  KEYS: {
    source: "Platforms that make keys: configure, generate, list, delete, revoke",
    due: "List what should be done about secrets, and why",
    policy: "How old secrets may become: set, unset, list",
  },
  SECRETS: {
    secret: "Named values: set, generate, get, list, history, rollback, limit, identify, remove",
    env: "Environments: list, copy, delete",
    run: "Run a command with secrets in its environment",
    import: "Keep all secrets of a .env or JSON file",
    export: "Write secrets with their values",
  },
  TARGETS: {
    target: "Places that receive secrets: add, bind, list, remove",
    push: "Send secrets where they are used",
    diff: "Show what a push would do",
    prune: "Remove at a target what this vault put there and no longer has",
  },
  "VAULT AND HISTORY": {
    init: "Make a vault for the project in this folder",
    status: "Show the vault on one page",
    log: "The history: show it, check it, prove it",
    replay: "Rebuild the state from the history, and its digest",
  },
  "SHARING AND ACCESS": {
    sync: "Share the project's vault on a git branch of its own",
    access: "Who may open and change the vault: request, grant, create, list, seal, revoke",
    recovery: "A key for when every machine is lost: create, use",
    signer: "Who may sign the history: list",
  },
  "THIS MACHINE": {
    keychain: "Where keys and tokens rest: use, status, passphrase",
    unlock: "Open the file keychain for a while (Linux)",
    lock: "End what `cred unlock` began (Linux)",
    doctor: "Check everything that cred needs, and say what mends it",
    schema: "Print the JSON Schema of what a command answers with --json",
    completions: "Print what makes your shell complete commands and names",
    help: "Explain a command or a topic",
  },
};

const DESCRIPTION = [
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
].join("\n");

/** The page of all commands. */
export function rootPage(): string {
  const width = Math.max(...Object.values(GROUPS).flatMap(Object.keys).map((name) => name.length));
  const groups = Object.entries(GROUPS).map(([title, commands]) =>
    [title, Object.entries(commands).map(([name, brief]) => [name.padEnd(width), brief] as const)] as const
  );
  const flags = [...LAST_FLAGS, ["-V, --version", "Print the version"] as const];
  return page("  cred <command> …", DESCRIPTION, [...groups, ["FLAGS", flags]]);
}
