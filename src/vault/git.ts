// The law of git here: plumbing alone. Nothing is checked out, neither index nor work tree nor HEAD is touched, no hook
// runs and no monitor that a repository names, no line end is converted; the variables that a hook or an alias left
// around us point it nowhere else. What git says is cut, and told without a password.

import { CredError } from "../domain/errors.ts";
import { cleanRemoteText } from "../domain/remote_text.ts";
import type { System } from "../system/system.ts";

/** What this needs of the outside. */
export type GitSystem = Pick<System, "processes" | "clock" | "interrupted">;

/** How a call of git ended. */
export interface GitOutcome {
  readonly ok: boolean;
  readonly stdout: Uint8Array<ArrayBuffer>;
  /** What git said besides, for a message. */
  readonly said: string;
}

const CONFIG = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotePath=false",
  // What is told as shared is on the disk: git would leave objects to the system.
  "core.fsync=committed",
  "gc.auto=0",
  "maintenance.auto=false",
  "advice.pushUpdateRejected=false",
].flatMap((setting) => ["-c", setting]);

/** A neutral name for commits and reflogs: the records say who wrote what. */
const IDENTITY = { NAME: "cred", EMAIL: "cred@cred.local" };

const PLAIN = { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_NO_REPLACE_OBJECTS: "1" } as const;

/** What would point git at another repository than the folder's. */
const ELSEWHERE: Readonly<Record<string, undefined>> = {
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
  GIT_COMMON_DIR: undefined,
  GIT_OBJECT_DIRECTORY: undefined,
  GIT_ALTERNATE_OBJECT_DIRECTORIES: undefined,
  GIT_QUARANTINE_PATH: undefined,
  GIT_NAMESPACE: undefined,
  GIT_PREFIX: undefined,
  GIT_GRAFT_FILE: undefined,
  GIT_SHALLOW_FILE: undefined,
  GIT_CONFIG: undefined,
  GIT_TRACE: undefined,
  GIT_TRACE_PACKET: undefined,
  GIT_TRACE_CURL: undefined,
  GIT_CURL_VERBOSE: undefined,
};

/** Runs git in one folder. */
export class Git {
  readonly #system: GitSystem;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string | undefined>>;

  /**
   * `asks`: whether git may ask a person for a password. `inHook`: whether the variables stay by which git tells a hook
   * where its repository is; what is being pushed can be read there and nowhere else.
   */
  constructor(system: GitSystem, folder: string, asks: boolean, inHook = false) {
    this.#system = system;
    this.#folder = folder;
    this.#environment = {
      ...PLAIN,
      ...(asks ? {} : { GIT_TERMINAL_PROMPT: "0" }),
      ...(inHook ? {} : ELSEWHERE),
    };
  }

  /** Runs git to its end, however it ends. */
  async run(args: readonly string[], stdin?: Uint8Array): Promise<GitOutcome> {
    const { processes, interrupted } = this.#system;
    interrupted.throwIfAborted();
    const at = `@${Math.floor(this.#system.clock.nowMs() / 1_000)} +0000`;
    const env = {
      ...this.#environment,
      ...Object.fromEntries(["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, IDENTITY.NAME],
        [`GIT_${who}_EMAIL`, IDENTITY.EMAIL],
        [`GIT_${who}_DATE`, at],
      ])),
    };
    const input = stdin === undefined ? {} : { stdin };
    const result = await processes.output("git", [...CONFIG, ...args], this.#folder, {
      env,
      signal: interrupted,
      ...input,
    });
    interrupted.throwIfAborted();
    if (result === undefined) {
      throw new CredError("failed.no_git", "git is not installed", ["install git"]);
    }
    const said = saidBy(new TextDecoder().decode(result.stderr));
    return { ok: result.status === 0, stdout: result.stdout, said };
  }

  /** The bytes of a call that must succeed; `doing` completes `git could not …`. */
  async bytes(
    doing: string,
    args: readonly string[],
    stdin?: Uint8Array | string,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const input = typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin;
    const result = await this.run(args, input);
    if (!result.ok) throw gitError(doing, result.said);
    return result.stdout;
  }

  /** The text of a call that must succeed, without the newline at its end. */
  async text(doing: string, args: readonly string[], stdin?: Uint8Array | string): Promise<string> {
    return new TextDecoder().decode(await this.bytes(doing, args, stdin)).replace(/\n$/, "");
  }

  /** The text of a call that may say no; undefined then, and where it says nothing. */
  async maybe(args: readonly string[]): Promise<string | undefined> {
    const { ok, stdout } = await this.run(args);
    const text = new TextDecoder().decode(stdout).replace(/\n$/, "");
    return ok && text !== "" ? text : undefined;
  }
}

/** What git refused, as an error of ours; a missing right at the remote is told apart. */
export function gitError(doing: string, said: string): CredError {
  const denied =
    /authentication failed|permission denied|could not read (?:username|password)|invalid credentials|403/i
      .test(said);
  return new CredError(
    denied ? "access.git" : "failed.git",
    `git could not ${doing}${said === "" ? "" : `: ${said}`}`,
    denied ? ["see whether `git fetch` works here; cred asks with the access that git has"] : [],
  );
}

/** An address as it may be shown: without what stands before its `@`. In linear time, for a server says what it likes. */
export function withoutPassword(text: string): string {
  return text.replace(/(?<![a-z0-9+.-])([a-z0-9+.-]*:\/\/)[^\s/]*@/gi, "$1");
}

const NOISE = /^(?:hint:|to |please make sure|and the repository exists|error: failed to push|cloning into)/i;

/** What git printed, in one line: its errors where there are any. */
function saidBy(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim())
    .filter((line) => line !== "" && !NOISE.test(line));
  const telling = lines.filter((line) => /^(?:fatal|error|remote):|denied/i.test(line));
  const words = (telling.length > 0 ? telling : lines.slice(0, 1))
    .map((line) => line.replace(/^(?:(?:fatal|error|remote): *)+/i, ""));
  return cleanRemoteText(withoutPassword([...new Set(words)].join("; ")), 300);
}
