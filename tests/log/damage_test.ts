import assert from "node:assert/strict";
import { readHistory } from "../../src/log/history.ts";
import { readingOf, Scribe, secret } from "./scribe.ts";

Deno.test("flip any bit of a log: full verification finds it, or the last record is torn", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(2);
  const bytes = scribe.bytes();
  const lastRecord = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1 << bit;
      const files = scribe.files({ [scribe.first]: changed });
      let code: string | undefined;
      let torn = 0;
      try {
        const history = await readHistory(files, () => {}, { everySignature: true });
        torn = history.logs.get(scribe.first)!.reader.torn.length;
      } catch (error) {
        code = (error as { code: string }).code;
      }
      // A NUL, or a newline that is gone, makes a tail of the last record: this machine's heads tell that it was there.
      const isTail = at >= lastRecord && torn === bytes.length - lastRecord;
      assert.ok(code?.startsWith("integrity.") || isTail, `bit ${bit} of byte ${at}: ${code}`);
    }
  }
});

Deno.test("a signature in the middle that does not hold is found by full verification", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(400);
  const lines = scribe.logs.get(scribe.first)!.split(/(?<=\n)/);
  const signature = (n: number) => lines[n]!.slice(-95, -3);
  lines[300] = lines[300]!.replace(signature(300), signature(299));
  const files = scribe.files({ [scribe.first]: lines.join("") });
  assert.equal((await readingOf(files)).code, undefined);
  const full = await readingOf(files, { everySignature: true });
  assert.equal(full.code, "integrity.signature");
  assert.match(full.message!, /record 300 does not hold/);
});

Deno.test("a changed record is named, also without full verification", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(300);
  const changed = scribe.logs.get(scribe.first)!.replace('"SECRET_280"', '"SECRET_999"');
  const found = await readingOf(scribe.files({ [scribe.first]: changed }));
  assert.equal(found.code, "integrity.signature");
  assert.match(found.message!, /record 280 does not hold/);
});

Deno.test("only its signer is believed that a newer cred wrote a record", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(4);
  const changed = scribe.logs.get(scribe.first)!.replace('"SECRET_2"', '"SECRET_2"').replace(
    /"secret\.set","v":1/,
    '"secret.sat","v":1',
  );
  const forged = await readingOf(scribe.files({ [scribe.first]: changed }));
  assert.equal(forged.code, "integrity.signature");
  assert.match(forged.message!, /record 1 does not hold/);

  const newer = await newerVault("key.rotated", 1);
  assert.equal((await readingOf(newer)).code, "failed.newer");
  assert.equal((await readingOf(newer, { everySignature: true })).code, "failed.newer");
  assert.equal((await readingOf(await newerVault("secret.set", 2))).code, "failed.newer");
});

Deno.test("another key's records are not this signer's", async () => {
  const [ours, theirs, planted] = [await Scribe.make(7), await Scribe.make(8), await Scribe.make(9)];
  await ours.begin(3);
  await theirs.write(theirs.first, [ours.beginning]);
  await theirs.write(theirs.first, [secret(1)]);
  const forged = await readingOf(ours.files({ [ours.first]: theirs.logs.get(theirs.first)! }));
  assert.equal(forged.code, "integrity.signature");
  const [first, ...rest] = ours.logs.get(ours.first)!.split(/(?<=\n)/);
  const [, foreign] = theirs.logs.get(theirs.first)!.split(/(?<=\n)/);
  const mixed = await readingOf(ours.files({ [ours.first]: [first, foreign, ...rest.slice(1)].join("") }));
  assert.equal(mixed.code, "integrity.damaged");

  await planted.write(
    planted.first,
    [{ type: "log.opened", data: { signer: planted.first } }],
    ours.heads(ours.first),
  );
  const alone = await readingOf(ours.files({ [planted.first]: planted.logs.get(planted.first)! }));
  assert.equal(alone.code, "integrity.unknown_signer");
  const copied = await readingOf(ours.files({ [planted.first]: ours.logs.get(ours.first)! }));
  assert.equal(copied.code, "integrity.unknown_signer");
});

Deno.test("a log under another log's name does not hold", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(2);
  await scribe.open(scribe.further(1), scribe.first);
  const moved = scribe.files({
    [scribe.further(1)]: undefined,
    [scribe.further(2)]: scribe.logs.get(scribe.further(1))!,
  });
  assert.equal((await readingOf(moved)).code, "integrity.signature");
});

Deno.test("another vault's first record is no beginning", async () => {
  const [ours, theirs] = [await Scribe.make(7), await Scribe.make(8)];
  for (
    const beginning of [
      theirs.beginning,
      secret(1),
      { type: "log.opened", data: { signer: ours.first } } as const,
    ]
  ) {
    ours.logs.clear();
    ours.trees.clear();
    await ours.write(ours.first, [beginning]);
    const { code } = await readingOf(ours.files());
    assert.match(code!, /^integrity\.(beginning|damaged)$/);
  }
});

Deno.test("a beginning in the middle, and an opening where none belongs, are damage", async () => {
  for (const what of ["vault.created", "log.opened"] as const) {
    const scribe = await Scribe.make();
    await scribe.begin(2);
    await scribe.write(scribe.first, [
      what === "vault.created" ? scribe.beginning : { type: what, data: { signer: scribe.first } },
    ]);
    assert.equal((await readingOf(scribe.files())).code, "integrity.damaged");
  }
});

/** A vault with a record of a type or version that this program doesn't know, signed as it should be. */
async function newerVault(type: string, v: number) {
  const scribe = await Scribe.make();
  await scribe.begin(2);
  await scribe.writeRaw(scribe.first, scribe.leaf(scribe.first, secret(2), { type, v }));
  await scribe.write(scribe.first, [secret(3)]);
  return scribe.files();
}
