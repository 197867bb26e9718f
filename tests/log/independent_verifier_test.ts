import assert from "node:assert/strict";
import { verifyVault } from "./independent_verifier.ts";

const GOLDEN = new URL("./golden/", import.meta.url);
const VECTORS = new URL("./vectors/", import.meta.url);

async function logsOf(folder: URL): Promise<Map<string, Uint8Array>> {
  const logs = new Map<string, Uint8Array>();
  for await (const { name } of Deno.readDir(new URL("log/", folder))) {
    logs.set(name.replace(".jsonl", ""), await Deno.readFile(new URL(`log/${name}`, folder)));
  }
  return logs;
}

for (const vault of ["one", "two", "signers", "targets", "versions", "rotations", "access", "limited"]) {
  Deno.test(`a verifier written from the README verifies golden vault "${vault}"`, async () => {
    const folder = new URL(`${vault}/`, GOLDEN);
    const { signer } = JSON.parse(await Deno.readTextFile(new URL("vault.json", folder)));
    const logs = await logsOf(folder);
    const lines = [...logs.values()].reduce(
      (sum, bytes) => sum + new TextDecoder().decode(bytes).split("\n").length - 1,
      0,
    );
    assert.equal(verifyVault(signer, logs, true), lines);
  });
}

const index = JSON.parse(await Deno.readTextFile(new URL("index.json", VECTORS)));

for (
  const [name, vector] of Object.entries<
    { expected: string | null; records?: number; full?: true; types?: true }
  >(index.vectors)
) {
  // What a type's fields are, is another document.
  if (vector.types) continue;
  Deno.test(`a verifier written from the README says the same of vector ${name}`, async () => {
    const logs = await logsOf(new URL(`${name}/`, VECTORS));
    for (const full of [false, true]) {
      if (vector.expected !== null && (full || !vector.full)) {
        assert.throws(() => verifyVault(index.signer, logs, full));
      } else assert.equal(verifyVault(index.signer, logs, full), vector.records ?? 5);
    }
  });
}

const vaults = JSON.parse(await Deno.readTextFile(new URL("vaults.json", VECTORS)));

for (const [name, { expected }] of Object.entries<{ expected: string | null }>(vaults)) {
  // Values, checkpoints and other vaults' keys are not in the logs.
  if (expected !== null && expected !== "integrity.missing") continue;
  Deno.test(`a verifier written from the README says the same of vault vector ${name}`, async () => {
    const folder = new URL(`vaults/${name}/`, VECTORS);
    const { signer } = JSON.parse(await Deno.readTextFile(new URL("vault.json", folder)));
    const logs = await logsOf(folder);
    if (expected === null) assert(verifyVault(signer, logs, true) >= 3);
    else assert.throws(() => verifyVault(signer, logs, true));
  });
}
