import { runtimeVersion } from "../binary.ts";
import { credCommand, type Playground, sourceCommand } from "../playground.ts";
import { inMs, inTurns, median, ratio, type Row, run, runForText, type Setting, times } from "./measure.ts";

const EVENTS = 100;
const ROUNDS = 120;
/** How often memory is looked at: it hardly varies. */
const LOOKS = 5;

/** A program that does nothing, on the runtime of what is measured, and how that is called. */
export interface Bare {
  readonly command: readonly string[];
  readonly where: "from source" | "compiled";
}

/**
 * Start-up of a few commands against a program that does nothing on the same runtime: from source, and compiled where
 * CRED_BIN names a binary and DENORT_BIN the base that it was made on; then its size, too.
 */
export async function measureStartup(playground: Playground): Promise<Row[]> {
  const { env, work } = playground;
  const setting = { env, cwd: work };
  await fill(playground);
  const source = await bareSource(playground);
  const rows = await compare(source, sourceCommand(), setting);
  const bare = await bareProgram(playground);
  if (bare.where !== "compiled") return rows;
  return [...rows, ...await compare(bare, credCommand(), setting), await size()];
}

/** The program that does nothing, like the one that is measured: compiled where there is a binary and its base. */
export async function bareProgram(playground: Playground): Promise<Bare> {
  const { folder, env, work } = playground;
  const source = await bareSource(playground);
  const base = Deno.env.get("DENORT_BIN"), binary = Deno.env.get("CRED_BIN");
  if (base === undefined || binary === undefined) return source;
  const bare = `${folder}/bare`;
  const flags = [
    "--quiet",
    "--no-check",
    "--no-code-cache",
    "--no-config",
    "--output",
    bare,
    source.command.at(-1)!,
  ];
  const deno = `deno@${runtimeVersion(base)}`;
  await run(["npx", "-y", deno, "compile", ...flags], {
    cwd: work,
    env: { ...Deno.env.toObject(), HOME: Deno.env.get("HOME") ?? env["HOME"]! },
  });
  return { command: [bare], where: "compiled" };
}

async function bareSource({ folder }: Playground): Promise<Bare> {
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "export {};\n");
  return { command: [Deno.execPath(), "run", empty], where: "from source" };
}

async function compare({ command, where }: Bare, cred: readonly string[], setting: Setting): Promise<Row[]> {
  const commands = {
    bare: command,
    "cred --version": [...cred, "--version"],
    "cred --help": [...cred, "--help"],
    "cred secret list": [...cred, "secret", "list"],
    [`cred log, ${EVENTS} events`]: [...cred, "log"],
  };
  const turns: Readonly<Record<string, readonly number[]>> = await inTurns(commands, setting, ROUNDS);
  const rows: Row[] = [];
  const empty = await residentMib(command, setting);
  for (const [name, words] of Object.entries(commands).slice(1)) {
    const mib = await residentMib(words, setting);
    const ms = turns[name]!, bare = turns["bare"]!;
    rows.push([
      `${name}, ${where}`,
      `${inMs(median(ms))}, ${Math.round(mib)} MiB`,
      `${ratio(ms, bare)} an empty program (${inMs(median(bare))}), ${times(mib, empty)} its memory`,
    ]);
  }
  return rows;
}

/** The most memory that a command has resident. */
async function residentMib(command: readonly string[], setting: Setting): Promise<number> {
  const peak = [
    Deno.execPath(),
    "run",
    "--quiet",
    "--allow-all",
    "--no-config",
    `${import.meta.dirname}/peak.ts`,
  ];
  const looks: number[] = [];
  for (let n = 0; n < LOOKS; n++) looks.push(Number(await runForText([...peak, ...command], setting)) / 1024);
  return median(looks);
}

async function size(): Promise<Row> {
  const [binary, base] = await Promise.all(
    ["CRED_BIN", "DENORT_BIN"].map(async (name) => (await Deno.stat(Deno.env.get(name)!)).size),
  );
  const more = (binary! / base! - 1) * 100;
  return ["the binary", `${(binary! / 2 ** 20).toFixed(1)} MiB`, `${more.toFixed(2)} % larger than its base`];
}

/** A vault with the number of events. */
async function fill({ env, work }: Playground): Promise<void> {
  const cred = (...words: string[]) => run([...credCommand(), ...words], { env, cwd: work });
  await cred("source", "add", "resend", "--token-env", "RESEND_API_KEY");
  for (let n = 0; n < 24; n++) {
    await cred("source", "generate", "resend", `KEY_${n}`);
    if (n % 2 === 0) await cred("source", "delete", "resend", `KEY_${n}`, "--yes");
  }
  for (let n = 0; n < EVENTS - 76; n++) await cred("secret", "set", `VALUE_${n}`, "x");
}
