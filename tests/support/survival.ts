// What must hold whatever happened to a command: the vault and the platform agree after `reconcile`, every live key's
// value opens and works, nobody else's key is touched, and nothing secret lies about in plain text.

import assert from "node:assert/strict";
import { rootOf } from "./saved_world.ts";
import { assertNothingInPlain, TOKEN } from "./secrets_at_rest.ts";
import type { Outcome, RunOptions, World } from "./world.ts";

const FIVE_MINUTES = 300_000;
const VALUE = "postgres://value-that-nobody-may-read";

/** A command that something happens to. */
export interface Case {
  readonly name: string;
  /** What is there before. */
  readonly given: readonly string[];
  /** What has gone wrong since. */
  readonly but?: (world: World) => Promise<void>;
  readonly command: string;
  readonly how?: RunOptions;
  /** Statuses of reconciling. */
  readonly reconciled: readonly number[];
  /** Statuses of the same command given again after that. */
  readonly again: readonly number[];
  /** What must be true in the end. */
  readonly then: (world: World) => Promise<void>;
}

export const ADD = "source add resend --token-env RESEND_API_KEY";
export const KEY = "source generate resend FIRST_KEY -d one";

/** A key that was made elsewhere, to be taken over. */
const ELSEWHERE = { id: "2150aa6e-dc40-41ca-9f92-dc5a1cfc4971", token: "re_elsewhere_0123456789" };

function addElsewhere(world: World): Promise<void> {
  world.server.account.addKey({ ...ELSEWHERE, name: "Production", permission: "sending_access" });
  return Promise.resolve();
}

/** Every command that changes something at a platform or on the disk. */
export const CASES: readonly Case[] = [
  {
    name: "the first source add, which makes the personal vault",
    given: [],
    command: ADD,
    reconciled: [0, 4],
    again: [0, 5],
    then: (world) => sourceWorks(world),
  },
  {
    name: "init",
    given: [],
    command: "init",
    reconciled: [4],
    again: [0, 5],
    then: async (world) => assert.equal((await world.json("status")).vault.kind, "project"),
  },
  {
    name: "another token for a source",
    given: [ADD, KEY],
    command: `${ADD} --replace`,
    reconciled: [0],
    again: [0],
    then: (world) => sourceWorks(world),
  },
  {
    name: "source generate",
    given: [ADD, "source generate resend OTHER_KEY"],
    command: "source generate resend FIRST_KEY -d one -e staging",
    reconciled: [0],
    again: [0, 5],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["FIRST_KEY", "OTHER_KEY"]),
  },
  {
    name: "source delete",
    given: [ADD, KEY, "source generate resend OTHER_KEY"],
    command: "source delete resend FIRST_KEY --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["OTHER_KEY"]),
  },
  {
    name: "source adopt, for a value that was set by hand",
    given: [ADD, KEY, `secret set MAIL ${ELSEWHERE.token}`],
    but: addElsewhere,
    command: `source adopt resend ${ELSEWHERE.id} MAIL`,
    how: { stdin: ELSEWHERE.token },
    reconciled: [0],
    again: [0, 5],
    then: async (world) => {
      const [newest] = (await world.json("secret history MAIL")).versions;
      assert.deepEqual([newest.remoteId, newest.made, newest.status], [ELSEWHERE.id, "adopted", "live"]);
      await runOk(world, "source rotate resend MAIL --grace 0", [0]);
      assert.equal(world.server.account.key(ELSEWHERE.id), undefined);
    },
  },
  {
    name: "source delete, of a key that was taken over",
    given: [ADD, KEY],
    but: async (world) => {
      await addElsewhere(world);
      await runOk(world, `source adopt resend ${ELSEWHERE.id} MAIL`, [0], { stdin: ELSEWHERE.token });
    },
    command: "source delete resend MAIL --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => {
      assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]);
      assert.equal(world.server.account.key(ELSEWHERE.id), undefined);
    },
  },
  {
    name: "source revoke",
    given: [ADD, KEY, "source generate resend OTHER_KEY -e staging"],
    command: "source revoke resend --yes",
    reconciled: [0, 4],
    again: [0, 4],
    then: async (world) => {
      assert.deepEqual((await world.json("source list")).sources, []);
      assert.equal(world.server.keys.length, 2, "the master key and the foreign one are left");
      const items = [...Deno.readDirSync(`${world.home}/keychain/items`)].map(({ name }) => name);
      assert.deepEqual(items.filter((name) => name.startsWith("token-")), []);
    },
  },
  {
    name: "source reconcile, with a stray, a key that was never made, and one that vanished",
    given: [ADD, KEY, "source generate resend OTHER_KEY"],
    but: async (world) => {
      for (const [name, when] of [["STRAY", "after"], ["NOT_MADE", "before"]] as const) {
        const hold = world.server.hold({ method: "POST" }, when);
        const interrupt = new AbortController();
        const cut = world.run(`source generate resend ${name}`, { interrupt: interrupt.signal });
        await hold.arrived;
        // What is dropped now does not arrive later, as the platform has its keys put back in each life.
        interrupt.abort(new Error("stop"));
        await cut;
        if (when === "after") hold.release();
      }
      world.clockAheadMs += FIVE_MINUTES;
      const gone = world.server.keys.find(({ name }) => name.startsWith("FIRST_KE cred-"))!;
      world.server.account.removeKey(gone.id);
    },
    command: "source reconcile resend",
    reconciled: [0],
    again: [0],
    then: async (world) => {
      assert.deepEqual(
        (await world.json("status")).vanished.map(({ secret }: { secret: string }) => secret),
        ["FIRST_KEY"],
      );
      await runOk(world, "source delete resend FIRST_KEY --yes", [0]);
      assert.deepEqual(await liveSecrets(world), ["OTHER_KEY"]);
      assert.equal(world.server.keys.length, 3, "the master key, the foreign one and the other one");
    },
  },
  {
    name: "secret set, a new version",
    given: [ADD, KEY, `secret set DATABASE_URL older-value`],
    command: "secret set DATABASE_URL --stdin",
    how: { stdin: VALUE },
    reconciled: [0],
    again: [0],
    then: async (world) => assert.equal((await world.run("secret get DATABASE_URL")).stdout, `${VALUE}\n`),
  },
  {
    name: "secret remove",
    given: [ADD, KEY, `secret set DATABASE_URL ${VALUE}`],
    command: "secret remove DATABASE_URL --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]),
  },
  {
    name: "import, new names and a new version",
    given: [ADD, KEY, `secret set DATABASE_URL older-value`],
    command: "import - --overwrite",
    how: { stdin: `DATABASE_URL='${VALUE}'\nOTHER=${VALUE}\n` },
    reconciled: [0],
    again: [0],
    then: async (world) => {
      assert.deepEqual(await liveSecrets(world), ["DATABASE_URL", "FIRST_KEY", "OTHER"]);
      for (const name of ["DATABASE_URL", "OTHER"]) {
        assert.equal((await world.run(`secret get ${name}`)).stdout, `${VALUE}\n`);
      }
    },
  },
  {
    name: "env delete, with a key",
    given: [ADD, KEY, `${KEY} -e staging`, `secret set A ${VALUE} -e staging`, `secret set B b -e staging`],
    command: "env delete staging --delete-keys --yes",
    reconciled: [0],
    again: [0, 1],
    then: async (world) => {
      assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]);
      assert.equal(world.server.keys.filter(({ name }) => name.includes(" cred-")).length, 1);
    },
  },
];

/** Goes on after something happened to a command, as a user would. */
export async function surviveIn(world: World, one: Case, foreign: readonly string[]): Promise<void> {
  assertNothingInPlain(rootOf(world), [VALUE, ELSEWHERE.token]);
  world.clockAheadMs += FIVE_MINUTES;
  await runOk(world, "status", [0]);
  await runOk(world, "log verify", [0, 4]);
  const settled = await runOk(world, "source reconcile resend --json", one.reconciled);
  if (settled.status === 4) assert.match(settled.stderr, /"access\.(no_vault|no_source|no_token)"/);
  else await holds(world);
  await runOk(world, one.command, one.again, one.how);
  await one.then(world);
  await runOk(world, "log verify --full", [0]);
  assertNothingInPlain(rootOf(world), [VALUE]);
  const left = new Set(world.server.keys.map(({ id }) => id));
  assert.ok(foreign.every((id) => left.has(id)), "a foreign key is gone");
}

/** Ids of the keys that cred did not make, and that nobody wants it to take over. */
export function foreignKeys(world: World): string[] {
  return world.server.keys.filter(({ name, id }) => !name.includes(" cred-") && id !== ELSEWHERE.id)
    .map(({ id }) => id);
}

/** The vault and the platform agree, and every live key's value opens and works. */
export async function holds(world: World): Promise<void> {
  const { keys } = await world.json("source keys resend");
  const classes = new Set(keys.map((key: { class: string }) => key.class));
  for (const bad of ["stray", "pending", "unmerged", "vanished"]) assert.ok(!classes.has(bad), bad);
  for (const key of keys) {
    if (key.class !== "managed") continue;
    const get = `secret get ${key.secret} -e ${key.environment} --version ${key.key}`;
    const { stdout } = await runOk(world, get, [0]);
    assert.equal(stdout, `${world.server.account.key(key.remoteId)?.token}\n`);
  }
  assert.deepEqual((await world.json("status")).unsettled, []);
}

async function sourceWorks(world: World): Promise<void> {
  const [source] = (await world.json("source list")).sources;
  assert.equal(source.token, "here");
  await runOk(world, "source generate resend LAST_KEY", [0]);
}

/** Names of all secrets. */
export async function liveSecrets(world: World): Promise<string[]> {
  const { secrets } = await world.json("secret list");
  return secrets.map(({ secret }: { secret: string }) => secret).sort();
}

/** A run that ends in one of the statuses and shows no token but where a value is asked for. */
export async function runOk(
  world: World,
  command: string,
  statuses: readonly number[],
  how?: RunOptions,
): Promise<Outcome> {
  const outcome = await world.run(command, how);
  assert.ok(statuses.includes(outcome.status), `${command}: ${outcome.status}, ${outcome.stderr}`);
  const asked = command.startsWith("secret get");
  assert.doesNotMatch(asked ? outcome.stderr : outcome.stdout + outcome.stderr, TOKEN);
  return outcome;
}

/** The commands that hints and next steps name: after `hint: `, `next: ` or a colon, to the end of the line. */
export function hinted(stderr: string): string[] {
  return stderr.split("\n").flatMap((line) => /^(?:hint|next): (?:.*: )?cred (\S.*)$/.exec(line)?.[1] ?? []);
}

/** Ends at the platform, behind the program's back, every key that it made. */
export function removeOurs(world: World): void {
  for (const { id, name } of world.server.keys) {
    if (name.includes(" cred-")) world.server.account.removeKey(id);
  }
}
