import { credCommand, type Playground } from "../playground.ts";
import { writeLongLogs } from "./long_log.ts";
import { inMs, median, type Row, type Run, run, runWatched, type Setting, times } from "./measure.ts";

const MILLION = 1_000_000, SOME = 10_000, COMMITS = 500;
const RUNS = 3;

/** Verifying a million events, and what other programs take to verify each entry of a signed history. */
export async function measureVerify({ folder, env, work }: Playground): Promise<Row[]> {
  const setting = { env, cwd: work };
  const sizes = [SOME, MILLION];
  const logs = await writeLongLogs(new Map(sizes.map((size) => [size, `${folder}/log-of-${size}`])));
  const some = logs.get(SOME)!, million = logs.get(MILLION)!;
  const verify = (
    of: string,
    ...flags: string[]
  ) => [...credCommand(), "log", "verify", ...flags, "--vault", of];
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "export {};\n");
  const bare = await typical([Deno.execPath(), "run", empty], setting);

  const rows: Row[] = [];
  for (const words of [["log", "verify"], ["replay"]]) {
    const one = await typical([...credCommand(), ...words, "--vault", million.folder], setting);
    rows.push([
      `cred ${words.join(" ")}, ${count(MILLION)} events (${(million.bytes / 2 ** 20).toFixed(0)} MiB)`,
      `${inMs(one.ms)}, ${Math.round(one.peakMib)} MiB`,
      `${count(MILLION / one.ms * 1000)} events/s, ${inMs(one.cpuMs)} of CPU; ${
        inMs(bare.ms)
      } for an empty program`,
    ]);
  }

  const go = await buildGo(folder);
  const full = await typical(verify(some.folder, "--full"), setting);
  const theirs = go === undefined
    ? undefined
    : await typical([go, "log", some.file, some.verifierKey], setting);
  rows.push([
    `cred log verify --full, ${count(SOME)} events, every signature`,
    `${inMs(full.ms)}, ${perEntry(full, SOME)}`,
    theirs === undefined
      ? "no Go here"
      : `${times(full.ms, theirs.ms)} the Go verifier (${inMs(theirs.ms)}, ${perEntry(theirs, SOME)})`,
  ]);

  const repository = await signedCommits(folder);
  const git = await typical(["git", "-C", repository, "log", "--format=%G?"], setting);
  const short = await typical(verify(some.folder), setting);
  rows.push([
    `git log --format=%G?, ${count(COMMITS)} commits signed by ssh`,
    `${inMs(git.ms)}, ${perEntry(git, COMMITS)}`,
    `for an entry ${times(git.ms / COMMITS, full.ms / SOME)} cred log verify --full, ${
      times(git.ms / COMMITS, short.ms / SOME)
    } cred log verify`,
  ]);
  return rows;
}

/** The middle one of some runs; its peak is that of all. */
async function typical(command: readonly string[], setting: Setting): Promise<Run> {
  const runs: Run[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await runWatched(command, setting));
  return {
    ms: median(runs.map(({ ms }) => ms)),
    cpuMs: median(runs.map(({ cpuMs }) => cpuMs)),
    peakMib: Math.max(...runs.map(({ peakMib }) => peakMib)),
  };
}

/** The verifier of tests/foreign; undefined where there is no Go, or not its package. */
async function buildGo(folder: string): Promise<string | undefined> {
  const to = `${folder}/verify`;
  const source = new URL("../../tests/foreign", import.meta.url).pathname;
  const env = { ...Deno.env.toObject(), GOFLAGS: "-mod=mod", GOPROXY: "off", GOTOOLCHAIN: "local" };
  return await run(["go", "build", "-o", to, "."], { env, cwd: source }).then(() => to, () => undefined);
}

/** A repository of empty commits, each signed by one ssh key, which git knows as good. */
async function signedCommits(folder: string): Promise<string> {
  const repository = `${folder}/commits`;
  const env = {
    PATH: Deno.env.get("PATH")!,
    HOME: folder,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "bench",
    GIT_AUTHOR_EMAIL: "bench@example.invalid",
    GIT_COMMITTER_NAME: "bench",
    GIT_COMMITTER_EMAIL: "bench@example.invalid",
  };
  const key = `${folder}/signing`;
  const call = (...command: string[]) => run(command, { env, cwd: folder });
  await call("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
  await Deno.writeTextFile(
    `${folder}/allowed`,
    `bench@example.invalid namespaces="git" ${await Deno.readTextFile(`${key}.pub`)}`,
  );
  await call("git", "init", "-q", repository);
  const git = (...words: string[]) => call("git", "-C", repository, ...words);
  await git("config", "gpg.format", "ssh");
  await git("config", "user.signingkey", `${key}.pub`);
  await git("config", "gpg.ssh.allowedSignersFile", `${folder}/allowed`);
  for (let n = 0; n < COMMITS; n++) await git("commit", "-q", "-S", "--allow-empty", "-m", `${n}`);
  const said = new TextDecoder().decode(
    (await new Deno.Command("git", { args: ["-C", repository, "log", "--format=%G?"], env, clearEnv: true })
      .output()).stdout,
  );
  if (said !== "G\n".repeat(COMMITS)) throw new Error(`git does not find every signature good: ${said}`);
  return repository;
}

function perEntry({ ms }: Run, entries: number): string {
  return `${(ms * 1_000 / entries).toFixed(1)} µs each`;
}

function count(number: number): string {
  return Math.round(number).toLocaleString("en");
}
