// Every write's system calls, and their order, stand at the top of the file that owns it. The real program under
// strace does just that, and nothing is reported or asked of a platform before what it stands on is durable.

import assert from "node:assert/strict";
import { commentedLines, linesOf } from "../support/call_lines.ts";
import { Disk } from "../support/durability.ts";
import { type Call, trace, whyNoStrace } from "../support/strace.ts";
import { makeTeam } from "../support/team.ts";
import { makeWorld } from "../support/world.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]syscalls$/, "");
const skipped = whyNoStrace();

/** Where the calls of a write stand, and those of a run that they are compared with. */
interface Owner {
  readonly file: string;
  readonly what: string;
  /** The lines of a run that are of this write, from its first one on; `once`: so many of them. */
  readonly of: RegExp;
  readonly once?: number;
}

const APPEND: Owner = {
  file: "src/log/log_writer.ts",
  what: "an append",
  of: /heads|^vaults\/<vault> fsync|\/log/,
};
const HEADS: Owner = { file: "src/log/heads.ts", what: "remembering", of: /heads|^vaults\/<vault> fsync/ };
const VALUE: Owner = { file: "src/vault/values.ts", what: "a value", of: /values(?!\/\.probe)/ };
const VAULT_LOCK: Owner = { file: "src/system/deno/file_lock.ts", what: "a lock", of: /\/lock / };

function check(calls: readonly Call[], root: string, owners: readonly Owner[]): void {
  const lines = linesOf(calls, root);
  for (const { file, what, of, once } of owners) {
    const expected = commentedLines(Deno.readTextFileSync(`${ROOT}/${file}`), what);
    const all = lines.filter((line) => of.test(line));
    const start = Math.max(0, all.indexOf(expected[0]!));
    const found = all.slice(start, once === undefined ? undefined : start + once);
    assert.deepEqual(found, expected, `${file}: System calls of ${what}`);
  }
}

/** At each request and at the end, nothing may be lost by a loss of power. */
function checkDurable(calls: readonly Call[], command: string): number {
  const disk = new Disk();
  let requests = 0;
  for (const call of calls) {
    disk.take(call);
    if (call.path !== "socket") continue;
    requests++;
    assert.deepEqual(disk.unsafe, [], `${command}: asked of the platform before it is durable`);
  }
  assert.deepEqual(disk.unsafe, [], `${command}: reported before it is durable`);
  return requests;
}

Deno.test({
  name: `system calls: a vault, its values, its log, the keychain and a target${skipped}`,
  ignore: skipped !== "",
  fn: async () => {
    await using world = await makeWorld();
    const root = world.home.slice(0, world.home.lastIndexOf("/"));
    const run = async (command: string, stdin = ""): Promise<readonly Call[]> => {
      const args = command.split(" ");
      const { status, stderr, calls } = await trace({ root, args, env: world.env, cwd: world.folder, stdin });
      assert.equal(status, 0, `${command}: ${stderr}`);
      const requests = checkDurable(calls, command);
      assert.equal(
        requests > 0,
        /^source (add|generate|delete|revoke)/.test(command),
        `${command}: ${requests} requests`,
      );
      return calls;
    };
    check(await run("init"), root, [
      {
        file: "src/keychain/file/identity_store.ts",
        what: "making the identity",
        of: /keychain(?!\/items)|^home mkdir/,
        once: 7,
      },
      { file: "src/vault/create.ts", what: "making a vault", of: /\.cred|vaults|^(work|home) fsync/ },
    ]);
    check(await run("source add resend --token-env RESEND_API_KEY"), root, [
      { file: "src/keychain/file/mod.ts", what: "storing an item", of: /keychain/ },
      APPEND,
      { ...VAULT_LOCK, once: 1 },
    ]);
    check(await run("source generate resend KEY"), root, [
      { file: "src/vault/values.ts", what: "the probe", of: /\/values/, once: 4 },
    ]);
    check(await run("secret set NAME --stdin", "value"), root, [APPEND, HEADS, VALUE]);
    check(await run("secret describe NAME text"), root, [APPEND, HEADS]);
    check(await run("secret remove NAME --yes"), root, [
      APPEND,
      { file: "src/vault/values.ts", what: "removing a dead one", of: /\/values/ },
    ]);
    await run("target add dotenv .env");
    const pushed = await run("push dotenv");
    check(pushed, root, [{ file: "src/targets/dotenv/mod.ts", what: "a push", of: /\.env|^work fsync/ }]);
    const order = linesOf(pushed, root).filter((line) => /\.env\.|\/log\//.test(line)).map((line) =>
      line.split("/")[1]
    );
    assert.deepEqual(order, ["log", undefined, "log"], "intent, file, outcome");
    await run("source delete resend KEY --yes");
    check(await run("source revoke resend --yes"), root, [
      { file: "src/keychain/file/mod.ts", what: "removing one", of: /keychain/ },
    ]);
    const [log] = [...Deno.readDirSync(`${world.folder}/.cred/log`)];
    Deno.writeTextFileSync(`${world.folder}/.cred/log/${log!.name}`, '{"e":{"torn', { append: true });
    check(await run("secret set NAME --stdin", "value"), root, [
      { file: "src/log/log_writer.ts", what: "a repair", of: /torn|\/log|heads|^vaults\/<vault> fsync/ },
    ]);
  },
});

Deno.test({
  name: `system calls: what a sync takes${skipped}`,
  ignore: skipped !== "",
  fn: async () => {
    await using team = await makeTeam();
    const { first, root, world } = team;
    await first.set("ONE");
    await first.json("sync");
    const second = await team.clone("second");
    const run = async () => {
      const env = { ...world.env, CRED_HOME: second.home };
      const { status, stderr, calls } = await trace({ root, args: ["sync"], env, cwd: second.folder });
      assert.equal(status, 0, stderr);
      const own = calls.filter(({ path }) => !path.includes("/.git/"));
      checkDurable(own, "sync");
      const disk = new Disk();
      for (const call of calls) disk.take(call);
      // What makes a name of git's durable is git's own business; the objects, it would leave to the system.
      assert.deepEqual(disk.unsafe.filter((path) => /\/objects\/.*[^/]$/.test(path)), []);
      return own;
    };
    const of = /^\.cred|heads|^(work|vaults\/<vault>) fsync/;
    check(await run(), root, [{
      file: "src/app/sync/sync_take.ts",
      what: "taking a vault that isn't there",
      of,
    }]);
    await first.set("TWO");
    await first.run("secret remove ONE --yes");
    await first.json("sync");
    check(await run(), root, [{ file: "src/app/sync/sync_take.ts", what: "taking a record", of }]);
  },
});
