import { credCommand, type Playground } from "../playground.ts";
import { inMs, type Row, run } from "./measure.ts";

const KEYS = 100;
const RATE = 5;

/** Revoking many keys at a platform that allows few requests a second. */
export async function measureRevoke({ server, env, work }: Playground): Promise<Row[]> {
  const cred = (...words: string[]) => run([...credCommand(), ...words], { env, cwd: work });
  await cred("source", "add", "resend", "--token-env", "RESEND_API_KEY");
  for (let n = 0; n < KEYS; n++) await cred("source", "generate", "resend", `KEY_${n}`);

  server.setRate(RATE);
  const before = server.requests.length;
  const ms = await cred("source", "revoke", "resend", "--yes");
  const requests = server.requests.slice(before);
  const served = requests.filter(({ status }) => status !== 429);
  const refused = requests.length - served.length;
  const left = server.keys.length - 1;
  if (left > 0) throw new Error(`${left} keys are left`);

  // A first burst is free: n requests take as many windows as follow the first.
  const shortestMs = Math.floor((served.length - 1) / RATE) * 1_000;
  const tookMs = served.at(-1)!.atMs - served[0]!.atMs;
  return [[
    `cred source revoke, ${KEYS} keys, ${RATE} requests/s allowed (${served.length} requests)`,
    `${inMs(ms)}, ${refused} answers of 429`,
    `${Math.round(shortestMs / tookMs * 100)} % of the allowed rate`,
  ]];
}
