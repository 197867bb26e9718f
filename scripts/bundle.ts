// Makes dist/cred.js and its chunks from main.ts: what `deno task bundle` runs. Same input, same bytes and times.
import { BUNDLE, DIST, PERMISSIONS, ROOT, run } from "./binary.ts";

const SHEBANG = `#!/usr/bin/env -S deno run --no-config --no-prompt ${PERMISSIONS.join(" ")}\n`;

/** Seconds since 1970 that the files get: SOURCE_DATE_EPOCH, else the last commit's time, else 0. */
function sourceTime(): number {
  const given = Deno.env.get("SOURCE_DATE_EPOCH");
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const { success, text } = run("git", ["log", "-1", "--format=%ct"]);
  return success ? Number(text.trim()) : 0;
}

/** Names of the bundle's files in dist/. */
function scriptNames(): readonly string[] {
  return Array.from(Deno.readDirSync(DIST), (entry) => entry.name).filter((name) => name.endsWith(".js"));
}

Deno.mkdirSync(DIST, { recursive: true });
for (const name of scriptNames()) Deno.removeSync(`${DIST}/${name}`);

const flags = ["--quiet", "--platform", "deno", "--minify", "--code-splitting", "--outdir", DIST];
const bundled = run(Deno.execPath(), ["bundle", ...flags, `${ROOT}/main.ts`]);
if (!bundled.success) {
  console.error(bundled.text.trim());
  console.error("cannot bundle: see above");
  Deno.exit(1);
}

Deno.renameSync(`${DIST}/main.js`, BUNDLE);
Deno.writeTextFileSync(BUNDLE, SHEBANG + Deno.readTextFileSync(BUNDLE));
Deno.chmodSync(BUNDLE, 0o755);
const seconds = sourceTime();
let size = 0;
for (const name of scriptNames()) {
  Deno.utimeSync(`${DIST}/${name}`, seconds, seconds);
  size += Deno.statSync(`${DIST}/${name}`).size;
}
console.log(`dist/cred.js with its chunks, ${Math.ceil(size / 1024)} KiB`);
