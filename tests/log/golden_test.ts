import assert from "node:assert/strict";
import { EVENT_VERSIONS } from "../../src/domain/event_versions.ts";
import { readHistory } from "../../src/log/history.ts";
import { signerOf } from "../../src/log/note.ts";
import { makeWorld } from "../support/world.ts";
import { GOLDEN, vaultFiles, VAULTS } from "./make_golden.ts";

/** Vault → position, time or "" (now) → digest. */
const DIGESTS: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  await Deno.readTextFile(new URL("digests.json", GOLDEN)),
);

/** Nothing here may be asked for: neither a keychain nor a platform. */
const OFFLINE = {
  env: { CRED_KEYCHAIN: "system", DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere", CRED_PASSPHRASE: "" },
  fetch: () => Promise.reject(new Error("the network was asked")),
};

async function readLogs(vault: string): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const logs = new Map<string, Uint8Array<ArrayBuffer>>();
  for await (const { name } of Deno.readDir(new URL(`${vault}/log/`, GOLDEN))) {
    logs.set(name.replace(".jsonl", ""), await Deno.readFile(new URL(`${vault}/log/${name}`, GOLDEN)));
  }
  return logs;
}

for (const [vault, make] of Object.entries(VAULTS)) {
  Deno.test(`golden vault "${vault}": every byte is still written as it was`, async () => {
    for (const [path, text] of vaultFiles(await make())) {
      assert.equal(text, await Deno.readTextFile(new URL(`${vault}/${path}`, GOLDEN)), path);
    }
  });

  Deno.test(`golden vault "${vault}": it verifies, every signature`, async () => {
    const { publicKey } = await signerOf(new Uint8Array(32).fill(0x42));
    let records = 0;
    const history = await readHistory({ publicKey, logs: await readLogs(vault) }, () => records++, {
      everySignature: true,
    });
    assert.equal(records, [...history.logs.values()].reduce((sum, { reader }) => sum + reader.tree.size, 0));
  });

  Deno.test(`golden vault "${vault}": its digests never change`, async () => {
    await using world = await makeWorld();
    const folder = new URL(vault, GOLDEN).pathname;
    for (const [at, digest] of Object.entries(DIGESTS[vault]!)) {
      const when = at === "" ? [] : ["--at", at];
      const { status, stdout, stderr } = await world.run(["replay", "--vault", folder, ...when], OFFLINE);
      assert.deepEqual([status, stdout], [0, `${digest}\n`], `${at}: ${stderr}`);
    }
  });
}

Deno.test("the golden vaults hold every type of event", async () => {
  const types = new Set<string>();
  for (const vault of Object.keys(VAULTS)) {
    for (const bytes of (await readLogs(vault)).values()) {
      for (const line of new TextDecoder().decode(bytes).trimEnd().split("\n")) {
        types.add(JSON.parse(line).e.type);
      }
    }
  }
  assert.deepEqual([...types].sort(), Object.keys(EVENT_VERSIONS).sort());
});
