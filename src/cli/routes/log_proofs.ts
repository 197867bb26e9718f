import { type CliContext, lazily } from "../context.ts";
import { COMMON_FLAGS, type CommonFlags, switchFlag, textFlag, word } from "../flags.ts";
import { buildCommand } from "../route.ts";

/** Flags of `log verify`. */
export interface VerifyFlags extends CommonFlags {
  readonly full: boolean;
  readonly extends?: string;
  readonly signer?: string;
  readonly git?: string;
}

/** `cred log verify` */
export const verify = buildCommand<VerifyFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_verify.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      full: switchFlag("Check every record's own signature"),
      extends: textFlag(
        "Fail unless it extends these checkpoints, or this older vault",
        "FILE|GITREF",
      ),
      signer: textFlag("Fail unless the first signer has this verifier key", "VERIFIERKEY"),
      git: textFlag("Verify the vault at this git ref, without a checkout", "GITREF"),
    },
  },
  docs: {
    brief: "Check that nobody changed the history",
    help: {
      about:
        "Checks every record, the trees over them, the signature at the end of each log, and the files of all live\n" +
        "values, with public material alone. What was changed, removed, reordered or put in is named.\n" +
        "A GITREF names the vault's folder itself, or one that holds it as .cred; REF:path names any other folder.\n" +
        "A name that is a file and a ref is refused: ./NAME is the file, refs/heads/NAME the ref.",
      examples: [
        "cred log verify",
        "cred log verify --full --vault /path/to/project",
        "cred log verify --extends last.checkpoint    # as `cred log checkpoint` printed it",
        "cred log verify --git origin/cred --extends cred",
        'cred log verify --signer "$VERIFIER_KEY"',
      ],
      statuses: [
        "0  all holds",
        "2  no such file or ref",
        "4  there is no vault",
        "6  something does not hold: it says what",
      ],
    },
  },
}));

/** Flags of `log checkpoint`. */
export interface CheckpointFlags extends CommonFlags {
  readonly log?: string;
}

/** `cred log checkpoint` */
export const checkpoint = buildCommand<CheckpointFlags, [], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_checkpoint.ts")),
  parameters: { flags: { ...COMMON_FLAGS, log: textFlag("Only of this log; may be cut short", "NAME") } },
  docs: {
    brief: "Print the signed head of the history",
    help: {
      about:
        "Prints the head of each log as a C2SP checkpoint, a signed note: its origin, its size, its root, and the\n" +
        "signature that its last record carries. With several logs, an empty line stands between the notes. The\n" +
        "verifier keys are said on stderr. Needs neither keychain nor network. Keep it: `log verify --extends` then\n" +
        "shows that nothing of what it covers was changed or lost.",
      examples: [
        "cred log checkpoint > last.checkpoint",
        "cred log checkpoint --log 9f3c21d07ab4e6f8",
        "cred log checkpoint --json",
      ],
      statuses: [
        "0  printed",
        "2  there is no such log",
        "4  there is no vault",
        "6  the history does not verify",
      ],
    },
  },
}));

/** Flags of `log prove`. */
export interface ProveFlags extends CommonFlags {
  readonly out?: string;
}

/** `cred log prove` */
export const prove = buildCommand<ProveFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_prove.ts")),
  parameters: {
    flags: { ...COMMON_FLAGS, out: textFlag("Write it there, over what is there", "FILE") },
    positional: {
      kind: "tuple",
      parameters: [word("A number as `cred log` shows it, or LOG:NUMBER", "position")],
    },
  },
  docs: {
    brief: "Prove that one event is in the history",
    help: {
      about:
        "Writes a C2SP tlog-proof: the event, its place, the hashes from there to the root, and the signed head. Who\n" +
        "has it and the verifier key needs neither the log nor cred to check it. It tells nothing of other events.",
      examples: ["cred log prove 5 --out made.tlog-proof", "cred log prove 9f3c21d07ab4e6f8:5"],
      statuses: [
        "0  written",
        "2  there is no such record",
        "4  there is no vault",
        "6  the history does not verify",
      ],
    },
  },
}));

/** Flags of `log check-proof`. */
export interface CheckProofFlags extends CommonFlags {
  readonly signer?: string;
  readonly event?: string;
}

/** `cred log check-proof` */
export const checkProof = buildCommand<CheckProofFlags, [string], CliContext>(() => ({
  loader: lazily(() => import("../commands/log_check_proof.ts")),
  parameters: {
    flags: {
      ...COMMON_FLAGS,
      signer: textFlag("The verifier key of the log, or of any log of its signer; needed", "VERIFIERKEY"),
      event: textFlag("The event's bytes; for a proof that does not hold them", "FILE"),
    },
    positional: { kind: "tuple", parameters: [word("The proof", "file")] },
  },
  docs: {
    brief: "Check a proof, without the history",
    help: {
      about:
        "Checks that the event was in the log when its signer signed the head that the proof holds, and shows it. Needs\n" +
        "no vault: the file, and the verifier key as `cred log checkpoint` printed it.",
      examples: [
        'cred log check-proof made.tlog-proof --signer "$VERIFIER_KEY"',
        'cred log check-proof made.tlog-proof --signer "$VERIFIER_KEY" --event event.json',
      ],
      statuses: ["0  it holds", "2  no such file, or no verifier key", "6  it does not hold: it says why"],
    },
  },
}));
