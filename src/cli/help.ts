/** What a command's `--help` says besides its flags. */
export interface HelpText {
  /** One sentence, then whatever a user has to know. */
  readonly about: string;
  readonly examples: readonly string[];
  /** Exit statuses with their meaning here. */
  readonly statuses: readonly string[];
}

/** As many words as 79 columns hold. */
const FULL_LINE = /(.{1,79})(?: |$)/g;

/** The text of `--help` between usage and flags. `about` is filled anew; its lines that begin with a space stay. */
export function helpText({ about, examples, statuses }: HelpText): string {
  return [
    filled(about),
    "",
    "EXAMPLES",
    ...examples.map((line) => `  ${line}`),
    "",
    "EXIT STATUS",
    ...statuses.map((line) => `  ${line}`),
  ].join("\n");
}

function filled(text: string): string {
  return text.replace(/^([^ \n].*)\n(?=[^ \n])/gm, "$1 ").split("\n")
    .map((line) => line.startsWith(" ") ? line : line.replace(FULL_LINE, "$1\n").trimEnd()).join("\n");
}
