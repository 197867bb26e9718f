import { credCommand, type Playground } from "../playground.ts";
import { inMs, type Row, run } from "./measure.ts";

const KEYS = 100;
const RATE = 100;
/** Most keys in one answer of the platform's. */
const PAGE = 100;

/** Rotating many keys that a GitHub repository holds, in one go, against the fewest calls that it can take. */
export async function measureRotate({ server, github, env, work }: Playground): Promise<Row[]> {
  const cred = (...words: string[]) => run([...credCommand(), ...words], { env, cwd: work });
  await cred("init");
  await cred("source", "add", "resend", "--token-env", "RESEND_API_KEY");
  for (let n = 0; n < KEYS; n++) await cred("source", "generate", "resend", `KEY_${n}`);
  await cred("target", "add", "github", "acme/app");
  await cred("push", "github");

  server.setRate(RATE);
  const before = { resend: server.requests.length, github: github.requests.length };
  const ms = await cred("source", "rotate", "resend", "--all", "--push", "--grace", "0");
  const resend = server.requests.slice(before.resend), targets = github.requests.slice(before.github);
  const live = server.keys.length - 1;
  if (live !== KEYS) throw new Error(`${live} keys live, not ${KEYS}`);
  const writes = targets.filter(({ method }) => method === "PUT").length;
  if (writes !== KEYS) throw new Error(`${writes} secrets were written, not ${KEYS}`);

  // Each key is made, tried and deleted, and one list, of the old ones, the new ones and the master key, says when the
  // old ones were used last; each secret is written, for which one list and one public key are needed.
  const pages = Math.ceil((2 * KEYS + 1) / PAGE);
  const least = 3 * KEYS + pages + KEYS + 2;
  const calls = resend.length + targets.length;
  return [[
    `cred source rotate, ${KEYS} keys at one GitHub target (${resend.length} + ${targets.length} calls)`,
    inMs(ms),
    `${(calls / least).toFixed(2)}× the least possible ${least} calls`,
  ]];
}
