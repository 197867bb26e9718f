import { run } from "./src/cli/run.ts";
import { denoSystem, exit } from "./src/system/deno/mod.ts";

exit(await run(denoSystem()));
