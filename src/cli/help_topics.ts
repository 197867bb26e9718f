import type { Topic } from "./help_words.ts";

/** What there is to know besides commands, in 79 columns. */
export const HELP_TOPICS: Readonly<Record<Topic, string>> = {
  environment: `ENVIRONMENT VARIABLES
An empty variable counts as not set.

WHAT IS USED
  CRED_VAULT            The vault: "personal" or a path (--vault goes first)
  CRED_HOME             Where everything outside project vaults is kept; else
                        $XDG_DATA_HOME/cred, else ~/.local/share/cred
  CRED_KEYCHAIN         system, file or env; goes before what
                        \`cred keychain use\` has chosen
  CRED_ACCESS_KEY       An access key: the keys of one vault, on one line
  CRED_PASSPHRASE, CRED_PASSPHRASE_FILE
                        The file keychain's passphrase
  CRED_NEW_PASSPHRASE, CRED_NEW_PASSPHRASE_FILE
                        The one to change to
  CRED_RECOVERY_PASSPHRASE, CRED_RECOVERY_PASSPHRASE_FILE
                        A recovery file's passphrase

WHAT IS SHOWN
  NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM
                        Colours: none where NO_COLOR is set; else where
                        FORCE_COLOR or CLICOLOR_FORCE is, and not 0; none where
                        TERM is dumb or CLICOLOR is 0; else on a terminal.
                        --color goes before all of them
  CRED_COLUMNS          Print as on a terminal of this width, into a pipe, too
  CRED_PAGER, PAGER     For long lists on a terminal; cat for none
  CI                    Set: nobody is asked anything

PLATFORMS
  RESEND_BASE_URL       Another address of Resend
  GITHUB_TOKEN, GH_TOKEN, VERCEL_TOKEN, FLY_API_TOKEN, FLY_ACCESS_TOKEN,
  GITLAB_TOKEN, GITLAB_ACCESS_TOKEN
                        Go before a target's token in the keychain
  GITHUB_API_URL, CRED_VERCEL_URL, FLY_FLAPS_BASE_URL, GITLAB_HOST
                        Other addresses of the targets
`,
  "exit-codes": `EXIT STATUS
  0         Done; also when there was nothing to do
  1         Failed; \`log verify\` and others name their own cases in --help
  2         Usage: wrong words, or input missing and nobody to ask
  3         Partly done: run it again, and it goes on
  4         No access: keychain missing or locked, credentials rejected, this
            machine not let in, no such source or target here
  5         Conflict: already there, changed meanwhile, in use
  6         Integrity: the log does not verify, is behind, or is forked
  126, 127  cred run: the program can't be run, or isn't there; else its own
  130       Interrupted: what was asked for is in the log, and the next run
            settles it

With --json an error is one JSON object on stderr, and stdout is empty:
  {"error":{"code":"access.no_source","message":"…","hints":["…"]}}
The code's first word decides the status: failed 1, usage 2, partial 3,
access 4, conflict 5, integrity 6.
`,
  formats: `FORMATS

WHAT IS PRINTED
  On a terminal a list has a heading, fits the width (from 40 columns up), and
  says "3 days ago". In a pipe or a file it has one row a line, a tab between
  the cells, no heading, and times in RFC 3339 (UTC). Answers are on stdout;
  questions, progress, warnings and what to do next on stderr.

  --json prints one JSON value. Fields are added; those that are there stay.
  \`cred schema COMMAND\` prints its JSON Schema.

WHAT IS TYPED
  names         KEY: letters, digits and _, no digit first, at most 255
  lengths       30m, 12h, 90d, 2w
  times         2027-01-31, 2027-01-31T10:00:00Z; --since also takes lengths
  positions     A number of \`cred log\`; where there are several logs
                LOG:NUMBER, as \`cred log\` shows it
  versions      The last digits of an id, as \`cred secret history\` shows it
  -             A value or a file that comes on standard input
  --            What follows are words and no flags

FILES
  import reads a .env file as dotenv does, JSON, or an export; export writes
  dotenv, JSON, or lines for a shell. Sealed values are age files, which the
  age program opens, too. The log is JSON lines (RFC 8785) under signed C2SP
  checkpoints of an RFC 6962 tree.
`,
};
