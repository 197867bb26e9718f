// One process of a crowd: waits for the others at a starting line, then gives its changes one after the other, each as a
// command of its own. The last line that it prints is JSON: what each came to, and the longest.

import { run } from "../../src/cli/run.ts";
import { denoSystem } from "../../src/system/deno/mod.ts";

const [startAt = "0", ...commands] = Deno.args;
const system = denoSystem();
let said = "";
const statuses: number[] = [];
let longestMs = 0;
await new Promise((resolve) => setTimeout(resolve, Number(startAt) - Date.now()));
for (const command of commands) {
  const from = performance.now();
  const status = await run({
    ...system,
    environment: { ...system.environment, args: command.split(" "), get: system.environment.get },
    terminal: { ...system.terminal, out: () => {}, err: (text: string) => void (said += text) },
  });
  longestMs = Math.max(longestMs, performance.now() - from);
  statuses.push(status);
}
console.log(JSON.stringify({ statuses, longestMs, said }));
