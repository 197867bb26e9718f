import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, type ChangeFlags, textFlag, word } from "../flags.ts";
import { buildCommand, buildRouteMap } from "../route.ts";

/** Flags of `recovery create`. */
export interface CreateFlags extends ChangeFlags {
  readonly to?: string;
}

const create = buildCommand<CreateFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/recovery_create.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      to: textFlag("The file (default: cred-recovery-… in the working folder)", "FILE"),
    },
    aliases: CHANGE_ALIASES,
  },
  docs: {
    brief: "Make a recovery key, for when every machine is lost",
    help: {
      about:
        "Makes a key that opens every value and stands above every machine, and writes it into a file under a passphrase,\n" +
        "to be kept elsewhere. The passphrase is asked for twice; where nobody can be asked it comes from\n" +
        "CRED_RECOVERY_PASSPHRASE, or from the file that CRED_RECOVERY_PASSPHRASE_FILE names. A vault has one recovery\n" +
        "key, which only the machine that made the vault can make. The file is an identity file for the `age` program.\n" +
        "Interrupted, the same command goes on with the file that is there.",
      examples: [
        "cred recovery create",
        "cred recovery create --to /media/usb/cred-recovery.age",
        "CRED_RECOVERY_PASSPHRASE_FILE=passphrase.txt cred recovery create --to recovery.age",
      ],
      statuses: [
        "0  made",
        "2  the passphrase is missing or too short",
        "3  made, but values are left that this machine can't open",
        "4  no access, or not the machine that made the vault",
        "5  the vault has one already, or the file is there",
      ],
    },
  },
}));

/** Flags of `recovery use`. */
export interface UseFlags extends ChangeFlags {
  readonly label?: string;
}

const use = buildCommand<UseFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/recovery_use.ts")),
  parameters: {
    flags: { ...CHANGE_FLAGS, label: textFlag("What to call this machine (default: its system)", "NAME") },
    aliases: CHANGE_ALIASES,
    positional: {
      kind: "tuple",
      parameters: [word("What `cred recovery create` made", "FILE")],
    },
  },
  docs: {
    brief: "Get access with the recovery key",
    help: {
      about:
        "Makes keys for this machine, keeps them in its keychain, and lets them in as an owner, signed with the recovery\n" +
        "key. The vault must be here: in a clone `cred sync` brings it; a backup of it will do. The recovery key stays\n" +
        "what it was. With it, `cred access revoke NAME --recovery FILE` ends the access of the machine that was lost.",
      examples: [
        "cred sync && cred recovery use /media/usb/cred-recovery.age",
        "cred recovery use recovery.age --label laptop-2",
        "cred recovery use recovery.age --dry-run",
      ],
      statuses: [
        "0  this machine has access",
        "2  no recovery file, one of another vault, or no passphrase",
        "3  it has access, but values are left that the recovery key can't open",
        "4  wrong passphrase, no vault here, or a key that its history does not know",
        "5  this machine has access already, or the name is taken",
        "6  the file is damaged, or the history does not verify",
      ],
    },
  },
}));

/** `cred recovery …` */
export const recoveryRoutes = buildRouteMap({
  routes: { create, use },
  docs: { brief: "A key for when every machine is lost: create, use" },
});
