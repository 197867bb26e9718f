import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** The shells that can complete. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/** A shell that can complete. */
export type Shell = typeof SHELLS[number];

export const completions = buildCommand<CommonFlags, [Shell], CliContext>(() => ({
  loader: lazily(() => import("../commands/completions.ts")),
  parameters: {
    flags: COMMON_FLAGS,
    positional: {
      kind: "tuple",
      parameters: [{
        brief: `Shell: ${SHELLS.join(", ")}`,
        placeholder: "shell",
        parse: (input) => SHELLS.find((shell) => shell === input) ?? unknownShell(input),
        proposeCompletions: () => SHELLS,
      }],
    },
  },
  docs: {
    brief: "Print what makes your shell complete commands and names",
    help: {
      about:
        "Prints a script for your shell. It completes commands, flags, and the names of your sources, secrets,\n" +
        "environments and targets, which it reads from the history: it needs neither keychain nor network.",
      examples: [
        "cred completions bash > ~/.local/share/bash-completion/completions/cred",
        'cred completions zsh > "${fpath[1]}/_cred"',
        "cred completions fish > ~/.config/fish/completions/cred.fish",
        "cred completions powershell >> $PROFILE",
      ],
      statuses: ["0  printed", "2  no such shell"],
    },
  },
}));

function unknownShell(input: string): never {
  throw new CredError("usage", `${quote(input)} is no shell that cred knows`, [
    `one of ${SHELLS.join(", ")}`,
  ]);
}
