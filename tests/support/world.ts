// A whole world for one test: a home and a working folder on disk, a stand-in Resend, a clock that can be moved, and
// the program run in this process with captured streams. Each run is a process of its own as far as memory goes.

import { generateX25519Identity } from "age-encryption";
import { run } from "../../src/cli/run.ts";
import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { denoRandom } from "../../src/system/deno/random.ts";
import type { Files } from "../../src/system/files.ts";
import type { Processes } from "../../src/system/processes.ts";
import type { Fetch, System } from "../../src/system/system.ts";
import { type ResendOptions, type ResendServer, startResend } from "../servers/resend.ts";
import { fastClock } from "./fake_clock.ts";
import { checkJson } from "./json_answers.ts";
import { withoutLate } from "./late.ts";

/** What a run left. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How one run differs from the usual. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  /** What a person types at each question; given means that stdin and stderr are terminals. */
  readonly answers?: readonly string[];
  /** Whether stdout is a terminal, too, on which long texts are paged. */
  readonly isTerminal?: boolean;
  /** A decorator around the files, for faults. */
  readonly files?: (files: Files) => Files;
  readonly fetch?: Fetch;
  /** A decorator around other programs. */
  readonly processes?: (processes: Processes) => Processes;
  /** Interrupts the run. */
  readonly interrupt?: AbortSignal;
}

/** A test's world; gone with its folder when disposed. */
export interface World extends AsyncDisposable {
  /** CRED_HOME. */
  readonly home: string;
  /** The working folder. */
  readonly folder: string;
  readonly server: ResendServer;
  /** The variables of every run here, for a process of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds by which the program's clock is ahead; may be changed. */
  clockAheadMs: number;
  /** How many times faster the program's clock runs than the machine's, from now on. Its time limits are as much shorter. */
  setHaste(times: number): void;
  /** Runs a command: its words, or a line that is split at spaces. */
  run(command: string | readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Runs a command that must succeed; its JSON answer. */
  // deno-lint-ignore no-explicit-any
  json(command: string, options?: RunOptions): Promise<any>;
}

/** Makes a world with a vault: a source, a key of it and a secret that was set by hand. */
export async function makeProject(): Promise<World> {
  const world = await makeWorld();
  await world.json("init");
  await world.json("source add resend --token-env RESEND_API_KEY");
  await world.json("source generate resend FIRST_KEY");
  await world.json("secret set DATABASE_URL postgres");
  return world;
}

/** Makes a world. `haste`: how many times faster the program's clock runs than the machine's, at first. */
export async function makeWorld(
  options: { readonly resend?: ResendOptions; readonly haste?: number } = {},
): Promise<World> {
  const root = await Deno.makeTempDir({ prefix: "cred-world-" });
  const folder = `${root}/work`;
  await Deno.mkdir(folder);
  const server = await startResend(options.resend ?? {});
  const identity = await generateX25519Identity();
  let clock = fastClock(options.haste ?? 1);
  let random = 0;
  const usual = {
    HOME: root,
    NO_COLOR: "1",
    CRED_HOME: `${root}/home`,
    CRED_KEYCHAIN: "file",
    CRED_PASSPHRASE: identity,
    RESEND_BASE_URL: server.url,
    RESEND_API_KEY: server.masterKey,
  };
  const world: World = {
    home: usual.CRED_HOME,
    folder,
    server,
    env: usual,
    clockAheadMs: 0,
    setHaste: (times) => void (clock = fastClock(times, clock.nowMs())),
    async run(command, how = {}) {
      const args = typeof command === "string" ? command.split(" ") : command;
      const written = { out: [] as Uint8Array[], err: "" };
      const answers = [...how.answers ?? []];
      const isTty = how.answers !== undefined;
      const env: Readonly<Record<string, string>> = { ...usual, ...how.env };
      const ask = (question: string) => {
        written.err += question;
        const answer = answers.shift();
        if (answer === "^C") throw new CredError("interrupted", "interrupted");
        return answer;
      };
      const system: System = {
        clock: { ...clock, nowMs: () => clock.nowMs() + world.clockAheadMs },
        random: denoRandom(),
        environment: {
          args,
          os: "linux",
          pid: 4_000 + random++,
          uid: Deno.uid() ?? undefined,
          get: (name) => env[name] === "" ? undefined : env[name],
          cwd: () => how.cwd ?? folder,
        },
        files: (how.files ?? ((files) => files))(denoFiles()),
        processes: (how.processes ?? ((processes) => processes))(denoProcesses()),
        fetch: how.fetch ?? ((request) => fetch(request, { redirect: "manual" })),
        interrupted: how.interrupt ?? new AbortController().signal,
        terminal: {
          isTty: { stdin: isTty, stdout: how.isTerminal ?? false, stderr: isTty },
          canAsk: () => isTty,
          columns: () => 80,
          out: (data) =>
            void written.out.push(typeof data === "string" ? new TextEncoder().encode(data) : data.slice()),
          err: (text) => void (written.err += text),
          readAll: async (limit) => {
            const stdin = how.stdin ?? "";
            const bytes = typeof stdin === "string" ? new TextEncoder().encode(stdin) : new Uint8Array(stdin);
            if (bytes.length > limit) {
              throw new CredError("usage.too_large", `standard input is larger than ${limit} bytes`);
            }
            return await Promise.resolve(bytes);
          },
          askSecret: async (question) => await Promise.resolve(Secret.ofText(ask(question) ?? "")),
          askLine: async (question) => await Promise.resolve(ask(question)),
        },
      };
      const status = await run(system);
      const stdout = await new Blob(written.out as BlobPart[]).text();
      const outcome = { status, stdout, stderr: withoutLate(written.err) };
      checkJson(args, outcome, isTty);
      return outcome;
    },
    async json(command, how) {
      const outcome = await world.run(`${command} --json`, how);
      if (outcome.status !== 0) {
        throw new Error(`"${command}" ended with ${outcome.status}: ${outcome.stderr}`);
      }
      return JSON.parse(outcome.stdout);
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(root, { recursive: true });
    },
  };
  return world;
}
