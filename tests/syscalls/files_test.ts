// The writes beside a vault's own: what a user asked to be written, and what a machine keeps for itself. Each stands at
// the top of the file that owns it, and no file of the program writes without saying how.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { commentedLines, linesOf } from "../support/call_lines.ts";
import { rootOf } from "../support/saved_world.ts";
import { trace, whyNoStrace } from "../support/strace.ts";
import { makeWorld } from "../support/world.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]syscalls$/, "");
const skipped = whyNoStrace();

/** Commands, each with the file that owns what it writes, and which of the lines are that. */
const WRITES: readonly (readonly [command: string, file: string, what: string, of: RegExp])[] = [
  ["status", "src/vault/snapshot.ts", "keeping one", /snapshot/],
  ["keychain use file", "src/app/keychain/keychain_choice.ts", "keeping the choice", /config|^home fsync/],
  ["export --to out.env", "src/app/secrets/export_secrets.ts", "an export", /out\.env|^work/],
  ["log prove 1 --out made.tlog-proof", "src/app/history/log_prove.ts", "writing a proof", /proof|^work/],
  ["log export --tiles tiles", "src/app/history/log_export.ts", "writing tiles", /tile|^work/],
  ["keychain passphrase", "src/keychain/file/passphrase.ts", "changing it", /keychain/],
  ["recovery create --to recovery.age", "src/app/access/recovery_create.ts", "its file", /recovery|^work/],
];

Deno.test({
  name: `system calls: what is written beside a vault${skipped}`,
  ignore: skipped !== "",
  fn: async () => {
    await using world = await makeWorld();
    const root = rootOf(world), passphrase = await generateX25519Identity();
    const env = { ...world.env, CRED_NEW_PASSPHRASE: passphrase, CRED_RECOVERY_PASSPHRASE: passphrase };
    // Made by this process: the traced ones take the same random numbers each time.
    assert.equal((await world.run("init")).status, 0);
    for (const [command, file, what, of] of WRITES) {
      const { status, stderr, calls } = await trace({
        root,
        args: command.split(" "),
        env: command.startsWith("recovery") ? { ...env, CRED_PASSPHRASE: passphrase } : env,
        cwd: world.folder,
        stdin: "",
      });
      assert.equal(status, 0, `${command}: ${stderr}`);
      const expected = commentedLines(Deno.readTextFileSync(`${ROOT}/${file}`), what);
      const found = linesOf(calls, root).filter((line) => of.test(line));
      assert.deepEqual(found, expected, `${file}: System calls of ${what}`);
    }
  },
});

/** They make this machine's own folder for a vault, or try whether a place can be written to, and nothing else. */
const NO_OWNERS = new Set([
  "src/app/doctor/paths.ts",
  "src/app/sources/remote_lock.ts",
  "src/app/sync/sync.ts",
  "src/app/take_snapshot.ts",
  "src/app/vault.ts",
]);

Deno.test("system calls: whoever writes files says in which order", () => {
  const silent: string[] = [];
  const walk = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${ROOT}/${folder}`)) {
      const path = `${folder}/${name}`;
      if (isDirectory) walk(path);
      else if (path.endsWith(".ts")) {
        const text = Deno.readTextFileSync(`${ROOT}/${path}`);
        const writes =
          /\bfiles\.(?:create|replace|append|truncate|move|remove|removeFolder|makeFolder|cache)\(/.test(
            text,
          );
        if (writes && !/^\/\/ System calls of /m.test(text)) silent.push(path);
      }
    }
  };
  walk("src");
  assert.deepEqual(silent.sort(), [...NO_OWNERS].sort());
});
