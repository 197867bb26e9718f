// Makes dist/cred, a standalone executable: what `deno task compile` runs. For this machine, or for `--target` (see
// platforms.ts), at `--output`. It bundles first, unless told `--bundled`: then it takes the bundle that is there, which
// another version of Deno may have made. A binary that doesn't run is worse than none, so one for this machine is tried,
// one for another is looked at, and a bad one is deleted with the reason.
import { parseArgs } from "node:util";
import { VERSION } from "../src/domain/version.ts";
import { BUNDLE, DIST, PERMISSIONS, ROOT, run, runtimeVersion, WORKER } from "./binary.ts";
import { type Platform, platformOf, PLATFORMS, thisPlatform } from "./platforms.ts";

/**
 * Without `--no-code-cache` the binary would run bytecode from a file in the shared temporary folder, which any
 * local user can put there first. Of the last, the first spares a short command its only garbage collection, half a
 * millisecond; the third lets the heap grow to twice of what is alive, and not to four times: a history of a million events is
 * verified in a fifth less memory, and in the same time. The others keep it from asking, and from reading what lies
 * around it.
 */
const FLAGS = [
  "--quiet",
  "--no-check",
  "--no-code-cache",
  "--no-prompt",
  "--no-npm",
  "--no-config",
  "--v8-flags=--min-semi-space-size=4,--max-semi-space-size=16,--heap-growing-percent=100",
];

function fail(sentence: string): never {
  console.error(sentence);
  Deno.exit(1);
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** What makes the file at a path useless; undefined where nothing does. */
function faultOf(path: string, platform: Platform): string | undefined {
  if (platform !== thisPlatform()) {
    const found = platformOf(Deno.readFileSync(path))?.name ?? "no system that cred is made for";
    return found === platform.name ? undefined : `is for ${found}, not for ${platform.name}`;
  }
  const tried = run(path, ["--version"]);
  if (tried.success && tried.text.includes(VERSION)) return undefined;
  return `does not run (${tried.text.trim().split("\n", 1)[0]})`;
}

const { values: { bundled, target, output } } = parseArgs({
  args: Deno.args,
  options: { bundled: { type: "boolean" }, target: { type: "string" }, output: { type: "string" } },
});
const platform = target === undefined ? thisPlatform() : PLATFORMS.find(({ name }) => name === target);
if (platform === undefined) {
  fail(
    `nothing compiled: there is no binary for ${target ?? Deno.build.target}; ` +
      `one of ${PLATFORMS.map(({ name }) => name).join(", ")}`,
  );
}
const binary = output ?? `${DIST}/cred${platform.suffix}`;

if (!bundled) {
  const made = run(Deno.execPath(), ["run", "--allow-all", `${ROOT}/scripts/bundle.ts`]);
  console.log(made.text.trim());
  if (!made.success) Deno.exit(1);
}

if (exists(binary)) Deno.removeSync(binary);
const base = Deno.env.get("DENORT_BIN");
if (base === "") Deno.env.delete("DENORT_BIN");
else if (base !== undefined && !exists(base)) {
  fail(`nothing compiled: DENORT_BIN names a base that is not there: ${base}`);
}
const system = platform === thisPlatform() ? [] : ["--target", platform.triple];
const compiled = run(Deno.execPath(), [
  "compile",
  ...FLAGS,
  ...system,
  ...PERMISSIONS,
  "--include",
  WORKER,
  "--output",
  binary,
  BUNDLE,
]);
if (!compiled.success) {
  if (!compiled.text.includes("base binary")) fail(compiled.text.trim());
  fail(
    `nothing compiled: the base of Deno ${Deno.version.deno} for ${platform.name} could not be had; set DENORT_BIN ` +
      `to one of that version, and meanwhile "deno run --allow-all dist/cred.js" is the same program`,
  );
}

const fault = faultOf(binary, platform);
if (fault !== undefined) {
  const version = runtimeVersion(binary);
  Deno.removeSync(binary);
  fail(
    `nothing compiled: the binary that Deno ${Deno.version.deno} made on a base of Deno ${version} ${fault}`,
  );
}
const mebibytes = Math.ceil(Deno.statSync(binary).size / 2 ** 20);
const shown = binary.startsWith(`${ROOT}/`) ? binary.slice(ROOT.length + 1) : binary;
console.log(`${shown}: cred ${VERSION} on Deno ${Deno.version.deno}, ${mebibytes} MiB`);
