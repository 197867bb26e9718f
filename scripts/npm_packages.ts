// The law of the npm packages: one for each system, with the binary alone, and one that depends on all of them, starts
// the one that npm chose, and has the manual pages. No script runs at installation, so `--ignore-scripts` changes nothing.
import { VERSION } from "../src/domain/version.ts";
import type { Platform } from "./platforms.ts";
import { REPOSITORY } from "./repository.ts";

const NAME = `@${REPOSITORY}`;

/** Starts the binary of the package for this system with the same words and streams, and ends as it ends. */
const LAUNCHER = `#!/usr/bin/env node
"use strict";
const { spawnSync } = require("node:child_process");
const name = "${NAME}-" + process.platform + "-" + process.arch;
let binary;
try {
  binary = require.resolve(name + "/cred" + (process.platform === "win32" ? ".exe" : ""));
} catch {
  console.error("error: " + name + " is not installed: there is no cred for this system, or npm was told to leave out optional packages");
  process.exit(1);
}
const { status, signal, error } = spawnSync(binary, process.argv.slice(2), { stdio: "inherit" });
if (error) {
  console.error("error: cannot start " + binary + ": " + error.message);
  process.exit(1);
}
if (signal) process.kill(process.pid, signal);
else process.exit(status);
`;

function write(folder: string, fields: Readonly<Record<string, unknown>>): void {
  Deno.mkdirSync(folder, { recursive: true });
  const all = {
    ...fields,
    version: VERSION,
    license: "MIT",
    repository: { type: "git", url: `git+https://github.com/${REPOSITORY}.git` },
  };
  Deno.writeTextFileSync(`${folder}/package.json`, `${JSON.stringify(all, null, 2)}\n`);
}

/** Writes the packages into `npm/` of a folder that holds the binaries, with a folder's pages; gives the folders of each. */
export function writeNpmPackages(
  folder: string,
  platforms: readonly Platform[],
  fileOf: (platform: Platform) => string,
  pages: string,
): readonly string[] {
  const wrapper = `${folder}/npm/cred`;
  const packages = platforms.map((platform) => {
    const { os, cpu } = platform.npm;
    return { ...platform, package: `${NAME}-${os}-${cpu}`, place: `${folder}/npm/cred-${os}-${cpu}` };
  });
  for (const { place, package: own, ...platform } of packages) {
    const { name, npm: { os, cpu }, suffix } = platform;
    const libc = os === "linux" ? { libc: ["glibc"] } : {};
    write(place, { name: own, description: `cred for ${name}`, os: [os], cpu: [cpu], ...libc });
    Deno.copyFileSync(`${folder}/${fileOf(platform)}`, `${place}/cred${suffix}`);
    Deno.chmodSync(`${place}/cred${suffix}`, 0o755);
  }
  const man = Array.from(Deno.readDirSync(pages), ({ name }) => name).sort();
  write(wrapper, {
    name: NAME,
    description: "API keys made in the terminal, kept safe, and revoked for good",
    bin: { cred: "cred.cjs" },
    man: man.map((name) => `man/${name}`),
    engines: { node: ">=18" },
    optionalDependencies: Object.fromEntries(packages.map((one) => [one.package, VERSION])),
  });
  Deno.writeTextFileSync(`${wrapper}/cred.cjs`, LAUNCHER);
  Deno.chmodSync(`${wrapper}/cred.cjs`, 0o755);
  Deno.mkdirSync(`${wrapper}/man`);
  for (const name of man) Deno.copyFileSync(`${pages}/${name}`, `${wrapper}/man/${name}`);
  return [...packages.map(({ place }) => place), wrapper];
}
