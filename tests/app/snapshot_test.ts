// What everyday commands read of a long history, and that a snapshot changes no answer: with it, without it, with one
// that is garbled or another's, and where the logs are no longer what it was made of.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { CredError } from "../../src/domain/errors.ts";
import type { Files } from "../../src/system/files.ts";
import type { Processes } from "../../src/system/processes.ts";
import { LongWorld, longWorld, RECORDS } from "../support/long_world.ts";
import { copyFolder } from "../support/saved_world.ts";
import { makeWorld } from "../support/world.ts";

/** What an everyday command may read of the logs. */
const LITTLE = 10_000;

Deno.test("a long history is read once; then only what follows", async () => {
  await using long = await longWorld();
  await long.ok("status");
  assert(long.read < LITTLE, `${long.read} bytes`);
  for (let n = 0; n < 3; n++) {
    await long.ok(`secret set VALUE value-${n}`);
    assert(long.read < LITTLE, `${long.read} bytes`);
    assert.equal(await long.ok("secret get VALUE"), `value-${n}\n`);
  }
  await long.ok("secret describe VALUE changed");
  await long.ok("secret remove VALUE --yes");
  await long.ok("secret set OTHER x");
  await long.check("after changes");
  // Who shows or checks the history reads all of it.
  for (const command of ["replay", "log --oneline"]) {
    await long.ok(command);
    assert(long.read > 100 * LITTLE, `${command}: ${long.read} bytes`);
  }
});

Deno.test("who looks makes a snapshot at once, who changes something only of many records, a dry run none", async () => {
  await using world = await makeWorld();
  const long = new LongWorld(world, await generateX25519Identity());
  await long.ok("init");
  await long.ok("secret set VALUE one");
  await long.grow(90);
  await long.ok("secret set VALUE two");
  await long.ok("secret list --vault personal");
  assert.throws(() => Deno.statSync(long.snapshot), Deno.errors.NotFound);
  await long.ok("secret list");
  const short = Deno.readTextFileSync(long.snapshot);
  await long.check("a short one");
  await long.grow(RECORDS);
  await long.ok("secret set VALUE three --dry-run");
  assert(Deno.readTextFileSync(long.snapshot) === short);
  await long.ok("secret set VALUE three");
  assert(Deno.readTextFileSync(long.snapshot) !== short);
  await long.check("made by a change");
});

Deno.test("a snapshot grows old, and is made anew where that saves something", async () => {
  await using long = await longWorld();
  const old = Deno.readTextFileSync(long.snapshot);
  await long.ok("secret set VALUE two");
  assert(Deno.readTextFileSync(long.snapshot) === old, "one change more");
  await long.check("a change later");
  await long.ok("status");
  assert(Deno.readTextFileSync(long.snapshot) !== old);
  await long.check("made from the older one");
  await long.grow(RECORDS + 2_500);
  await long.ok("status");
  await long.check("made from the older one, many records later");
});

Deno.test("a snapshot that is no good costs time, and nothing else", async () => {
  await using long = await longWorld();
  const answers = await long.answers(), history = await long.ok("log");
  const good = Deno.readFileSync(long.snapshot);
  const bad: Record<string, Uint8Array> = {
    empty: new Uint8Array(),
    "of another version": new TextEncoder().encode(
      new TextDecoder().decode(good).replace(/snapshot \d+/, "snapshot 0"),
    ),
    "cut off": good.subarray(0, good.length - 5),
    "no text": crypto.getRandomValues(new Uint8Array(5_000)),
  };
  for (const at of [0, 40, 100, 500, good.length >> 1, (good.length >> 1) + 100, good.length - 1]) {
    const flipped = good.slice();
    flipped[at]! ^= 1;
    bad[`a bit flipped at ${at}`] = flipped;
  }
  for (const [title, bytes] of Object.entries(bad)) {
    Deno.writeFileSync(long.snapshot, bytes);
    assert.deepEqual(await long.answers(), answers, title);
    assert.equal(await long.ok("log"), history, title);
    assert.notDeepEqual(Deno.readFileSync(long.snapshot), bytes, `${title}: it is made anew`);
    await long.check(title);
  }
  Deno.removeSync(long.snapshot);
  Deno.mkdirSync(long.snapshot);
  assert.deepEqual(await long.answers(), answers, "a folder in its place");
  await long.ok("secret set VALUE two");
  Deno.removeSync(long.snapshot);
  const files = (inner: Files): Files => ({
    ...inner,
    cache: () => Promise.reject(new CredError("access.file_denied", "no room")),
  });
  await long.ok("secret set VALUE three", { files });
  await long.ok("status", { files });
  assert.throws(() => Deno.statSync(long.snapshot), Deno.errors.NotFound);
});

Deno.test("a log that is behind, rewritten, damaged or torn is told as it is without a snapshot", async () => {
  await using long = await longWorld(RECORDS - 100, RECORDS - 1, RECORDS);
  const [log] = long.logs as [string];
  const whole = Deno.readTextFileSync(log);
  const lines = whole.split(/(?<=\n)/);
  const cut = (count: number) => lines.slice(0, count).join("");
  const last = lines.at(-1)!;
  const cases: Record<string, [text: string, status: number, code: string]> = {
    "cut to before the snapshot": [cut(2_400), 6, "integrity.behind"],
    "cut, and another line at its place": [cut(2_499) + lines.at(-2)!, 6, "integrity.damaged"],
    "a line of the same length in its place": [
      cut(2_499) + last.replaceAll("fleet", "flees"),
      6,
      "integrity",
    ],
    "a torn tail": [`${whole}{"e":{"data"`, 0, ""],
    "the last line torn": [whole.slice(0, -20), 6, "integrity.behind"],
    "no newline at its end": [whole.slice(0, -1), 0, ""],
    "damage that follows": [`${whole}no record\n{"e":1}\n`, 6, "integrity.damaged"],
  };
  for (const [title, [text, status, code]] of Object.entries(cases)) {
    Deno.writeTextFileSync(log, text);
    await long.check(title);
    const home = `${long.world.home}-kept`;
    copyFolder(long.world.home, home);
    const changed = await long.run("secret set VALUE two --json");
    assert.equal(changed.status, status, `${title}: ${changed.stderr}`);
    if (status !== 0) {
      assert(JSON.parse(changed.stderr).error.code.startsWith(code), `${title}: ${changed.stderr}`);
    } else await long.check(`${title}, and a change`);
    Deno.removeSync(long.world.home, { recursive: true });
    Deno.renameSync(home, long.world.home);
  }
});

Deno.test("another history of the same signer and size is told as a rewritten one", async () => {
  await using long = await longWorld();
  const heads = Deno.readTextFileSync(long.heads);
  const [log] = long.logs as [string];
  const lines = Deno.readTextFileSync(log).split(/(?<=\n)/);
  Deno.writeTextFileSync(log, lines.slice(0, 6).join(""));
  await long.grow(RECORDS);
  Deno.writeTextFileSync(long.heads, heads);
  for (const command of ["status", "secret get VALUE", "secret set VALUE two"]) {
    const { status, stderr } = await long.run(`${command} --json`);
    assert.deepEqual([status, JSON.parse(stderr).error.code], [6, "integrity.rewritten"], command);
  }
});

Deno.test("what a crash left behind the snapshot is finished", async () => {
  await using long = await longWorld();
  const [log] = long.logs as [string];
  for (const lost of [1, 30, undefined]) {
    await long.ok(`secret set VALUE lost-${lost}`);
    const whole = Deno.readTextFileSync(log);
    const lines = whole.split(/(?<=\n)/);
    // Of its line nothing, or a part, or all but some bytes reached the disk.
    Deno.writeTextFileSync(log, lines.slice(0, -1).join("") + lines.at(-1)!.slice(0, lost ?? -1));
    const { status, stderr } = await long.run("secret set OTHER x");
    assert.equal(status, 0, stderr);
    assert(Deno.readTextFileSync(log).startsWith(whole));
    assert.equal(await long.ok("secret get VALUE"), `lost-${lost}\n`);
    await long.check(`lost ${lost}`);
  }
});

Deno.test("further logs go on behind a snapshot, too, unless one begins or a clock was behind", async () => {
  await using long = await longWorld();
  Deno.removeSync(long.heads);
  await long.ok("secret set FURTHER 1");
  assert.equal(long.logs.length, 2);
  await long.check("a log that the snapshot doesn't know");
  await long.ok("status");
  await long.ok("secret set FURTHER 2");
  assert(long.read < LITTLE, `${long.read} bytes`);
  await long.check("both logs in the snapshot");
  long.world.clockAheadMs = -86_400_000;
  await long.ok("secret set FURTHER 3");
  await long.check("a record that belongs before the snapshot");
  await long.ok("replay");
});

Deno.test("a key that ended and is still at its platform is known for one's own", async () => {
  const world = await makeWorld();
  await using long = Object.assign(new LongWorld(world, await generateX25519Identity()), {
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  });
  await long.ok("init");
  await long.ok("source add resend --token-env RESEND_API_KEY");
  await long.ok("source generate resend ENDED");
  const [made] = world.server.account.keys.filter(({ id }) => id !== undefined).slice(0, 1);
  await long.ok("source delete resend ENDED --yes");
  await long.ok("secret set VALUE one");
  await long.grow(RECORDS);
  await long.ok("status");
  const { name } = made!;
  const stray = world.server.account.addKey({ name });
  const keys = JSON.parse(await long.ok("source keys resend --json")).keys as {
    remoteId: string;
    class: string;
  }[];
  assert.equal(keys.find(({ remoteId }) => remoteId === stray.id)?.class, "stray");
  await long.ok("source reconcile resend");
  assert.equal(world.server.account.key(stray.id), undefined);
  await long.check("after its end was told again");
});

Deno.test("the first page of a long history comes before the rest of it, and both are what there was", async () => {
  await using long = await longWorld();
  const pages: string[] = [];
  const read: number[] = [];
  const page = async () => {
    pages.length = read.length = 0;
    const processes = (inner: Processes): Processes => ({
      ...inner,
      async page(_command, _args, text, more) {
        read.push(long.read);
        pages.push(text, await more?.() ?? "");
        return true;
      },
    });
    await long.ok("log --oneline", { processes, isTerminal: true, answers: [] });
  };
  const whole = async () => {
    const snapshot = Deno.readFileSync(long.snapshot);
    Deno.removeSync(long.snapshot);
    const text = await long.ok("log --oneline");
    Deno.writeFileSync(long.snapshot, snapshot);
    return rowsOf(text);
  };
  for (const change of [undefined, "secret set VALUE two", "secret describe VALUE three"]) {
    if (change !== undefined) await long.ok(change);
    await page();
    assert.equal(rowsOf(pages[0]!).length, 40);
    assert(read[0]! < 10 * LITTLE, `${read[0]} bytes`);
    assert.deepEqual(rowsOf(pages.join("")), await whole());
  }
  // In a pipe both come one after the other.
  assert.deepEqual(rowsOf(await long.ok("log --oneline")), await whole());
  // With a filter, everything must be read.
  await long.ok("log VALUE");
  assert(long.read > 100 * LITTLE);

  const [log] = long.logs as [string];
  const text = Deno.readTextFileSync(log);
  const at = text.lastIndexOf("SERVICE_");
  Deno.writeTextFileSync(log, `${text.slice(0, at)}X${text.slice(at + 1)}`);
  const { status, stdout } = await long.run("log");
  assert.deepEqual([status, stdout], [6, ""], "a changed record is not shown");
});

/** The rows of a table, whatever its columns' widths, with or without a heading. */
function rowsOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("AT "))
    .map((line) => line.replace(/\s+/g, " ").trim());
}
