// The program in a process of its own under strace: the calls that it makes on the files below a folder, in order, and
// one of them made to fail, or to be its last. Random numbers are seeded, so that every run names its files alike.

import { denoFolder } from "./deno_folder.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]support$/, "");

/** Calls that change what is on the disk, that make it durable, and that lock. */
export const CHANGING = [
  ...[
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
  ],
  ...["link", "linkat", "symlink", "ftruncate", "flock", "mkdir", "rmdir"],
];
/** Calls by which bytes leave for a platform. */
const SENDING = ["sendto", "sendmsg", "writev"];

/** A call on a file or folder of the world, or bytes sent to a platform. */
export interface Call {
  readonly name: string;
  /** An absolute path; `socket` for what is sent. */
  readonly path: string;
  /** The new name, of a rename. */
  readonly to: string | undefined;
  /** The flags of an `openat`, such as `O_WRONLY|O_CREAT|O_EXCL`; empty for others. */
  readonly flags: string;
  /** The system's word for a failure. */
  readonly error: string | undefined;
  /** Whether strace made it fail. */
  readonly injected: boolean;
  /** Whether it came to an end. */
  readonly ended: boolean;
}

/** How a traced process ended, and what it did. */
export interface Traced {
  /** 128 and the signal's number where one ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly Call[];
}

/** One call to go wrong: the n-th (from 1) of a name among those that are traced. */
export interface Injection {
  readonly name: string;
  readonly when: number;
  readonly fault: "EIO" | "ENOSPC" | "ENOLCK" | "EOPNOTSUPP" | "ENOSYS" | "SIGKILL";
}

/** What is run, and where. */
export interface RunPlace {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stdin?: string;
}

/** What is traced. */
export interface TraceOptions extends RunPlace {
  /** The folder whose calls are told. */
  readonly root: string;
  /** Only calls on these; without, all below the root. */
  readonly paths?: readonly string[];
  readonly inject?: Injection;
}

/** Why strace can't be used here, as words for a test's name; empty when it can. */
export function whyNoStrace(): string {
  try {
    const { success } = new Deno.Command("strace", { args: ["true"], stderr: "null" }).outputSync();
    if (success) return "";
  } catch {
    // Told below.
  }
  if (Deno.env.get("CRED_TEST_REQUIRE")?.includes("strace")) {
    throw new Error("strace is not there, or not allowed");
  }
  return " (skipped: needs strace; apt-get install strace)";
}

/** The program: the bundle that CRED_BUNDLE names, else the source; both take a seed, as a binary doesn't. */
function program(): readonly string[] {
  const bundle = Deno.env.get("CRED_BUNDLE");
  const flags = ["run", "--quiet", "--no-prompt", "--allow-all", "--seed=1"];
  return bundle === undefined
    ? [Deno.execPath(), ...flags, "--config", `${ROOT}/deno.json`, `${ROOT}/main.ts`]
    : [Deno.execPath(), ...flags, "--no-config", Deno.realPathSync(bundle)];
}

/** A process of the program, maybe under another one. */
function start(before: readonly string[], { args, env, cwd }: RunPlace): Deno.ChildProcess {
  const [command, ...rest] = [...before, ...program(), ...args];
  return new Deno.Command(command!, {
    args: rest,
    env: { PATH: Deno.env.get("PATH") ?? "", DENO_DIR: denoFolder(), NO_COLOR: "1", TZ: "UTC", ...env },
    clearEnv: true,
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a process said until its end. */
async function finish(child: Deno.ChildProcess, stdin = ""): Promise<Omit<Traced, "calls">> {
  const writer = child.stdin.getWriter();
  const fed = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close()).catch(() => {});
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), fed]);
  const text = new TextDecoder();
  return { status: code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Runs the program without strace; killed when a promise resolves. */
export async function runProgram(place: RunPlace, killedAt?: Promise<void>): Promise<Omit<Traced, "calls">> {
  const child = start([], place);
  killedAt?.then(() => child.kill("SIGKILL")).catch(() => {});
  return await finish(child, place.stdin);
}

/** Runs the program under strace. */
export async function trace(options: TraceOptions): Promise<Traced> {
  const { root, stdin, paths = [], inject } = options;
  const file = await Deno.makeTempFile({ prefix: "cred-trace-" });
  const names = [...CHANGING, ...SENDING].join(",");
  // Faster; but a signal is not delivered then.
  const seccomp = inject?.fault.startsWith("SIG") ? [] : ["--seccomp-bpf"];
  const flags = ["-f", ...seccomp, "-yy", "-qq", "-s", "0", "-o", file, "-e", `trace=${names}`];
  for (const path of paths) flags.push("-P", path);
  if (inject !== undefined) {
    const what = inject.fault.startsWith("SIG") ? `signal=${inject.fault}` : `error=${inject.fault}`;
    flags.push("-e", `inject=${inject.name}:${what}:when=${inject.when}`);
  }
  try {
    const ended = await finish(start(["strace", ...flags], options), stdin);
    return { ...ended, calls: parseTrace(await Deno.readTextFile(file), root) };
  } finally {
    await Deno.remove(file);
  }
}

const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/** The calls on files below a folder, in the order in which they began. */
export function parseTrace(text: string, root: string): Call[] {
  const unfinished = new Map<string, number>();
  const lines: string[] = [];
  for (const line of text.split("\n")) {
    const [, thread = "", rest = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const began = unfinished.get(thread);
    if (resumed !== null && began !== undefined) {
      lines[began] = `${lines[began]}${resumed[1]}`;
      unfinished.delete(thread);
    } else if (rest.endsWith(" <unfinished ...>")) {
      unfinished.set(thread, lines.push(rest.slice(0, -" <unfinished ...>".length)) - 1);
    } else lines.push(rest);
  }
  return lines.flatMap((line) => {
    const [, name, rest] = /^(\w+)\((.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) return [];
    const error = / = -1 (E\w+)/.exec(rest)?.[1];
    const base = { name, error, injected: rest.includes("(INJECTED)"), ended: / = (-?\d+)/.test(rest) };
    const first = /^\d+<([^>]*)>/.exec(rest)?.[1];
    if (first !== undefined && /^(TCP|socket|UNIX)/.test(first)) {
      return first.startsWith("TCP") ? [{ ...base, path: "socket", to: undefined, flags: "" }] : [];
    }
    const quoted = Array.from(rest.matchAll(QUOTED), (match) => match[1]!);
    const named = /^(openat|rename|renameat|renameat2|unlink|unlinkat|link|linkat|symlink|mkdir|rmdir)$/.test(
      name,
    );
    const path = named ? quoted[0] : first;
    // This Deno looks for its own configuration there.
    if (path === undefined || path.endsWith("/.npmrc") || !`${path}/`.startsWith(`${root}/`)) return [];
    const to = /^(rename|link)/.test(name) ? quoted[1] : undefined;
    return [{ ...base, path, to, flags: /\bO_[A-Z_|]+/.exec(rest)?.[0] ?? "" }];
  });
}
