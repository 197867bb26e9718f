// The law of `cred help`: what follows it is a topic, or the words of a command, whose page it then is.

/** What there is to read about besides commands. */
export const TOPICS = ["environment", "exit-codes", "formats"] as const;

/** One of them. */
export type Topic = typeof TOPICS[number];

/** The words as they run: `help secret get` is `secret get --help`. */
export function helpWords(args: readonly string[]): readonly string[] {
  if (args[0] !== "help" || args.includes("--help") || args.includes("-h")) return args;
  const words = args.slice(1).filter((word) => !word.startsWith("-"));
  return TOPICS.some((topic) => topic === words[0]) ? args : [...words, "--help"];
}
