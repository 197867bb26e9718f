// A file system without locks, as network shares and containers may have them: refused with words, and nothing is done.

import assert from "node:assert/strict";
import { type Injection, trace, whyNoStrace } from "../support/strace.ts";
import { rootOf } from "../support/saved_world.ts";
import { ADD, runOk } from "../support/survival.ts";
import { filesBelow } from "../support/team.ts";
import { makeWorld } from "../support/world.ts";

const skipped = whyNoStrace();
const FAULTS: readonly Injection["fault"][] = ["ENOLCK", "EOPNOTSUPP", "ENOSYS"];

for (const fault of FAULTS) {
  Deno.test({
    name: `locks: ${fault} is refused, naming the folder and what to do${skipped}`,
    ignore: skipped !== "",
    fn: async () => {
      await using world = await makeWorld();
      const root = rootOf(world);
      for (const command of ["init", ADD]) await runOk(world, command, [0]);
      const before = filesBelow(`${world.folder}/.cred`), requests = world.server.requests.length;
      const [vault] = [...Deno.readDirSync(`${world.home}/vaults`)];
      for (const command of ["secret set NAME value", "source generate resend KEY"]) {
        const inject = { name: "flock", when: 1, fault };
        const args = command.split(" ");
        const { status, stdout, stderr } = await trace({
          root,
          args,
          env: world.env,
          cwd: world.folder,
          inject,
        });
        assert.equal(status, 1, stderr);
        assert.equal(stdout, "");
        const [error, hint] = stderr.split("\n").filter((line) => /^(error|hint: set)/.test(line));
        assert.match(
          error!,
          new RegExp(`the file system that holds "${world.home}/vaults/${vault!.name}" has no locks`),
        );
        assert.match(hint!, /set CRED_HOME to a folder on a local disk/);
      }
      assert.deepEqual(filesBelow(`${world.folder}/.cred`), before);
      assert.equal(world.server.requests.length, requests);
    },
  });
}
