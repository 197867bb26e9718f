/** What a command's `--help` says besides its flags. */
export interface HelpText {
  /** One sentence, then whatever a user has to know. */
  readonly about: string;
  readonly examples: readonly string[];
  /** Exit statuses with their meaning here. */
  readonly statuses: readonly string[];
}

/** The text of `--help` between usage and flags. */
export function helpText({ about, examples, statuses }: HelpText): string {
  return [
    about,
    "",
    "EXAMPLES",
    ...examples.map((line) => `  ${line}`),
    "",
    "EXIT STATUS",
    ...statuses.map((line) => `  ${line}`),
  ].join("\n");
}
