// What a command that only looks takes from its snapshot alone, and that nothing which came or changed since is overlooked.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { denoFiles } from "../../src/system/deno/files.ts";
import type { Files } from "../../src/system/files.ts";
import type { Processes } from "../../src/system/processes.ts";
import { Scribe } from "../log/scribe.ts";
import { remark, writeVault } from "../support/scribed_vault.ts";
import { makeWorld, type Outcome, type World } from "../support/world.ts";

const LOOKS = ["secret list", "status", "log", "source list", "env list", "secret get VALUE_3"];

/** A world with a short history that was looked at. */
class SeenWorld {
  readonly world: World;
  readonly #passphrase: string;
  /** Names and lengths of what the last run read of the logs. */
  reads: string[] = [];

  constructor(world: World, passphrase: string) {
    this.world = world;
    this.#passphrase = passphrase;
  }

  get vault(): string {
    return `${this.world.folder}/.cred`;
  }

  get log(): string {
    return `${this.vault}/log/${[...Deno.readDirSync(`${this.vault}/log`)][0]!.name}`;
  }

  get memory(): string {
    return `${this.world.home}/vaults/${[...Deno.readDirSync(`${this.world.home}/vaults`)][0]!.name}`;
  }

  async run(command: string): Promise<Outcome> {
    this.reads = [];
    const files = (inner: Files): Files => ({
      ...inner,
      read: (path) => {
        if (path.endsWith(".jsonl")) this.reads.push("all");
        return inner.read(path);
      },
      readAt: (path, offset, length) => {
        if (path.endsWith(".jsonl")) this.reads.push(`${length}`);
        return inner.readAt(path, offset, length);
      },
    });
    return await this.world.run(command, { files, env: { CRED_PASSPHRASE: this.#passphrase } });
  }

  async ok(command: string): Promise<string> {
    const { status, stdout, stderr } = await this.run(command);
    assert.equal(status, 0, `${command}: ${stderr}`);
    return stdout;
  }

  /** Everything that commands which only look say, with the snapshot as it is or with none. */
  async answers(withSnapshot = true): Promise<readonly string[]> {
    const answers: string[] = [];
    for (const command of LOOKS) {
      const snapshot = `${this.memory}/snapshot`;
      const kept = Deno.readFileSync(snapshot);
      if (!withSnapshot) Deno.removeSync(snapshot);
      const { status, stdout, stderr } = await this.run(`${command} --json`);
      answers.push(`${command}: ${status} ${stdout}${stderr}`);
      Deno.writeFileSync(snapshot, kept);
    }
    return answers;
  }
}

async function seenWorld(): Promise<SeenWorld & AsyncDisposable> {
  const world = await makeWorld();
  const seen = new SeenWorld(world, await generateX25519Identity());
  await seen.ok("init");
  await seen.ok("source add resend --token-env RESEND_API_KEY");
  for (let n = 0; n < 6; n++) await seen.ok(`secret set VALUE_${n} value-${n}`);
  await seen.ok("source generate resend KEY");
  await seen.ok("source generate resend ENDED");
  await seen.ok("source delete resend ENDED --yes");
  await seen.ok("log");
  return Object.assign(seen, { [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() });
}

Deno.test("glance: who looks reads the last line of the log and no more, or all of it, unverified, for its history", async () => {
  await using seen = await seenWorld();
  const whole = Deno.readTextFileSync(seen.log), last = whole.trimEnd().split("\n").at(-1)!;
  for (const command of LOOKS) {
    await seen.ok(command);
    assert.deepEqual(seen.reads, [`${command === "log" ? whole.length : last.length + 1}`], command);
  }
  assert.deepEqual(await seen.answers(), await seen.answers(false));
  // After a change everything is read once.
  await seen.ok("secret set VALUE_3 another");
  for (const command of ["secret list", "log"]) {
    await seen.ok("secret describe VALUE_3 changed");
    await seen.ok(command);
    assert.equal(seen.reads.filter((read) => read === "all").length, 1, command);
    await seen.ok("secret list");
    assert.equal(seen.reads.includes("all"), false, `after ${command}`);
  }
  assert.deepEqual(await seen.answers(), await seen.answers(false));
});

Deno.test("glance: whatever is no longer as it was is read, and told as without a snapshot", async () => {
  await using seen = await seenWorld();
  const good = await seen.answers();
  const [log, heads, pointer] = [seen.log, `${seen.memory}/heads.json`, `${seen.vault}/vault.json`];
  const lines = Deno.readTextFileSync(log).split(/(?<=\n)/);
  const size = lines.length;
  const changes: Record<string, readonly [path: string, text: string | undefined]> = {
    "the log without its last record": [log, lines.slice(0, -1).join("")],
    "another last record of the same length": [
      log,
      [
        ...lines.slice(0, -1),
        lines.at(-1)!.replaceAll("ended", "endex").replaceAll("ENDED", "ENDEX")
          .replace(/"id":"(.)/, (_, digit) => `"id":"${digit === "0" ? "1" : "0"}`),
      ].join(""),
    ],
    "a torn tail": [log, `${lines.join("")}{"e":{"data"`],
    "garbage behind it": [log, `${lines.join("")}garbage\n`],
    "no newline at its end": [log, lines.join("").slice(0, -1)],
    "no log": [log, undefined],
    "an empty log beside it": [log.replace(".jsonl", ".01234567.jsonl"), ""],
    "a file beside it that is none": [`${seen.vault}/log/notes.jsonl`, "x"],
    "heads of more records": [
      heads,
      Deno.readTextFileSync(heads).replaceAll(`"size":${size}`, `"size":${size + 1}`),
    ],
    "heads of another root": [heads, Deno.readTextFileSync(heads).replace(/"root":"..../, '"root":"AAAA')],
    "heads that are none": [heads, "{"],
    "heads of another format": [heads, Deno.readTextFileSync(heads).replace('"format":1', '"format":2')],
    "no heads": [heads, undefined],
    "another pointer": [pointer, Deno.readTextFileSync(pointer).replace(/\+[0-9a-f]{8}\+/, "+00000000+")],
    "a pointer of a newer format": [
      pointer,
      Deno.readTextFileSync(pointer).replace('"format":1', '"format":2'),
    ],
    "no pointer": [pointer, undefined],
  };
  for (const [title, [path, text]] of Object.entries(changes)) {
    const before = exists(path) ? Deno.readTextFileSync(path) : undefined;
    put(path, text);
    assert.notEqual(before, text, title);
    assert.deepEqual(await seen.answers(), await seen.answers(false), title);
    put(path, before);
  }
  assert.deepEqual(await seen.answers(), good);
});

Deno.test("glance: an older record that was changed is not shown", async () => {
  await using seen = await seenWorld();
  const text = Deno.readTextFileSync(seen.log);
  Deno.writeTextFileSync(seen.log, text.replace("VALUE_2", "VALUE_9"));
  const { status, stdout, stderr } = await seen.run("log");
  assert.deepEqual([status, stdout], [6, ""], stderr);
  // What the state was made of was verified; the file is not read.
  assert.match(await seen.ok("secret list"), /VALUE_2/);
});

Deno.test("glance: a copy from before the last change is told, unless that is just being written", async () => {
  await using seen = await seenWorld();
  const before = Deno.readTextFileSync(seen.log);
  const { version } = JSON.parse(await seen.ok("secret get VALUE_3 --json"));
  await seen.ok("secret set VALUE_3 another");
  const after = Deno.readTextFileSync(seen.log);
  const lost =
    "warning: 1 record that this machine signed is not in the log: the next change puts back what was lost\n";
  for (const isSeen of [false, true]) {
    Deno.writeTextFileSync(seen.log, after);
    if (isSeen) await seen.ok("log");
    Deno.writeTextFileSync(seen.log, before);
    for (const command of [...LOOKS, ...LOOKS, `secret get VALUE_3 --version ${version}`]) {
      const { status, stderr } = await seen.run(command);
      assert.deepEqual([status, stderr], [0, lost], command);
    }
  }
  const { warnings } = JSON.parse(await seen.ok("secret get VALUE_3 --json"));
  assert.equal(warnings.length, 1);

  const lock = await denoFiles().lock(`${seen.memory}/lock`, "a writer", 1_000);
  const path = seen.log, whole = Deno.makeTempFileSync();
  Deno.writeTextFileSync(whole, after);
  const running = seen.run("status");
  setTimeout(() => {
    Deno.renameSync(whole, path);
    lock.release();
  }, 100);
  assert.deepEqual(await running.then(({ status, stderr }) => [status, stderr]), [0, ""]);

  Deno.writeTextFileSync(seen.log, before);
  assert.match(
    (await seen.run("secret describe VALUE_3 changed")).stderr,
    /1 record .* was added to the log/,
  );
  assert.equal((await seen.run("status")).stderr, "");
  assert.equal(await seen.ok("secret get VALUE_3"), "another\n");
});

Deno.test("glance: what reading leaves out or marks is left out and marked by a glance, too", async () => {
  await using world = await makeWorld();
  const known = remark(1);
  const odd = { ...known, data: { ...known.data, shade: "blue" } } as unknown as typeof known;
  const histories: Record<string, (scribe: Scribe) => Promise<unknown>> = {
    "a field that nobody knows": (scribe) => scribe.write(scribe.first, [odd, remark(2)]),
    "a record of a signer that retired": async (scribe) => {
      await scribe.write(scribe.first, [{ type: "signer.retired", data: { signer: scribe.first } }]);
      await scribe.write(scribe.first, [remark(2)]);
    },
    "two logs": async (scribe) => {
      await scribe.open(scribe.further(1), scribe.first);
      await scribe.write(scribe.further(1), [remark(2)]);
      await scribe.write(scribe.first, [remark(3)]);
    },
    "nothing odd": (scribe) => scribe.write(scribe.first, [remark(2)]),
  };
  for (const [title, write] of Object.entries(histories)) {
    const scribe = await Scribe.make();
    await scribe.begin();
    await write(scribe);
    await writeVault(`${world.folder}/.cred`, scribe);
    await Deno.remove(`${world.home}/vaults`, { recursive: true }).catch(() => {});
    const first = await world.run("log --json");
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout.includes("shade"), false);
    for (let n = 0; n < 2; n++) assert.deepEqual(await world.run("log --json"), first, title);
    assert.equal(first.stdout.includes('"counts": false'), title === "a record of a signer that retired");
  }
});

Deno.test("glance: what comes between the first page of a long history and the rest takes no row away", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make();
  await scribe.begin();
  const place = { driver: "github", address: "https://api.github.com", identifier: "acme/site" };
  const sent = { ...place, store: "actions", remoteName: "NONE", environment: "default", name: "NONE" };
  const push = { ...sent, target: "site", version: "01890000-0000-7000-8000-000000000000" };
  const remarks = Array.from({ length: 1_500 }, (_, n) => remark(n));
  await scribe.write(scribe.first, remarks);
  const [asked] = await scribe.write(scribe.first, [{ type: "secret.push_requested", data: push }]);
  await scribe.write(scribe.first, remarks.slice(0, 60));
  const vault = `${world.folder}/.cred`;
  await writeVault(vault, scribe);
  const whole = (await world.run("log --oneline")).stdout;
  const pages: string[] = [];
  const processes = (inner: Processes): Processes => ({
    ...inner,
    async page(_command, _args, text, more) {
      pages.push(text);
      await scribe.write(scribe.first, [
        { type: "secret.pushed", data: { ...push, fingerprint: "f:1", request: asked!.id } },
        remark(1),
      ]);
      await scribe.open(scribe.further(1), scribe.first);
      await writeVault(vault, scribe);
      pages.push(await more!());
      return true;
    },
  });
  const { status, stderr } = await world.run("log --oneline", { processes, isTerminal: true, answers: [] });
  assert.equal(status, 0, stderr);
  assert.equal(pages.length, 2);
  assert.deepEqual(rowsOf(pages.join("")), rowsOf(whole));
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function put(path: string, text: string | undefined): void {
  if (text === undefined) Deno.removeSync(path);
  else Deno.writeTextFileSync(path, text);
}

/** The rows of a table, whatever its columns' widths, with or without a heading. */
function rowsOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("AT "))
    .map((line) => line.replace(/\s+/g, " ").trim());
}
