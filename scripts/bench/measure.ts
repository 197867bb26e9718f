import { VERSION } from "../../src/domain/version.ts";

/** A process that ran to its end, watched. */
export interface Run {
  readonly ms: number;
  /** Processor time of all its threads, which a busy machine stretches less; 0 where the system doesn't say. */
  readonly cpuMs: number;
  /** Its peak of resident memory in MiB; 0 where the system doesn't say. */
  readonly peakMib: number;
}

/** How a process is run. */
export interface Setting {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Runs a command to its end without output; the time it took in ms. A failure is an error with what it said. */
export async function run(command: readonly string[], { env, cwd }: Setting): Promise<number> {
  const [program, ...args] = command;
  const startedAt = performance.now();
  const child = new Deno.Command(program!, {
    args,
    env: { ...env },
    clearEnv: true,
    cwd,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const said = new Response(child.stderr).text();
  const { code } = await child.status;
  const ms = performance.now() - startedAt;
  if (code !== 0) throw new Error(`"${command.join(" ")}" ended with ${code}: ${await said}`);
  await said;
  return ms;
}

/** Runs a command to its end; what it printed. A failure is an error with what it said. */
export async function runForText(
  [program, ...args]: readonly string[],
  { env, cwd }: Setting,
  stdin?: string,
): Promise<string> {
  const child = new Deno.Command(program!, {
    args,
    env: { ...env },
    clearEnv: true,
    cwd,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(stdin));
    await writer.close();
  }
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`"${[program, ...args].join(" ")}" failed: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** How long a command takes to its first output, in ms; it is ended then. */
export async function runToFirstOutput(command: readonly string[], { env, cwd }: Setting): Promise<number> {
  const [program, ...args] = command;
  const startedAt = performance.now();
  const child = new Deno.Command(program!, {
    args,
    env: { ...env },
    clearEnv: true,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  const { done } = await reader.read();
  const ms = performance.now() - startedAt;
  if (done) throw new Error(`"${command.join(" ")}" said nothing`);
  await reader.cancel();
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
  await child.status;
  return ms;
}

/** Runs a command once, watching its memory, which may cost it a little time. */
export async function runWatched(command: readonly string[], { env, cwd }: Setting): Promise<Run> {
  const [program, ...args] = command;
  const startedAt = performance.now();
  const options = { args, env: { ...env }, clearEnv: true, cwd } as const;
  const child = new Deno.Command(program!, { ...options, stdin: "null", stdout: "null", stderr: "inherit" })
    .spawn();
  let peakMib = 0, cpuMs = 0;
  const watch = setInterval(() => {
    peakMib = Math.max(peakMib, peakOf(child.pid));
    cpuMs = Math.max(cpuMs, cpuOf(child.pid));
  }, 10);
  const { code } = await child.status;
  clearInterval(watch);
  if (code !== 0) throw new Error(`"${command.join(" ")}" ended with ${code}`);
  return { ms: performance.now() - startedAt, cpuMs, peakMib };
}

/** What a process has used so far: in hundredths of a second, as Linux counts. */
function cpuOf(pid: number): number {
  try {
    const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

/** The system keeps the peak itself, so the last look before the end is as good as any. */
function peakOf(pid: number): number {
  try {
    const kib = /^VmHWM:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1];
    return Number(kib ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Times in ms of commands by round. */
type Turns<NAME extends string> = Readonly<Record<NAME, readonly number[]>>;

/** Runs commands in turns, so that a busy moment hits all of them, each round beginning with another one. */
export async function inTurns<NAME extends string>(
  commands: Readonly<Record<NAME, readonly string[]>>,
  setting: Setting,
  rounds = 25,
  measured: (command: readonly string[], setting: Setting) => Promise<number> = run,
): Promise<Turns<NAME>> {
  const names = Object.keys(commands) as NAME[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<NAME, number[]>;
  for (const name of names) await measured(commands[name], setting);
  for (let round = 0; round < rounds; round++) {
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      times[name].push(await measured(commands[name], setting));
    }
  }
  return times;
}

/** Median times in ms of commands that are run in turns. */
export async function medians<NAME extends string>(
  ...asked: Parameters<typeof inTurns<NAME>>
): Promise<Readonly<Record<NAME, number>>> {
  const turns = Object.entries<readonly number[]>(await inTurns(...asked));
  return Object.fromEntries(turns.map(([name, ms]) => [name, median(ms)])) as Record<NAME, number>;
}

/** How many times one is the other: the middle of what the rounds say, of which each had a speed of its own. */
export function ratio(a: readonly number[], b: readonly number[]): string {
  return times(median(a.map((ms, round) => ms / b[round]!)), 1);
}

/** The middle one of some numbers. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}

/** A row of the table: what was measured, the figure, and what it is compared with. */
export type Row = readonly [what: string, figure: string, comparison: string];

/** The table in Markdown. */
export function markdown(rows: readonly Row[]): string {
  const program = Deno.env.get("CRED_BIN") === undefined ? `on Deno ${Deno.version.deno}` : "compiled";
  const head: Row = [`cred ${VERSION} ${program}`, "figure", "compared with"];
  const widths = [0, 1, 2].map((i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (row: Row) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** A time as it stands in the table. */
export function inMs(ms: number): string {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** How many times one is the other. */
export function times(a: number, b: number): string {
  return `${(a / b).toFixed(2)}×`;
}
