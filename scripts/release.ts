// The law of a release: every file in it is named in SHA256SUMS, every binary is made twice and has the same bytes both
// times, and nothing is released that could not be made. What `deno task release` runs; `--target NAME` (more than once)
// makes only some, for trying; `--finish` takes the binaries that are there, which were signed since. Everything lies in
// dist/release.
import { parseArgs } from "node:util";
import { VERSION } from "../src/domain/version.ts";
import { DIST, ROOT, run, sha256Hex } from "./binary.ts";
import { writeInstallers } from "./installers.ts";
import { packManPages } from "./man_archive.ts";
import { writeNpmPackages } from "./npm_packages.ts";
import { type Platform, PLATFORMS } from "./platforms.ts";

// A package says how its files may be used: that is the same, whoever makes it.
if (Deno.build.os !== "windows") Deno.umask(0o022);

const FOLDER = `${DIST}/release`;
const SUMS = "SHA256SUMS";

function fail(sentence: string): never {
  console.error(sentence);
  Deno.exit(1);
}

const sha256 = (path: string) => sha256Hex(Deno.readFileSync(path));

function task(script: string, ...args: readonly string[]): void {
  const { success, text } = run(Deno.execPath(), [
    "run",
    "--allow-all",
    `${ROOT}/scripts/${script}`,
    ...args,
  ]);
  console.log(text.trim());
  if (!success) Deno.exit(1);
}

const { values: { target, bundled, finish } } = parseArgs({
  args: Deno.args,
  options: {
    target: { type: "string", multiple: true },
    bundled: { type: "boolean" },
    finish: { type: "boolean" },
  },
});
const unknown = target?.find((name) => !PLATFORMS.some((one) => one.name === name));
if (unknown !== undefined) {
  fail(`there is no target ${unknown}: ${PLATFORMS.map(({ name }) => name).join(", ")}`);
}

const fileOf = ({ name, suffix }: Platform) => `cred-${VERSION}-${name}${suffix}`;
if (!finish) {
  if (!bundled) task("bundle.ts");
  Deno.mkdirSync(FOLDER, { recursive: true });
  for (const { name } of Deno.readDirSync(FOLDER)) Deno.removeSync(`${FOLDER}/${name}`, { recursive: true });
  for (const platform of PLATFORMS.filter(({ name }) => target?.includes(name) ?? true)) {
    const path = `${FOLDER}/${fileOf(platform)}`;
    const make = ["--bundled", "--target", platform.name, "--output", path];
    task("compile.ts", ...make);
    const first = await sha256(path);
    task("compile.ts", ...make);
    if (await sha256(path) !== first) fail(`no release: two builds of ${platform.name} differ`);
  }
}

const made = new Set(Array.from(Deno.readDirSync(FOLDER), ({ name }) => name));
const platforms = PLATFORMS.filter((platform) => made.has(fileOf(platform)));
for (const platform of platforms) Deno.chmodSync(`${FOLDER}/${fileOf(platform)}`, 0o755);
writeInstallers(FOLDER);
task("man.ts");
const packed = packManPages(DIST, `${FOLDER}/cred-${VERSION}-man.tar.gz`);
if (!packed.success) fail(`the manual pages can't be packed (GNU tar is needed): ${packed.text.trim()}`);
for (const folder of writeNpmPackages(FOLDER, platforms, fileOf, `${DIST}/man/man1`)) {
  const { success, text } = run("npm", ["pack", "--silent", "--pack-destination", FOLDER, folder]);
  if (!success) fail(text.trim());
}
Deno.removeSync(`${FOLDER}/npm`, { recursive: true });

const names = Array.from(Deno.readDirSync(FOLDER), ({ name }) => name).filter((name) => name !== SUMS).sort();
const sums = await Promise.all(names.map(async (name) => `${await sha256(`${FOLDER}/${name}`)}  ${name}\n`));
Deno.writeTextFileSync(`${FOLDER}/${SUMS}`, sums.join(""));
console.log(`dist/release: cred ${VERSION} for ${platforms.map(({ name }) => name).join(", ")}`);
