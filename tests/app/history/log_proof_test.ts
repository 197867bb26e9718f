// Checkpoints and proofs: what they say, that they hold without the log, and that nothing else does.

import assert from "node:assert/strict";
import { toBase64 } from "../../../src/domain/encoding.ts";
import { Scribe } from "../../log/scribe.ts";
import { keyOf, remark, writeVault } from "../../support/scribed_vault.ts";
import { makeWorld, type World } from "../../support/world.ts";

async function vaultOf(world: World, scribe: Scribe, records = 9): Promise<void> {
  await scribe.begin();
  for (let n = 1; n < records; n++) await scribe.write(scribe.first, [remark(n)]);
  await writeVault(`${world.folder}/.cred`, scribe);
}

async function refusal(world: World, command: string | readonly string[]): Promise<[number, string]> {
  const words = typeof command === "string" ? command.split(" ") : command;
  const { status, stdout, stderr } = await world.run([...words, "--json"]);
  assert.equal(stdout, "");
  return [status, JSON.parse(stderr).error.code];
}

Deno.test("a checkpoint is the last record's signed head, and the key is said beside it", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  const { status, stdout, stderr } = await world.run("log checkpoint");
  const last = JSON.parse(scribe.logs.get(scribe.first)!.trimEnd().split("\n").at(-1)!);
  const origin = `cred.local/${scribe.vaultId}/${scribe.first}`;
  const [, root] = scribe.heads(scribe.first)[scribe.first]!;
  assert.deepEqual([status, stdout], [0, `${origin}\n9\n${root}\n\n— ${origin} ${last.s}\n`]);
  assert.equal(stderr, `verifier key: ${keyOf(scribe)}\n`);
  const { checkpoints } = await world.json("log checkpoint");
  assert.deepEqual(checkpoints, [{
    log: scribe.first,
    signer: scribe.first,
    label: "laptop",
    size: 9,
    root,
    note: stdout,
    verifierKey: keyOf(scribe),
  }]);
});

Deno.test("several logs: a note for each, with an empty line between, or the named one's alone", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  await scribe.open(scribe.further(0xa1), scribe.first);
  await writeVault(`${world.folder}/.cred`, scribe);
  const { stdout } = await world.run("log checkpoint");
  const notes = stdout.split(/(?<=\n)\n(?=cred\.local)/);
  assert.equal(notes.length, 2);
  const short = `${scribe.first.slice(0, 4)}.0000`;
  assert.equal((await world.run(`log checkpoint --log ${short}`)).stdout, notes[1]);
  assert.equal((await world.run(`log checkpoint --log ${scribe.first}`)).stdout, notes[0]);
  assert.deepEqual(await refusal(world, "log checkpoint --log ffff"), [2, "usage.log"]);
});

Deno.test("a proof holds without the vault, and shows the event", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  for (let seq = 0; seq < 9; seq++) {
    const file = `${world.folder}/${seq}.tlog-proof`;
    const { stdout } = await world.run(`log prove ${seq}`);
    await Deno.writeTextFile(file, stdout);
    const checked = await world.json(`log check-proof ${file} --signer ${keyOf(scribe)}`, { cwd: "/" });
    assert.deepEqual([checked.ok, checked.log, checked.seq, checked.size], [true, scribe.first, seq, 9]);
    assert.deepEqual(checked.event, JSON.parse(scribe.logs.get(scribe.first)!.split("\n")[seq]!).e);
  }
  assert.deepEqual(await refusal(world, "log prove 9"), [2, "usage.position"]);
  assert.deepEqual(await refusal(world, "log prove last"), [2, "usage.position"]);
});

Deno.test("a proof of one record: no hash at all", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe, 1);
  await world.json("log prove 0 --out one");
  const [head, extra, index, empty] = (await Deno.readTextFile(`${world.folder}/one`)).split("\n");
  assert.deepEqual([head, index, empty], ["c2sp.org/tlog-proof@v1", "index 0", ""]);
  assert.match(extra!, /^extra [A-Za-z0-9+/]+=*$/);
  assert.equal((await world.run(`log check-proof one --signer ${keyOf(scribe)}`)).status, 0);
});

Deno.test("a proof with a byte changed anywhere is refused", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  const file = `${world.folder}/proof`;
  await world.json("log prove 4 --out proof");
  const whole = await Deno.readFile(file);
  for (let at = 0; at < whole.length; at += 3) {
    await Deno.writeFile(file, whole.with(at, whole[at]! ^ 1));
    const { status, stdout } = await world.run(`log check-proof proof --signer ${keyOf(scribe)}`);
    assert.deepEqual([status, stdout], [6, ""], `byte ${at}`);
  }
});

Deno.test("why a proof is refused has a code of its own", async () => {
  await using world = await makeWorld();
  const [scribe, other] = [await Scribe.make(), await Scribe.make(8)];
  await vaultOf(world, scribe);
  const at = (name: string) => `${world.folder}/${name}`;
  await world.json("log prove 4 --out proof");
  await world.json("log prove 5 --out next");
  const [proof, next] = [await Deno.readTextFile(at("proof")), await Deno.readTextFile(at("next"))];
  const check = async (text: string, ...more: string[]) => {
    await Deno.writeTextFile(at("changed"), text);
    const signer = more.includes("--signer") ? [] : ["--signer", keyOf(scribe)];
    return await refusal(world, ["log", "check-proof", "changed", ...signer, ...more]);
  };
  const extra = /^extra .*$/m;
  assert.deepEqual(await check(proof, "--signer", keyOf(other)), [6, "integrity.other_signer"]);
  assert.deepEqual(await check(proof, "--signer", "nonsense"), [2, "usage.signer"]);
  assert.deepEqual(await check("hello\n"), [6, "integrity.proof"]);
  assert.deepEqual(await check(proof.replace(/\n9\n/, "\n10\n")), [6, "integrity.proof_signature"]);
  assert.deepEqual(await check(proof.replace(extra, extra.exec(next)![0])), [6, "integrity.proof_inclusion"]);
  assert.deepEqual(await check(proof.replace("index 4", "index 5")), [6, "integrity.proof_inclusion"]);
  assert.deepEqual(await check(proof.replace(/^extra .*\n/m, "")), [2, "usage.input_missing"]);
  assert.deepEqual(await refusal(world, "log check-proof proof"), [2, "usage.input_missing"]);
  assert.deepEqual(await refusal(world, `log check-proof none --signer ${keyOf(scribe)}`), [2, "usage.file"]);
});

Deno.test("a proof without its event takes it from a file; another event is told", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  const at = (name: string) => `${world.folder}/${name}`;
  await world.json("log prove 4 --out proof");
  const lines = scribe.logs.get(scribe.first)!.split("\n");
  const eventOf = (seq: number) => lines[seq]!.slice('{"e":'.length, -'","s":""}'.length - 91);
  await Deno.writeTextFile(at("bare"), (await Deno.readTextFile(at("proof"))).replace(/^extra .*\n/m, ""));
  await Deno.writeTextFile(at("event"), `${eventOf(4)}\n`);
  await Deno.writeTextFile(at("other"), eventOf(5));
  const key = keyOf(scribe);
  for (const file of ["bare", "proof"]) {
    assert.equal((await world.run(`log check-proof ${file} --signer ${key} --event event`)).status, 0, file);
  }
  const checked = (file: string) => refusal(world, `log check-proof ${file} --signer ${key} --event other`);
  assert.deepEqual(await checked("bare"), [6, "integrity.proof_inclusion"]);
  assert.deepEqual(await checked("proof"), [6, "integrity.other_event"]);
});

Deno.test("a key of another log of the same signer will do, and a further log's proof needs no more", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  const further = scribe.further(0xa1);
  await scribe.open(further, scribe.first);
  await writeVault(`${world.folder}/.cred`, scribe);
  await world.json(`log prove ${further}:0 --out proof`);
  assert.equal((await world.run(`log check-proof proof --signer ${keyOf(scribe)}`)).status, 0);
  assert.equal((await world.run(`log check-proof proof --signer ${keyOf(scribe, further)}`)).status, 0);
});

Deno.test("another signer's log has a checkpoint and proofs of its own, by its own key", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await vaultOf(world, scribe);
  const guest = await scribe.guest(0x51);
  const data = {
    signer: guest.first,
    publicKey: toBase64(guest.publicKey),
    label: "ci",
    role: "writer" as const,
  };
  await scribe.write(scribe.first, [{ type: "signer.added", data }]);
  guest.nowMs = scribe.nowMs;
  await guest.open(guest.first, scribe.first);
  await guest.write(guest.first, [remark(1), { type: "signer.retired", data: { signer: scribe.first } }]);
  await writeVault(`${world.folder}/.cred`, scribe);
  const { checkpoints } = await world.json("log checkpoint");
  assert.deepEqual(
    checkpoints.map(({ label, verifierKey }: Record<string, string>) => [label, verifierKey]),
    [
      ["laptop", keyOf(scribe)],
      ["ci", keyOf(guest)],
    ],
  );
  await world.json(`log prove ${guest.first}:1 --out proof`);
  assert.equal((await world.run(`log check-proof proof --signer ${keyOf(guest)}`)).status, 0);
  const refused = await refusal(world, `log check-proof proof --signer ${keyOf(scribe)}`);
  assert.deepEqual(refused, [6, "integrity.other_signer"]);
  await Deno.writeTextFile(`${world.folder}/old`, (await world.run("log checkpoint")).stdout);
  const { notes } = await world.json(`log verify --extends old --signer ${keyOf(scribe)}`);
  assert.deepEqual(notes, [`1 record of log ${guest.first} doesn't count: its signer had no right to it`]);
  assert.deepEqual(await refusal(world, `log verify --signer ${keyOf(guest)}`), [
    6,
    "integrity.other_signer",
  ]);
  scribe.logs.delete(guest.first);
  await writeVault(`${world.folder}/.cred`, scribe);
  assert.deepEqual(await refusal(world, "log verify --extends old"), [6, "integrity.not_extended"]);
});
