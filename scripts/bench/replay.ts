import { credCommand, type Playground } from "../playground.ts";
import { writeLongLogs } from "./long_log.ts";
import { inMs, median, type Row, type Run, runWatched } from "./measure.ts";

const SIZES = [1_000, 10_000, 100_000];
const RUNS = 5;

/** Verifying and replaying long histories, each in a process of its own. */
export async function measureReplay({ folder, env, work }: Playground): Promise<Row[]> {
  const logs = await writeLongLogs(new Map(SIZES.map((size) => [size, `${folder}/log-of-${size}`])));
  const rows: Row[] = [];
  for (const words of [["log", "verify"], ["replay"]]) {
    for (const [size, log] of logs) {
      const runs: Run[] = [];
      for (let i = 0; i < RUNS; i++) {
        runs.push(await runWatched([...credCommand(), ...words, "--vault", log.folder], { env, cwd: work }));
      }
      const ms = median(runs.map((one) => one.ms));
      const cpuMs = median(runs.map((one) => one.cpuMs));
      const peakMib = Math.max(...runs.map((one) => one.peakMib));
      rows.push([
        `cred ${words.join(" ")}, ${size.toLocaleString("en")} events (${
          (log.bytes / 2 ** 20).toFixed(1)
        } MiB)`,
        `${inMs(ms)}, ${Math.round(peakMib)} MiB`,
        `${Math.round(size / ms * 1000).toLocaleString("en")} events/s, ${
          inMs(cpuMs)
        } of CPU, start-up included`,
      ]);
    }
  }
  return rows;
}
