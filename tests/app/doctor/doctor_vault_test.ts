// What can be broken in a vault: its files, its log, its values, what was begun and not ended.

import assert from "node:assert/strict";
import { copyFolder } from "../../support/saved_world.ts";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import type { World } from "../../support/world.ts";
import { type Case, cred, items, testBroken } from "./broken.ts";

const log = (world: World) => [...filesUnder(`${cred(world)}/log`)][0]!;
const values = (world: World) => [...filesUnder(`${cred(world)}/values`)].sort();
/** The file of the value that the last record of a type names. */
const valueOf = (world: World, type: string) =>
  `${cred(world)}/values/${
    Deno.readTextFileSync(log(world)).trimEnd().split("\n").map((line) => JSON.parse(line).e)
      .findLast((event) => event.type === type).data.sealed
  }.age`;
const NOT_READ: Case["found"] = (["values", "access", "recovery", "unsettled", "token"] as const).map(
  (check) => [check, "not_checked", /the history does not verify/],
);
const rewrite = (path: string, change: (text: string) => string) =>
  Deno.writeTextFileSync(path, change(Deno.readTextFileSync(path)));

const CASES: readonly Case[] = [
  {
    what: "a file that others may read",
    break: (world) => Deno.chmodSync(`${cred(world)}/vault.json`, 0o644),
    found: [["paths", "warning", /vault\.json can be read by others$/]],
    mend: /^chmod -R go= .*vault\.json$/,
    mends: true,
  },
  {
    what: "a vault and a home that others may write to",
    break: (world) => [world.home, cred(world)].forEach((folder) => Deno.chmodSync(folder, 0o777)),
    found: [["paths", "problem", /can be changed by others, and 1 more$/]],
    mends: true,
  },
  {
    what: "a link in the vault",
    break: (world) => {
      Deno.renameSync(log(world), `${world.folder}/elsewhere`);
      Deno.symlinkSync(`${world.folder}/elsewhere`, `${cred(world)}/log/${"0".repeat(16)}.jsonl`);
    },
    found: [["paths", "problem", /neither a file nor a folder/], ["log", "problem", /./], ...NOT_READ],
  },
  {
    what: "a vault that lost its vault.json",
    break: (world) => Deno.removeSync(`${cred(world)}/vault.json`),
    found: [
      ["vault", "problem", /does not say which vault this is/],
      ...(["log", "values", "access", "recovery", "unsettled", "token"] as const).map(
        (check): Case["found"][0] => [check, "not_checked", /no vault/],
      ),
    ],
  },
  {
    what: "a damaged log",
    break: (world) => rewrite(log(world), (text) => text.replace("FIRST_KEY", "THIRD_KEY")),
    found: [["log", "problem", /./], ...NOT_READ],
    mend: /cred log verify --full/,
  },
  {
    what: "a log that was cut off in a write",
    break: (world) => Deno.writeTextFileSync(log(world), '{"e":{"v":1', { append: true }),
    found: [["log", "warning", /ends in 11 bytes of a write that was cut off/]],
  },
  {
    what: "an old copy of the log",
    break: (world) => rewrite(log(world), (text) => text.split("\n").slice(0, 4).join("\n") + "\n"),
    found: [
      ["log", "problem", /is behind: 4 records of \d+/],
      ["values", "warning", /that no record names/],
    ],
    mend: /cred sync/,
  },
  {
    what: "a missing value",
    break: (world) => Deno.removeSync(valueOf(world, "secret.set")),
    found: [["values", "problem", /^1 sealed value missing$/]],
    mend: /restore the files/,
  },
  {
    what: "a value that is another",
    break: (world) => Deno.copyFileSync(valueOf(world, "secret.set"), valueOf(world, "key.generated")),
    found: [["values", "problem", /^1 sealed value other than recorded$/]],
  },
  {
    what: "a value that is dead, and one that nobody knows",
    break: async (world) => {
      copyFolder(`${cred(world)}/values`, `${world.folder}/kept`);
      assert.equal((await world.run("source delete resend FIRST_KEY --yes")).status, 0);
      copyFolder(`${world.folder}/kept`, `${cred(world)}/values`);
      for (const path of values(world)) Deno.chmodSync(path, 0o600);
      Deno.writeTextFileSync(`${cred(world)}/values/${"0".repeat(64)}.age`, "", { mode: 0o600 });
    },
    found: [
      ["values", "warning", /^1 file of dead values left/],
      ["values", "warning", /^1 file that no record names$/],
    ],
    mend: /^rm /,
  },
  {
    what: "files that a crash left",
    break: (world) => {
      const options = { mode: 0o600 };
      Deno.writeTextFileSync(`${cred(world)}/values/x.age.0123abcd.tmp`, "", options);
      Deno.writeTextFileSync(`${world.home}/keychain/recipient.0123abcd.tmp`, "", options);
      Deno.mkdirSync(`${world.folder}/.cred-new-0123abcd`);
      // Of the project's own, whatever they are.
      Deno.writeTextFileSync(`${world.folder}/build.tmp`, "");
    },
    found: [["leftovers", "warning", /^3 files of a write that was cut off$/]],
    mends: true,
  },
  {
    what: "keychain items that no record names",
    break: (world) => {
      const [token] = [...filesUnder(items(world))].filter((path) => path.includes("/token-"));
      const [, id] = /token-([0-9a-f]+)-/.exec(token!)!;
      for (
        const item of [`token-${id}-0000000000000000`, `token-${"0".repeat(32)}-0000000000000000`, "probe-1"]
      ) {
        Deno.writeTextFileSync(`${items(world)}/${item}.age`, "", { mode: 0o600 });
      }
    },
    found: [["leftovers", "warning", /^2 keychain items that no record names$/]],
    mends: true,
  },
  {
    what: "a request whose answer was lost",
    break: async (world) => {
      const hold = world.server.hold({ method: "POST" }, "before");
      const interrupt = new AbortController();
      const cut = world.run("source generate resend LOST", { interrupt: interrupt.signal });
      await hold.arrived;
      interrupt.abort(new Error("stop"));
      assert.equal((await cut).status, 130);
      hold.release();
      world.clockAheadMs = 600_000;
    },
    flags: " --offline",
    found: [
      ["unsettled", "warning", /^1 request without a known answer$/],
      ["token", "not_checked", /--offline/],
    ],
    mend: /^cred source reconcile resend$/,
  },
];

testBroken("what is broken in a vault", CASES);
