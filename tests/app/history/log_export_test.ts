// `log export` and `log diff`: what other tools and an auditor read.

import assert from "node:assert/strict";
import { Scribe } from "../../log/scribe.ts";
import { remark, writeVault } from "../../support/scribed_vault.ts";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import { makeWorld, type World } from "../../support/world.ts";

async function project(): Promise<World> {
  const world = await makeWorld();
  await world.json("init");
  await world.json("source add resend --token-env RESEND_API_KEY");
  await world.json("source generate resend MAIL_KEY -d first");
  await world.json("secret set DATABASE_URL postgres");
  return world;
}

Deno.test("jsonl: every event as recorded, oldest first", async () => {
  await using world = await project();
  const [file] = [...filesUnder(`${world.folder}/.cred/log`)];
  const recorded = (await Deno.readTextFile(file!)).trimEnd().split("\n").map((line) => JSON.parse(line).e);
  const rows = (await world.run("log export --format jsonl")).stdout.trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(
    rows.map(({ v, seq, id, time, type, data }) => ({ v, seq, id, time, type, data })),
    recorded,
  );
  const made = rows.find(({ type }) => type === "key.generated");
  assert.deepEqual([made.environment, made.secret, made.source, made.counts], [
    "default",
    "MAIL_KEY",
    "resend",
    true,
  ]);
  assert.deepEqual((await world.json("log export --format jsonl")).events, rows);
});

Deno.test("jsonl: fields that this program doesn't know come through", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await scribe.begin();
  const known = remark(1);
  await scribe.write(scribe.first, [
    { ...known, data: { ...known.data, shade: "blue" } } as unknown as typeof known,
  ]);
  await writeVault(`${world.folder}/.cred`, scribe);
  const { events } = await world.json("log export --format jsonl");
  assert.equal(events[1].data.shade, "blue");
});

Deno.test("csv: RFC 4180, and nothing that a spreadsheet computes", async () => {
  await using world = await project();
  const file = `${world.folder}/history.csv`;
  await Deno.writeTextFile(file, "old");
  const { status, stdout } = await world.run(["log", "export", "--format", "csv", "--out", file]);
  const text = await Deno.readTextFile(file);
  const lines = text.split("\r\n");
  assert.deepEqual([status, lines.at(-1)], [0, ""]);
  assert.equal(stdout, `wrote ${file}: ${lines.length - 2} records\n`);
  assert.equal(lines[0], "position,time,signer,label,type,environment,secret,source,target,counts,id,data");
  assert.match(
    lines[1]!,
    /^[0-9a-f]{16}:0,2.*Z,[0-9a-f]{16},linux,vault\.created,,,,,true,[0-9a-f-]{36},"\{""/,
  );
  assert(!/(^|,)[=+@-]/m.test(text.replace(/"(?:[^"]|"")*"/g, "")));
});

Deno.test("csv: a label that looks like a formula", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  const beginning = scribe.beginning;
  await scribe.write(scribe.first, [
    { ...beginning, data: { ...beginning.data, label: '=HYPERLINK("x")' } } as unknown as typeof beginning,
  ]);
  await writeVault(`${world.folder}/.cred`, scribe);
  assert.match((await world.run("log export --format csv")).stdout, /,"'=HYPERLINK\(""x""\)",/);
});

Deno.test("cloudevents: a batch of 1.0", async () => {
  await using world = await project();
  const events = JSON.parse((await world.run("log export --format cloudevents")).stdout);
  const made = events.find(({ type }: { type: string }) => type === "local.cred.key.generated");
  assert.equal(made.specversion, "1.0");
  assert.match(made.source, /^cred\.local\/[0-9a-f]{32}\/[0-9a-f]{16}$/);
  assert.equal(made.subject, "default/MAIL_KEY");
  assert.equal(made.datacontenttype, "application/json");
  assert.equal(made.data.type, "key.generated");
  const ids = new Set(events.map(({ source, id }: { source: string; id: string }) => `${source} ${id}`));
  assert.equal(ids.size, events.length);
  // Names of attributes are lower-case letters and digits.
  for (const event of events) for (const name of Object.keys(event)) assert.match(name, /^[a-z0-9]{1,20}$/);
});

Deno.test("export: one of --format and --tiles", async () => {
  await using world = await project();
  for (const flags of ["", " --format jsonl --tiles t", " --tiles t --out f", " --format xml"]) {
    assert.equal((await world.run(`log export${flags}`)).status, 2, flags);
  }
});

Deno.test("tiles: a later export adds to them; what isn't an extension of them is refused", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await scribe.begin(1);
  await scribe.write(scribe.first, Array.from({ length: 299 }, (_, n) => remark(n)));
  await writeVault(`${world.folder}/.cred`, scribe);
  const tiles = () =>
    [...filesUnder(`${world.folder}/tiles`)].map((path) => path.slice(`${world.folder}/tiles/`.length))
      .sort();
  const exported = async () => {
    const { status, stderr } = await world.run("log export --tiles tiles --json");
    return status === 0 ? "0" : `${status} ${JSON.parse(stderr).error.code}`;
  };
  assert.equal(await exported(), "0");
  const first = [
    "checkpoint",
    "tile/0/000",
    "tile/0/001.p/44",
    "tile/1/000.p/1",
    "tile/entries/000",
    "tile/entries/001.p/44",
  ];
  assert.deepEqual(tiles(), first);
  await scribe.write(scribe.first, Array.from({ length: 212 }, (_, n) => remark(n)));
  await scribe.open(scribe.further(1), scribe.first);
  await writeVault(`${world.folder}/.cred`, scribe);
  assert.equal(await exported(), "0");
  assert.equal(await exported(), "0", "nothing new");
  assert.deepEqual(
    tiles(),
    [
      ...first,
      ...["checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"].map((name) =>
        `${scribe.further(1)}/${name}`
      ),
      "tile/0/001",
      "tile/1/000.p/2",
      "tile/entries/001",
    ].sort(),
  );

  await Deno.writeFile(`${world.folder}/tiles/tile/0/000`, new Uint8Array(8_192));
  assert.equal(await exported(), "5 conflict.tiles", "a tile was changed");
  await Deno.remove(`${world.folder}/tiles/tile/0/000`);
  assert.equal(await exported(), "0", "a tile was lost");

  const shorter = await Scribe.make();
  await shorter.begin(1);
  await writeVault(`${world.folder}/.cred`, shorter);
  assert.equal(await exported(), "6 integrity.not_extended");
  const other = await Scribe.make(9);
  await other.begin(1);
  await writeVault(`${world.folder}/.cred`, other);
  assert.equal(await exported(), "5 conflict.tiles", "another vault's");
});

Deno.test("diff: added, changed, ended, and what came and ended in between", async () => {
  await using world = await project();
  const { entries } = await world.json("log");
  const last = entries[0].position;
  assert.equal((await world.run(`log diff ${last}`)).stdout, "no difference\n");
  for (
    const command of [
      "source generate resend SHORT_KEY",
      "source delete resend SHORT_KEY --yes",
      "source delete resend MAIL_KEY --yes",
      "secret describe DATABASE_URL primary",
      "secret set DATABASE_URL postgres2",
      "secret set -e prod TOKEN t",
    ]
  ) assert.equal((await world.run(command)).status, 0, command);
  const { stdout } = await world.run(`log diff ${last}`);
  assert.equal(
    stdout,
    [
      "~\tsecret\tDATABASE_URL\tdescription, value",
      "-\tsecret\tMAIL_KEY\t",
      "+\tsecret\tTOKEN (prod)\t",
      "-\tkey\tMAIL_KEY\tat resend, deleted",
      "±\tkey\tSHORT_KEY\tat resend, deleted",
      "",
    ].join("\n"),
  );
  const { changes } = await world.json(`log diff ${last}`);
  const described = changes.find(({ name }: { name: string }) => name === "DATABASE_URL");
  assert.deepEqual(described.fields.description, { after: "primary" });
  const back = await world.json(`log diff 0 ${last}`);
  assert.deepEqual(
    back.changes.map(({ change, kind, name }: Record<string, string>) => [change, kind, name]),
    [
      ["added", "recipient", "linux"],
      ["added", "source", "resend"],
      ["added", "secret", "DATABASE_URL"],
      ["added", "secret", "MAIL_KEY"],
      ["added", "key", "MAIL_KEY"],
    ],
  );
  assert.equal(back.after.digest, (await world.run(`replay --at ${last}`)).stdout.trim());
});

Deno.test("diff: by time, and of what is neither a position nor a time", async () => {
  await using world = await project();
  world.clockAheadMs += 3_600_000;
  assert.equal((await world.run("secret set LATER x")).status, 0);
  assert.match((await world.run("log diff 30m")).stdout, /^\+\tsecret\tLATER\t\n$/);
  const { status, stderr } = await world.run("log diff yesterday");
  assert.equal(status, 2);
  assert.match(stderr, /^error: "yesterday" is no position, no time, and no git ref here$/m);
});
