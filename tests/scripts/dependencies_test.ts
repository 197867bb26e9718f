// The packages that the program takes into its own process, which they could do anything in: these, in these versions,
// with these bytes. What is to be one more is named here first.

import assert from "node:assert/strict";
import { ROOT } from "../../scripts/binary.ts";

/** Every package that the program loads, those that its own packages load included. */
const LOADED = [
  "@noble/ciphers",
  "@noble/curves",
  "@noble/hashes",
  "@noble/post-quantum",
  "@scure/base",
  "@serenity-kit/noble-sodium",
  "@stricli/core",
  "age-encryption",
  "canonicalize",
  "valibot",
];

const config = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.json`));
const lock = JSON.parse(Deno.readTextFileSync(`${ROOT}/deno.lock`));

interface ModuleGraph {
  readonly modules: readonly { readonly specifier: string; readonly npmPackage?: string }[];
  readonly npmPackages: Readonly<
    Record<string, { readonly name: string; readonly dependencies: readonly string[] }>
  >;
}

Deno.test("dependencies: the program loads no package that is not named", async () => {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `${ROOT}/main.ts`],
    stderr: "inherit",
  }).output();
  assert.ok(success);
  const { modules, npmPackages }: ModuleGraph = JSON.parse(new TextDecoder().decode(stdout));
  const loaded = new Set<string>();
  const take = (id: string): void => {
    if (loaded.has(id)) return;
    loaded.add(id);
    npmPackages[id]!.dependencies.forEach(take);
  };
  for (const { specifier, npmPackage } of modules) {
    assert.match(specifier, /^(?:file|node|npm):/, "nothing comes from the network by an address");
    if (npmPackage !== undefined) take(npmPackage);
  }
  assert.deepEqual([...new Set([...loaded].map((id) => npmPackages[id]!.name))].sort(), LOADED);
});

Deno.test("dependencies: each is one version with its bytes, and none runs anything when it is fetched", () => {
  for (const [name, specifier] of Object.entries<string>(config.imports)) {
    assert.match(specifier, /^npm:\/?(?:@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+\/?$/, name);
  }
  assert.equal(config.lock.frozen, true);
  for (const [id, { integrity }] of Object.entries<{ readonly integrity: string }>(lock.npm)) {
    assert.match(integrity, /^sha512-[A-Za-z0-9+/]{86}==$/, id);
  }
  // Deno runs a package's scripts only where it is told to.
  assert.doesNotMatch(Deno.readTextFileSync(`${ROOT}/deno.json`), /allow-?scripts/i);
});
