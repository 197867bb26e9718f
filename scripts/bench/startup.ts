import { runtimeVersion } from "../binary.ts";
import { credCommand, type Playground, sourceCommand } from "../playground.ts";
import { inMs, medians, type Row, run, times } from "./measure.ts";

const EVENTS = 100;

/**
 * Start-up of a few commands against a program that does nothing on the same runtime: from source, and compiled where
 * CRED_BIN names a binary and DENORT_BIN the base that it was made on.
 */
export async function measureStartup(playground: Playground): Promise<Row[]> {
  const { folder, env, work } = playground;
  const setting = { env, cwd: work };
  const empty = `${folder}/empty.ts`;
  await Deno.writeTextFile(empty, "export {};\n");
  await fill(playground);
  const rows = await compare("from source", [Deno.execPath(), "run", empty], sourceCommand(), setting);
  const base = Deno.env.get("DENORT_BIN"), binary = Deno.env.get("CRED_BIN");
  if (base === undefined || binary === undefined) return rows;

  const bare = `${folder}/bare`;
  const flags = ["--quiet", "--no-check", "--no-code-cache", "--no-config", "--output", bare, empty];
  const deno = `deno@${runtimeVersion(base)}`;
  await run(["npx", "-y", deno, "compile", ...flags], { ...setting, env: Deno.env.toObject() });
  return [...rows, ...await compare("compiled", [bare], credCommand(), setting)];
}

async function compare(
  where: string,
  bare: readonly string[],
  cred: readonly string[],
  setting: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
): Promise<Row[]> {
  const commands = {
    bare,
    "cred --version": [...cred, "--version"],
    "cred secret list": [...cred, "secret", "list"],
    [`cred log, ${EVENTS} events`]: [...cred, "log"],
  };
  const { bare: bareMs, ...others } = await medians(commands, setting);
  return Object.entries(others).map(([name, ms]) => [
    `${name}, ${where}`,
    inMs(ms as number),
    `${times(ms as number, bareMs!)} an empty program (${inMs(bareMs!)})`,
  ]);
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
