import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, switchFlag } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `doctor`. */
export interface DoctorFlags extends CommonFlags {
  readonly offline: boolean;
}

/** `cred doctor` */
export const doctor = buildCommand<DoctorFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/doctor.ts")),
  parameters: { flags: { ...COMMON_FLAGS, offline: switchFlag("Ask no platform") } },
  docs: {
    brief: "Check everything that cred needs, and say what mends it",
    help: {
      about:
        "Checks, one by one: the keychain (an item is written, read back and deleted), the vault and its folders' owners\n" +
        "and modes, the whole log, the sealed values, this machine's access, the recovery key, requests without an answer,\n" +
        "what a crash left, the tokens at their platforms, the clock, git and completions. Below each finding stand the\n" +
        "commands that mend it. It mends nothing itself, and works without a vault, on a damaged one, and without a\n" +
        "keychain. What needs something that isn't here is told as not checked.",
      examples: [
        "cred doctor",
        "cred doctor --offline",
        "cred doctor --json",
      ],
      statuses: ["0  no problem; there may be warnings", "1  at least one problem"],
    },
  },
}));
