import { credCommand, type Playground } from "../playground.ts";
import { inMs, type Row, run } from "./measure.ts";

const SECRETS = 100;

/** Sending many secrets to GitHub's stand-in, and sending them again. */
export async function measurePush({ github, env, work }: Playground): Promise<Row[]> {
  const cred = (...words: string[]) => run([...credCommand(), ...words], { env, cwd: work });
  await cred("init");
  for (let n = 0; n < SECRETS; n++) await cred("secret", "set", `SECRET_${n}`, `value ${n}`);
  await cred("target", "add", "github", "acme/app");
  const measure = async (): Promise<{ ms: number; calls: number; writes: number }> => {
    const before = github.requests.length;
    const ms = await cred("push", "github");
    const requests = github.requests.slice(before);
    return { ms, calls: requests.length, writes: requests.filter(({ method }) => method === "PUT").length };
  };
  const first = await measure(), second = await measure();
  if (first.writes !== SECRETS) throw new Error(`${first.writes} secrets were written, not ${SECRETS}`);
  return [
    [
      `cred push github, ${SECRETS} secrets`,
      `${inMs(first.ms)}, ${first.calls} calls`,
      "at most 75 writes a minute",
    ],
    ["cred push github, again", inMs(second.ms), `${second.calls} calls, ${second.writes} writes`],
  ];
}
