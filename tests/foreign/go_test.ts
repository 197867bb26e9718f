// What cred writes, verified by code that nobody here wrote (verify.go beside this file), and refused by it after one
// changed byte, wherever the byte is.

import assert from "node:assert/strict";
import { fromBase64 } from "../../src/domain/encoding.ts";
import { parseVerifierKey } from "../../src/log/note.ts";
import { vaultIdOf, verifierKeyOf } from "../../src/log/origin.ts";
import { Scribe } from "../log/scribe.ts";
import { keyOf, remark, writeVault } from "../support/scribed_vault.ts";
import { makeWorld, type World } from "../support/world.ts";

const INSTALL = "apt-get install -y golang-go golang-golang-x-mod-dev";
const FOLDER = import.meta.dirname!;
const REQUIRED = (Deno.env.get("CRED_TEST_REQUIRE") ?? "").split(",").includes("go");

async function isThere(): Promise<boolean> {
  try {
    await Deno.stat("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    return (await new Deno.Command("go", { args: ["version"], stdout: "null", stderr: "null" }).output())
      .success;
  } catch {
    return false;
  }
}

/** Vectors of which one log doesn't hold by itself: its bytes, its tree or its signatures. */
const SEEN_BY_GO =
  /^(forged_|garbage_|torn$|left_out|twice|reordered|moved|not_utf8|zero_|newline_in|signature_of_another|carriage)/;

const there = await isThere();
const name = "go's own transparency log code";

/** Builds the verifier without a network. */
async function build(to: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("go", {
    args: ["build", "-o", to, "."],
    cwd: FOLDER,
    env: { GOFLAGS: "-mod=mod", GOPROXY: "off", GOTOOLCHAIN: "local" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** The verifier's word; undefined when it verifies nothing. */
async function verified(
  program: string,
  what: string,
  path: string,
  key: string,
): Promise<string | undefined> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [what, path, key] }).output();
  assert([0, 1].includes(code), new TextDecoder().decode(stderr));
  return code === 0 ? new TextDecoder().decode(stdout).trim() : undefined;
}

/** A vault with some history, and everything that cred writes of it. */
async function written(world: World, secrets: number) {
  await world.run("init");
  for (let i = 0; i < secrets; i++) {
    assert.equal(
      (await world.run(["secret", "set", `KEY_${i}`, "-d", "Grüße — «🔑»"], { stdin: `${i}` })).status,
      0,
    );
  }
  const { checkpoints: [{ log, size, note, verifierKey }] } = await world.json("log checkpoint");
  const at = (name: string) => `${world.folder}/${name}`;
  await Deno.writeTextFile(at("checkpoint"), note);
  await world.run(["log", "prove", `${size - 2}`, "--out", at("proof")]);
  await world.run(["log", "export", "--tiles", at("tiles")]);
  return { log: at(`.cred/log/${log}.jsonl`), size, key: verifierKey, at };
}

/** Runs `check` with one byte of a file changed: every `step`th byte, one after the other. */
async function withEachByte(path: string, step: number, check: (at: number) => Promise<void>): Promise<void> {
  const bytes = await Deno.readFile(path);
  for (let at = 0; at < bytes.length; at += step) {
    const changed = bytes.slice();
    changed[at]! ^= 0x01;
    await Deno.writeFile(path, changed);
    await check(at);
  }
  await Deno.writeFile(path, bytes);
}

Deno.test({
  name: there || REQUIRED ? name : `${name} (skipped: ${INSTALL})`,
  ignore: !there && !REQUIRED,
  async fn(test) {
    assert(there, `CRED_TEST_REQUIRE has "go": ${INSTALL}`);
    const folder = await Deno.makeTempDir({ prefix: "cred-go-" });
    const program = `${folder}/verify`;
    try {
      await build(program);
      await test.step("verifies a log, a checkpoint, a proof and tiles", async () => {
        await using world = await makeWorld();
        const { log, size, key, at } = await written(world, 6);
        assert.equal(await verified(program, "log", log, key), `verified ${size}`);
        assert.equal(await verified(program, "checkpoint", at("checkpoint"), key), `verified ${size}`);
        assert.equal(await verified(program, "proof", at("proof"), key), `verified ${size - 2}`);
        assert.equal(await verified(program, "tiles", at("tiles"), key), `verified ${size}`);
      });

      await test.step("verifies a further log by the key that its name gives", async () => {
        await using world = await makeWorld();
        await written(world, 1);
        const memory = Array.from(Deno.readDirSync(`${world.home}/vaults`))[0]!.name;
        await Deno.remove(`${world.home}/vaults/${memory}`, { recursive: true });
        await world.run("secret set LATER", { stdin: "x" });
        const { checkpoints } = await world.json("log checkpoint");
        assert.equal(checkpoints.length, 2);
        for (const { log, size, verifierKey } of checkpoints) {
          const path = `${world.folder}/.cred/log/${log}.jsonl`;
          assert.equal(await verified(program, "log", path, verifierKey), `verified ${size}`);
        }
        await world.run(["log", "export", "--tiles", `${world.folder}/tiles`]);
        const { log, size, verifierKey } = checkpoints[1];
        const tiles = `${world.folder}/tiles/${log}`;
        assert.equal(await verified(program, "tiles", tiles, verifierKey), `verified ${size}`);
      });

      await test.step("says of the vectors' logs what it can say of one log alone", async () => {
        const vectors = new URL("../log/vectors/", import.meta.url);
        const read = async (name: string) => JSON.parse(await Deno.readTextFile(new URL(name, vectors)));
        const { signer, vectors: index } = await read("index.json");
        const { publicKey } = parseVerifierKey(signer)!;
        const vaultId = vaultIdOf(publicKey);
        const logsOf = (folder: string) =>
          Array.from(Deno.readDirSync(new URL(`${folder}/log`, vectors)), ({ name }) => name.slice(0, -6))
            .sort();
        const verdict = (folder: string, log: string, key: Uint8Array, vault = vaultId) => {
          const path = new URL(`${folder}/log/${log}.jsonl`, vectors).pathname;
          return verified(program, "log", path, verifierKeyOf(vault, log, key));
        };
        for (const log of logsOf("whole")) assert(await verdict("whole", log, publicKey), log);
        for (const name of Object.keys(index).filter((name) => SEEN_BY_GO.test(name))) {
          const verdicts = await Promise.all(logsOf(name).map((log) => verdict(name, log, publicKey)));
          assert(verdicts.includes(undefined), name);
        }
        // Who counts is not its question: every log of a signer that somebody added holds by itself.
        const vaults = Object.entries<{ expected: string | null }>(await read("vaults.json"));
        for (const [name, { expected }] of vaults) {
          if (expected !== null) continue;
          const folder = `vaults/${name}`;
          const { id, signer } = await read(`${folder}/vault.json`);
          const keys = new Map([[id.slice(0, 16), parseVerifierKey(signer)!.publicKey]]);
          for (const log of logsOf(folder)) {
            const text = await Deno.readTextFile(new URL(`${folder}/log/${log}.jsonl`, vectors));
            for (const { e } of text.trimEnd().split("\n").map((line) => JSON.parse(line))) {
              if (e.type === "signer.added") keys.set(e.data.signer, fromBase64(e.data.publicKey)!);
            }
          }
          for (const log of logsOf(folder)) {
            assert(await verdict(folder, log, keys.get(log.slice(0, 16))!, id), `${name} ${log}`);
          }
        }
      });

      await test.step("refuses each after one changed byte", async () => {
        await using world = await makeWorld();
        const { log, key, at } = await written(world, 2);
        const refuses = async (what: string, path: string, file: string, step: number) =>
          await withEachByte(file, step, async (offset) => {
            assert.equal(
              await verified(program, what, path, key),
              undefined,
              `${file} with byte ${offset} changed`,
            );
          });
        const tiles = at("tiles");
        const [bundle, tile] = ["entries", "0"].map((level) => {
          const folder = `${tiles}/tile/${level}/000.p`;
          return `${folder}/${Array.from(Deno.readDirSync(folder))[0]!.name}`;
        });
        await refuses("log", log, log, 7);
        await refuses("checkpoint", at("checkpoint"), at("checkpoint"), 1);
        await refuses("proof", at("proof"), at("proof"), 3);
        await refuses("tiles", tiles, `${tiles}/checkpoint`, 5);
        await refuses("tiles", tiles, bundle!, 11);
        await refuses("tiles", tiles, tile!, 3);
      });

      await test.step("verifies full and partial tiles of several levels", async () => {
        await using world = await makeWorld();
        const scribe = await Scribe.make();
        await scribe.begin();
        await scribe.write(scribe.first, Array.from({ length: 600 }, (_, n) => remark(n)));
        await writeVault(`${world.folder}/.cred`, scribe);
        await world.run(["log", "export", "--tiles", `${world.folder}/more`]);
        assert.equal(await verified(program, "tiles", `${world.folder}/more`, keyOf(scribe)), "verified 601");
        const full = await Deno.stat(`${world.folder}/more/tile/0/001`);
        assert.equal(full.size, 8_192);
        assert.equal((await Deno.stat(`${world.folder}/more/tile/1/000.p/2`)).size, 64);
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
