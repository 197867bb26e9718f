import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, textFlag } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `unlock`. */
export interface UnlockFlags extends CommonFlags {
  readonly for?: string;
}

/** `cred unlock` */
export const unlock = buildCommand<UnlockFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/unlock.ts")),
  parameters: { flags: { ...COMMON_FLAGS, for: textFlag("How long: 15m unless given; 7d at most", "TIME") } },
  docs: {
    brief: "Open the file keychain for a while (Linux)",
    help: {
      about:
        "Asks for the passphrase once, and leaves the file keychain's identity in the kernel's keyring of this user, for\n" +
        "the time given or until `cred lock`. It is never on a disk and does not outlive the machine; whatever runs as\n" +
        "the same user can use it. Most containers have no such keyring; then this is refused, and nothing else is done.",
      examples: ["cred unlock", "cred unlock --for 15m", "cred lock"],
      statuses: [
        "0  open",
        "2  no such time, no passphrase, or another keychain is in use",
        "4  wrong passphrase, no file keychain, or no keyring in this kernel",
      ],
    },
  },
}));

/** `cred lock` */
export const lock = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/lock.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "End what `cred unlock` began (Linux)",
    help: {
      about: "Takes the file keychain's identity out of the kernel's keyring.",
      examples: ["cred lock"],
      statuses: ["0  locked, also when it was not unlocked", "4  no keyring in this kernel"],
    },
  },
}));
