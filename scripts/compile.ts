// Makes dist/cred, a standalone executable for this machine: what `deno task compile` runs. It bundles first, unless
// told `--bundled`: then it takes the bundle that is there, which another version of Deno may have made. A binary
// that doesn't run is worse than none, so it is tried, and deleted with the reason.
import { VERSION } from "../src/domain/version.ts";
import { BUNDLE, DIST, PERMISSIONS, ROOT, run, runtimeVersion } from "./binary.ts";

const NAME = Deno.build.os === "windows" ? "cred.exe" : "cred";
const BINARY = `${DIST}/${NAME}`;

/**
 * Without `--no-code-cache` the binary would run bytecode from a file in the shared temporary folder, which any
 * local user can put there first. The others keep it from asking, and from reading what lies around it.
 */
const FLAGS = ["--quiet", "--no-check", "--no-code-cache", "--no-prompt", "--no-npm", "--no-config"];

function fail(sentence: string): never {
  console.error(sentence);
  Deno.exit(1);
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}

if (!Deno.args.includes("--bundled")) {
  const bundled = run(Deno.execPath(), ["run", "--allow-all", `${ROOT}/scripts/bundle.ts`]);
  console.log(bundled.text.trim());
  if (!bundled.success) Deno.exit(1);
}

if (exists(BINARY)) Deno.removeSync(BINARY);
const compiled = run(Deno.execPath(), ["compile", ...FLAGS, ...PERMISSIONS, "--output", BINARY, BUNDLE]);
if (!compiled.success) {
  if (!compiled.text.includes("base binary")) fail(compiled.text.trim());
  fail(
    `nothing compiled: the base of Deno ${Deno.version.deno} could not be had; set DENORT_BIN to one of that ` +
      `version, and meanwhile "deno run --allow-all dist/cred.js" is the same program`,
  );
}

const tried = run(BINARY, ["--version"]);
if (!tried.success || !tried.text.includes(VERSION)) {
  const base = runtimeVersion(BINARY);
  Deno.removeSync(BINARY);
  fail(
    `nothing compiled: the binary that Deno ${Deno.version.deno} made on a base of Deno ${base} does not run ` +
      `(${tried.text.trim().split("\n", 1)[0]})`,
  );
}
const mebibytes = Math.ceil(Deno.statSync(BINARY).size / 2 ** 20);
console.log(`dist/${NAME}: cred ${VERSION} on Deno ${Deno.version.deno}, ${mebibytes} MiB`);
