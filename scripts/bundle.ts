// Makes dist/cred.js and its chunks from main.ts: what `deno task bundle` runs. Same input, same bytes and times.
import { BUNDLE, DIST, PERMISSIONS, ROOT, run, sourceTime, WORKER } from "./binary.ts";
import { entryOf, groupsOf, rewired } from "./merge.ts";

const SHEBANG = `#!/usr/bin/env -S deno run --no-config --no-prompt ${PERMISSIONS.join(" ")}\n`;

/**
 * Where one library may want `require`, the bundler gives it to all chunks, and with it loads half of Node at every
 * start: a third of a command's time. It is asked for when it is called instead.
 */
const REQUIRE = /import\{createRequire as (\w+)\} from "node:module";var (\w+)=\1\(import\.meta\.url\);/;

/**
 * How the program names its second thread. A binary that looked for a file which it does not hold would take one from
 * the shared temporary folder, where anybody can put it.
 */
const WORKER_SOURCE = "./hash_worker.ts";

function fail(sentence: string): never {
  console.error(`cannot bundle: ${sentence}`);
  Deno.exit(1);
}

/** Bundles what a module loads. */
function bundle(module: string, ...flags: string[]): void {
  const bundled = run(Deno.execPath(), [
    "bundle",
    "--quiet",
    "--platform",
    "deno",
    "--minify",
    ...flags,
    module,
  ]);
  if (bundled.success) return;
  console.error(bundled.text.trim());
  fail("see above");
}

/** Names of the bundle's files in dist/. */
function scriptNames(): readonly string[] {
  return Array.from(Deno.readDirSync(DIST), (entry) => entry.name).filter((name) => name.endsWith(".js"));
}

/** Merges files of the bundle that are loaded together. */
function mergeScripts(): void {
  const names = scriptNames();
  const scripts = new Map(names.map((name) => [name, Deno.readTextFileSync(`${DIST}/${name}`)]));
  const groups = groupsOf(scripts, "main.js");
  for (const [merged, parts] of groups) {
    const path = `${DIST}/${merged}`, others = names.filter((name) => !parts.includes(name));
    Deno.writeTextFileSync(`${path}.entry.js`, entryOf(parts, scripts));
    bundle(`${path}.entry.js`, "--external", ...others.map((name) => `./${name}`), "--output", path);
    Deno.removeSync(`${path}.entry.js`);
  }
  for (const name of [...groups.values()].flat()) Deno.removeSync(`${DIST}/${name}`);
  for (const name of scriptNames()) {
    const path = `${DIST}/${name}`;
    Deno.writeTextFileSync(path, rewired(Deno.readTextFileSync(path), groups));
  }
}

Deno.mkdirSync(DIST, { recursive: true });
for (const name of scriptNames()) Deno.removeSync(`${DIST}/${name}`);

bundle(`${ROOT}/main.ts`, "--code-splitting", "--outdir", DIST);
// Only what is imported is found by itself.
bundle(`${ROOT}/src/log/hash_worker.ts`, "--output", WORKER);

let workers = 0;
for (const name of scriptNames()) {
  const path = `${DIST}/${name}`, text = Deno.readTextFileSync(path);
  workers += text.split(WORKER_SOURCE).length - 1;
  const light = text.replace(REQUIRE, "var $2=name=>process.getBuiltinModule(name);")
    .replace(WORKER_SOURCE, "./hash_worker.js");
  if (/\bfrom ?"node:|^import ?"node:/m.test(light)) fail(`dist/${name} loads a node: module at once`);
  if (light !== text) Deno.writeTextFileSync(path, light);
}
mergeScripts();
if (workers !== 1) fail(`${WORKER_SOURCE} is named ${workers} times, not once`);
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
