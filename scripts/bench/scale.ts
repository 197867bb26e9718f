import { credCommand, type Playground } from "../playground.ts";
import { growVault } from "../../tests/support/grown_vault.ts";
import { inMs, medians, type Row, run, runToFirstOutput, times } from "./measure.ts";

const NEW = 10, SHORT = 1_000, LONG = 1_000_000;
const ROUNDS = 15;

/** Everyday commands in a vault of a long history, beside the same ones in a vault of a short one. */
export async function measureScale({ folder, env, work }: Playground): Promise<Row[]> {
  const cred = credCommand();
  const setting = { env, cwd: work };
  for (const size of [NEW, SHORT, LONG]) {
    const vault = vaultOf(work, size);
    await Deno.mkdir(vault.slice(0, -"/.cred".length));
    await run([...cred, "init"], { env, cwd: vault.slice(0, -"/.cred".length) });
    await run([...cred, "secret", "set", "VALUE", "a value", "--vault", vault], setting);
    const startedAt = performance.now();
    await growVault({ folder: vault, home: `${folder}/home`, passphrase: env["CRED_PASSPHRASE"]! }, size);
    const coldMs = await run([...cred, "status", "--vault", vault], setting);
    console.error(
      `${size} events: grown in ${inMs(performance.now() - startedAt)}, first read in ${inMs(coldMs)}`,
    );
  }
  const rows: Row[] = [];
  const everyday = {
    "cred status": ["status"],
    "cred secret get": ["secret", "get", "VALUE"],
    "cred secret list": ["secret", "list"],
    "cred secret set (an append)": ["secret", "set", "VALUE", "another value"],
  };
  for (const [name, words] of Object.entries(everyday)) {
    const of = (size: number) => [...cred, ...words, "--vault", vaultOf(work, size)];
    const ms = await medians({ short: of(SHORT), long: of(LONG) }, setting, ROUNDS);
    rows.push([
      `${name}, ${LONG.toLocaleString("en")} events`,
      inMs(ms.long),
      `${times(ms.long, ms.short)} ${SHORT.toLocaleString("en")} events (${inMs(ms.short)})`,
    ]);
  }
  const log = (size: number) => [...cred, "log", "--vault", vaultOf(work, size)];
  const ms = await medians(
    { fresh: log(NEW), short: log(SHORT), long: log(LONG) },
    setting,
    ROUNDS,
    runToFirstOutput,
  );
  rows.push([
    `cred log to its first page, ${LONG.toLocaleString("en")} events`,
    inMs(ms.long),
    `${times(ms.long, ms.short)} ${SHORT.toLocaleString("en")} events (${inMs(ms.short)}), ` +
    `${times(ms.long, ms.fresh)} ${NEW} events (${inMs(ms.fresh)})`,
  ]);
  return rows;
}

function vaultOf(work: string, size: number): string {
  return `${work}/of-${size}/.cred`;
}
