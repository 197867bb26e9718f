// A history or a value that somebody or something changed: found by every command that reads it, said which and why
// (6), added to by none; torn ends are mended, and the mending is told.

import assert from "node:assert/strict";
import { copyFolder, SavedWorld } from "../support/saved_world.ts";
import { filesUnder } from "../support/secrets_at_rest.ts";
import { makeProject, type World } from "../support/world.ts";

const ALL = [
  "status",
  "log",
  "log verify",
  "log verify --full",
  "replay",
  "secret list",
  "source list",
  "secret set NAME value",
  "source generate resend KEY",
  "source delete resend FIRST_KEY --yes",
  "source reconcile resend",
  "source revoke resend --yes",
];

function logFile(world: World): string {
  return [...filesUnder(`${world.folder}/.cred/log`)][0]!;
}

const DAMAGES: Readonly<Record<string, (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>>> = {
  "a byte flipped in the first record": (bytes) => bytes.with(100, bytes[100]! ^ 1),
  "a byte flipped in the middle": (bytes) => bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1),
  "a byte flipped in the last signature": (bytes) =>
    bytes.with(bytes.length - 30, bytes[bytes.length - 30]! ^ 1),
  "a record taken out": (bytes) => fromLines(bytes, (lines) => lines.toSpliced(2, 1)),
  "two records exchanged": (bytes) =>
    fromLines(bytes, (lines) => lines.with(2, lines[3]!).with(3, lines[2]!)),
  "a record twice": (bytes) => fromLines(bytes, (lines) => lines.toSpliced(3, 0, lines[3]!)),
  "an empty line": (bytes) => fromLines(bytes, (lines) => lines.toSpliced(3, 0, "")),
  "two lines of garbage at the end": (bytes) =>
    fromLines(bytes, (lines) => [...lines, "garbage", "more of it"]),
  "a line of JSON at the end": (bytes) => fromLines(bytes, (lines) => [...lines, '{"e":{},"s":""}']),
  "the whole log is garbage": (bytes) => bytes.map((byte) => byte ^ 0x55),
};

function fromLines(
  bytes: Uint8Array<ArrayBuffer>,
  change: (lines: string[]) => string[],
): Uint8Array<ArrayBuffer> {
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return new TextEncoder().encode(change(lines).map((line) => `${line}\n`).join(""));
}

Deno.test("a log that was changed", async (t) => {
  await using world = await makeProject();
  const path = logFile(world), good = Deno.readFileSync(path);
  for (const [what, damage] of Object.entries(DAMAGES)) {
    await t.step(what, async () => {
      const bad = damage(good);
      Deno.writeFileSync(path, bad);
      const asked = world.server.requests.length;
      for (const command of ALL) {
        const { status, stdout, stderr } = await world.run(command);
        assert.equal(status, 6, `${command}: ${stderr}`);
        assert.equal(stdout, "", command);
        assert.match(stderr, /^error: .*log [0-9a-f]{16}.*\n(hint: .*\n)+$/, command);
      }
      assert.deepEqual(Deno.readFileSync(path), bad, "it was written to");
      assert.equal(world.server.requests.length, asked, "the platform was asked");
    });
  }
  Deno.writeFileSync(path, good);
  assert.equal((await world.run("log verify --full")).status, 0);
});

Deno.test("a log that is missing, or of a stranger", async () => {
  await using world = await makeProject();
  const path = logFile(world), good = Deno.readFileSync(path);
  Deno.writeFileSync(path.replace(/[0-9a-f]{16}\.jsonl/, "0123456789abcdef.jsonl"), good);
  for (const command of ALL) {
    const { status, stderr } = await world.run(command);
    assert.equal(status, 6, command);
    assert.match(stderr, /log 0123456789abcdef is /);
  }
  Deno.removeSync(path.replace(/[0-9a-f]{16}\.jsonl/, "0123456789abcdef.jsonl"));
  Deno.removeSync(path);
  for (const command of ALL) assert.equal((await world.run(command)).status, 6, command);
  Deno.writeFileSync(path, good.subarray(0, 0));
  for (const command of ALL) assert.equal((await world.run(command)).status, 6, command);
  Deno.removeSync(`${world.folder}/.cred/log`, { recursive: true });
  for (const command of ALL) assert.equal((await world.run(command)).status, 6, command);
});

Deno.test("a torn end is read over, kept and cut off by the next change", async (t) => {
  await using world = await makeProject();
  await using saved = await SavedWorld.of(world);
  for (
    const [what, tail] of [
      ["half a record", '{"e":{"data":{"descr'],
      ["zeros, as a disk leaves them", "\0".repeat(500)],
      ["zeros after half a record", `{"e":{"da${"\0".repeat(100)}\n`],
    ] as const
  ) {
    await t.step(what, async () => {
      saved.restore();
      const path = logFile(world), good = Deno.readFileSync(path);
      Deno.writeTextFileSync(path, tail, { append: true });
      for (const command of ALL.slice(0, 7)) assert.equal((await world.run(command)).status, 0, command);
      assert.match((await world.run("log verify")).stdout, /bytes of a write that was cut off/);
      assert.equal(Deno.readFileSync(path).length, good.length + tail.length);
      const changed = await world.run("secret set NAME value");
      assert.equal(changed.status, 0);
      assert.match(changed.stderr, /cut off; they were moved to/);
      const kept = /moved to "([^"]+)"/.exec(changed.stderr)![1]!;
      assert.equal(Deno.readTextFileSync(kept), tail);
      assert.equal((await world.run("log verify --full")).status, 0);
      assert.equal((await world.run("secret get NAME")).stdout, "value\n");
    });
  }
  await t.step("only the newline is missing", async () => {
    saved.restore();
    const path = logFile(world);
    Deno.truncateSync(path, Deno.statSync(path).size - 1);
    assert.equal((await world.run("log verify")).status, 0);
    assert.equal((await world.run("secret set NAME value")).status, 0);
    assert.equal((await world.run("log verify --full")).status, 0);
  });
});

Deno.test("a sealed value that is swapped, planted, cut or missing", async (t) => {
  await using world = await makeProject();
  const folder = `${world.folder}/.cred/values`;
  const { secrets } = await world.json("secret list");
  assert.equal(secrets.length, 2);
  const files = [...filesUnder(folder)];
  assert.equal(files.length, 3, "the fingerprint key, a key, a value");
  const good = new Map(files.map((path) => [path, Deno.readFileSync(path)]));
  const damages: Readonly<Record<string, (path: string) => void>> = {
    missing: (path) => Deno.removeSync(path),
    empty: (path) => Deno.truncateSync(path, 0),
    cut: (path) => Deno.truncateSync(path, 100),
    swapped: (path) => Deno.copyFileSync(files.find((other) => other !== path)!, path),
    "a link to another": (path) => {
      Deno.removeSync(path);
      Deno.symlinkSync(files.find((other) => other !== path)!, path);
    },
    "a folder": (path) => {
      Deno.removeSync(path);
      Deno.mkdirSync(path);
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    await t.step(what, async () => {
      for (const path of files) {
        damage(path);
        const verified = await world.run("log verify");
        assert.ok([2, 6].includes(verified.status), verified.stderr);
        const outcomes = [
          await world.run("secret get DATABASE_URL"),
          await world.run("secret get FIRST_KEY"),
        ];
        for (const { status, stdout, stderr } of outcomes) {
          assert.ok([0, 2, 6].includes(status), stderr);
          if (status !== 0) assert.equal(stdout, "");
          else assert.match(stdout, /^(postgres|re_\w+)\n$/);
        }
        assert.ok(outcomes.filter(({ status }) => status !== 0).length <= 1);
        assert.equal((await world.run("status")).status, 0);
        if (what !== "missing") Deno.removeSync(path, { recursive: true });
        Deno.writeFileSync(path, good.get(path)!);
      }
      assert.equal((await world.run("log verify")).status, 0);
    });
  }
  await t.step("planted", async () => {
    Deno.writeTextFileSync(`${folder}/${"0".repeat(64)}.age`, "planted");
    assert.equal((await world.run("log verify")).status, 0);
    assert.equal((await world.run("secret get DATABASE_URL")).stdout, "postgres\n");
  });
});

Deno.test("a copy from before: it can be read with a warning, and is not changed without a word", async () => {
  await using world = await makeProject();
  const place = `${world.folder}/.cred`;
  copyFolder(place, `${world.folder}/backup`);
  assert.equal((await world.run("source generate resend NEW_KEY")).status, 0);
  copyFolder(place, `${world.folder}/newest`);
  const made = world.server.keys.length;

  putBack(world, "backup");
  world.clockAheadMs += 300_000;
  for (const command of ["status", "log", "replay", "secret list", "source list", "secret get FIRST_KEY"]) {
    const { status, stderr } = await world.run(command);
    assert.equal(status, 0, `${command}: ${stderr}`);
    assert.match(stderr, /warning: this copy of the vault is behind/, command);
  }
  const verified = await world.run("log verify");
  assert.equal(verified.status, 6);
  assert.doesNotMatch(verified.stderr, /--accept-behind/);
  assert.equal((await world.run("source keys resend")).status, 0);
  for (const command of ALL.slice(7)) {
    const { status, stderr } = await world.run(command);
    assert.equal(status, 6, command);
    assert.match(stderr, /is behind.*\nhint: .*\nhint: .*--accept-behind/, command);
  }
  assert.equal(world.server.keys.length, made, "a key of the newer history was touched");
  putBack(world, "newest");
  assert.equal((await world.run("log verify")).status, 0);
  assert.match((await world.run("secret get NEW_KEY")).stdout, /^re_/);

  putBack(world, "backup");
  const { status, stderr } = await world.run("secret set NAME value --accept-behind");
  assert.equal(status, 0, stderr);
  assert.match(stderr, /opens a further log/);
  assert.equal((await world.run("log verify --full")).status, 0);
  const { keys } = await world.json("source keys resend");
  assert.deepEqual(keys.map((key: { class: string }) => key.class).sort(), [
    "foreign",
    "managed",
    "unmerged",
  ]);
  assert.equal((await world.run("source reconcile resend")).status, 0);
  assert.equal(world.server.keys.length, made, "an unmerged key was touched");
  assert.equal((await world.run("source revoke resend --yes")).status, 3);
  assert.equal((await world.run("source revoke resend --yes --unmerged")).status, 0);
});

Deno.test("a copy from the middle of a call: what is remembered of it is put back, and no live key is taken for a stray", async () => {
  await using world = await makeProject();
  const hold = world.server.hold({ method: "POST" }, "after");
  const making = world.run("source generate resend NEW_KEY");
  await hold.arrived;
  copyFolder(`${world.folder}/.cred/log`, `${world.folder}/in_between`);
  hold.release();
  assert.equal((await making).status, 0);
  Deno.removeSync(`${world.folder}/.cred/log`, { recursive: true });
  copyFolder(`${world.folder}/in_between`, `${world.folder}/.cred/log`);
  world.clockAheadMs += 300_000;
  const { status, stderr } = await world.run("source reconcile resend");
  assert.equal(status, 0, stderr);
  assert.match(stderr, /1 record that an interrupted command had signed was added/);
  assert.match((await world.run("secret get NEW_KEY")).stdout, /^re_/);
  assert.equal(world.server.keys.length, 3);

  // Further behind, what is missing is not known, so nothing is concluded from what is there.
  assert.equal((await world.run("secret set NAME value")).status, 0);
  Deno.removeSync(`${world.folder}/.cred/log`, { recursive: true });
  copyFolder(`${world.folder}/in_between`, `${world.folder}/.cred/log`);
  for (
    const command of [
      "source reconcile resend",
      "source revoke resend --yes",
      "source generate resend NEW_KEY",
    ]
  ) {
    assert.equal((await world.run(command)).status, 6);
  }
  assert.equal(world.server.keys.length, 3);
});

Deno.test("two copies in two folders: the one that is left behind is not changed", async () => {
  await using world = await makeProject();
  Deno.mkdirSync(`${world.folder}/second`);
  copyFolder(`${world.folder}/.cred`, `${world.folder}/second/.cred`);
  const second = { cwd: `${world.folder}/second` };
  assert.equal((await world.run("secret set ONE value", second)).status, 0);
  assert.equal((await world.run("secret set TWO value", second)).status, 0);
  assert.equal((await world.run("secret set IN_FIRST value")).status, 6);
  assert.equal((await world.run("source reconcile resend")).status, 6);
  assert.equal((await world.run("status")).status, 0);
  assert.equal((await world.run("secret set IN_FIRST value --accept-behind")).status, 0);
  assert.equal((await world.run("log verify")).status, 0);
  // The other one has more than is remembered, and gets the record that it lacks: a history, but not the value.
  assert.equal((await world.run("secret set AGAIN value", second)).status, 0);
  const verified = await world.run("log verify", second);
  assert.equal(verified.status, 6);
  assert.match(
    verified.stderr,
    /the sealed value of "IN_FIRST" .* is missing\nhint: restore ".*" .*from a copy/,
  );
});

function putBack(world: World, copy: string): void {
  Deno.removeSync(`${world.folder}/.cred`, { recursive: true });
  copyFolder(`${world.folder}/${copy}`, `${world.folder}/.cred`);
}
