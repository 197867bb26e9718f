import { type CliContext, lazily } from "../context.ts";
import { CHANGE_ALIASES, CHANGE_FLAGS, type ChangeFlags, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `source rotate`. */
export interface RotateFlags extends ChangeFlags {
  readonly grace?: string;
  readonly push: boolean;
  readonly all: boolean;
  readonly olderThan?: string;
  readonly mintedBy?: string;
  readonly env?: string;
  readonly finish: boolean;
  readonly abandon: boolean;
  readonly force: boolean;
}

/** `cred source rotate` */
export const rotate = buildCommand<RotateFlags, string[], CliContext>(() => ({
  loader: lazily(() => import("../commands/source_rotate.ts")),
  parameters: {
    flags: {
      ...CHANGE_FLAGS,
      grace: textFlag(
        "How long the old keys are kept after the switch: 0, 30m, 24h, 7d (default: 24h)",
        "TIME",
      ),
      push: switchFlag("Send the new keys to every target that holds the old ones"),
      all: switchFlag("All keys of the source, in every environment unless -e is given"),
      olderThan: textFlag("The keys that were made longer ago than this", "TIME"),
      mintedBy: textFlag(
        "The keys that this master token made; the beginning of its fingerprint will do",
        "TOKEN",
      ),
      env: textFlag("Environment of the secrets (default for names: default)", "NAME"),
      finish: switchFlag("Begin nothing new: delete the old keys that are due, and say what waits for what"),
      abandon: switchFlag("Delete new keys that did not get their names, and leave the old ones"),
      force: switchFlag("Wait for nothing: neither grace, nor targets, nor use"),
    },
    aliases: { ...CHANGE_ALIASES, e: "env" },
    positional: {
      kind: "array",
      parameter: word(
        "Name of a source, then names of secrets (with --finish: both may be left out)",
        "source|KEY",
      ),
    },
  },
  docs: {
    brief: "Replace keys with new ones, without an outage",
    help: {
      about:
        "For each key, in four steps that are each recorded: a new one is made with the same permission, domain and\n" +
        "description; it is tried at the platform; the name is switched to it (and with --push every target that holds\n" +
        "the old one gets it); and after the grace the old one is deleted. That needs a later run: give the same command\n" +
        "again, or --finish. The grace is for what still runs with the old value: queued CI jobs keep theirs, a service\n" +
        "has it until its next deploy. It begins when the last target got the new value. The old key stays while a\n" +
        "target holds it, and where the platform tells that it was used after the switch, until it was quiet for a day.\n\n" +
        "Interrupted anywhere, the same command goes on with what was begun. --all leaves out what was rotated within\n" +
        "the last hour, unless --force.",
      examples: [
        "cred source rotate resend RESEND_EMAIL_KEY --push",
        "cred source rotate resend --all --grace 7d --push --dry-run",
        "cred source rotate resend --older-than 90d --push",
        "cred source rotate --finish                     # from cron: what is due, of all sources",
        "cred source rotate resend --minted-by eAvw+q    # what a leaked master token made",
      ],
      statuses: [
        "0  all steps that are due are done, also when old keys wait for their grace",
        "1  nothing could be done: the platform refused or can't be reached; the old keys stay",
        "2  nothing chosen, or not confirmed",
        "3  a step failed and something is left: run it again",
        "4  no such source here, or master token rejected",
        "5  a name got another value meanwhile: --abandon",
      ],
    },
  },
}));
