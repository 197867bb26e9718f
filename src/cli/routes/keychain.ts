import { type CliContext, lazily } from "../context.ts";
import {
  CHANGE_ALIASES,
  CHANGE_FLAGS,
  type ChangeFlags,
  COMMON_FLAGS,
  type CommonFlags,
  switchFlag,
  word,
} from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

/** Flags of `keychain use`. */
export interface UseFlags extends ChangeFlags {
  readonly move: boolean;
}

const use = buildCommand<UseFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/keychain_use.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, move: switchFlag("Move what the other keychain holds") },
    aliases: CHANGE_ALIASES,
    positional: { kind: "tuple", parameters: [word('"system" or "file"', "system|file")] },
  },
  docs: {
    brief: "Choose the keychain of this machine",
    help: {
      about:
        "Chooses where this machine keeps the keys of its vaults and its master tokens: the keychain of the system, or age\n" +
        "files under a passphrase. It lasts; CRED_KEYCHAIN and CRED_ACCESS_KEY go first where they are set.\n" +
        "With --move, what the other one holds is written to the new one and read back before the choice changes, and\n" +
        "removed from the other one after it. Run it again to go on where it stopped.",
      examples: [
        "cred keychain use file",
        "cred keychain use file --move",
        "cred keychain use system --move",
      ],
      statuses: [
        "0  chosen",
        "2  no such keychain, or no passphrase",
        "3  moved, and some items could not be removed from the other one",
        "4  a keychain is missing, locked or refuses",
        "5  both hold an item, with different values",
      ],
    },
  },
}));

const status = buildCommand<CommonFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/keychain_status.ts")),
  parameters: { flags: COMMON_FLAGS },
  docs: {
    brief: "Say which keychain is used, and why",
    help: {
      about:
        "Names the keychain that this machine uses, what has chosen it, and the names of what cred has in it. Opens none\n" +
        "of it: `cred doctor` proves that the keychain works.",
      examples: ["cred keychain status", "cred keychain status --json"],
      statuses: ["0  said, also when the keychain cannot be reached", "2  CRED_KEYCHAIN names none"],
    },
  },
}));

const passphrase = buildCommand<ChangeFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/keychain_passphrase.ts")),
  parameters: { flags: CHANGE_FLAGS, aliases: CHANGE_ALIASES },
  docs: {
    brief: "Change the passphrase of the file keychain",
    help: {
      about:
        "Seals the file keychain's identity to another passphrase. Both are asked for; where nobody can be asked they come\n" +
        "from CRED_PASSPHRASE and CRED_NEW_PASSPHRASE, or from the files that those with _FILE behind them name.\n" +
        "Who has a copy of the old file and the old passphrase still opens that copy.",
      examples: [
        "cred keychain passphrase",
        "CRED_PASSPHRASE_FILE=old.txt CRED_NEW_PASSPHRASE_FILE=new.txt cred keychain passphrase",
      ],
      statuses: [
        "0  changed",
        "2  a passphrase is missing or too short",
        "4  wrong passphrase, or no file keychain",
      ],
    },
  },
}));

/** `cred keychain …` */
export const keychainRoutes = buildRouteMap({
  routes: { use, status, passphrase },
  docs: { brief: "Where keys and tokens rest: use, status, passphrase" },
});
