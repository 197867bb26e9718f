// The README's shell job of "In CI", run to the letter: in a clone, with no secret, against histories that should pass
// and histories that shouldn't.

import assert from "node:assert/strict";
import type { NewEvent } from "../../../src/domain/events.ts";
import { Scribe } from "../../log/scribe.ts";
import { keyOf, remark, writeVault } from "../../support/scribed_vault.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]tests[\\/]app[\\/]history$/, "");
const script = /^```sh ci\n([^]*?)^```$/m.exec(await Deno.readTextFile(`${ROOT}/README.md`))![1]!;

/** An origin with the vault's branch, a clone of it, and `cred` on the PATH. */
class Forge implements AsyncDisposable {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async open(): Promise<Forge> {
    const forge = new Forge(await Deno.makeTempDir({ prefix: "cred-ci-" }));
    await Deno.mkdir(`${forge.root}/bin`);
    const cred = `${forge.root}/bin/cred`;
    await Deno.writeTextFile(
      cred,
      `#!/bin/sh\nexec "${Deno.execPath()}" run -A --no-check "${ROOT}/main.ts" "$@"\n`,
    );
    await Deno.chmod(cred, 0o755);
    const made = await forge.sh(
      "git init -q -b main origin && git init -q -b main clone && git -C clone remote add origin ../origin",
    );
    assert.equal(made.code, 0, made.err);
    return forge;
  }

  /** Puts a scribe's vault on the branch, in place of what was there; `values` by the hash that names them. */
  async publish(scribe: Scribe, values: Readonly<Record<string, string>> = {}): Promise<void> {
    await writeVault(`${this.root}/vault`, scribe);
    await Deno.mkdir(`${this.root}/vault/values`, { recursive: true });
    for (const [hash, text] of Object.entries(values)) {
      await Deno.writeTextFile(`${this.root}/vault/values/${hash}.age`, text);
    }
    const git =
      "git -c user.name=t -c user.email=t@t -c commit.gpgsign=false --git-dir origin/.git --work-tree vault";
    const { code, err } = await this.sh(
      `git --git-dir origin/.git symbolic-ref HEAD refs/heads/cred && ${git} add -A -f && ${git} commit -q -m vault`,
    );
    assert.equal(code, 0, err);
  }

  sh(text: string, signer = "", cwd = "") {
    const { root } = this;
    // Deno's own cache stays where it is: HOME is another one.
    const cache = Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
    return new Deno.Command("sh", {
      args: ["-c", text],
      cwd: `${root}/${cwd}`,
      clearEnv: true,
      env: {
        PATH: `${root}/bin:${Deno.env.get("PATH")}`,
        HOME: root,
        DENO_DIR: cache,
        CRED_SIGNER: signer,
        CRED_KEYCHAIN: "none",
      },
    }).output().then(({ code, stdout, stderr }) => ({
      code,
      out: new TextDecoder().decode(stdout),
      err: new TextDecoder().decode(stderr),
    }));
  }

  async expect(position: string): Promise<void> {
    const { out, err } = await this.sh(`cred replay --vault vault --at ${position}`);
    assert.match(out, /^sha256:/, err);
    await Deno.writeTextFile(`${this.root}/clone/cred.expected`, `${position} ${out}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

Deno.test("readme: the shell job passes what grew and stops at what was rewritten", async () => {
  await using forge = await Forge.open();
  const scribe = await Scribe.make();
  const job = (key = keyOf(scribe)) => forge.sh(script, key, "clone");
  await scribe.begin();
  await scribe.write(scribe.first, [remark(1), remark(2)]);
  await forge.publish(scribe);
  await forge.expect(`${scribe.first}:1`);
  const first = await job();
  assert.equal(first.code, 0, first.err);

  await scribe.write(scribe.first, [remark(3)]);
  await forge.publish(scribe);
  const second = await job();
  assert.equal(second.code, 0, second.err);
  assert.match(second.out, /^extends .*last\.checkpoint, which had 3 records$/m);

  const other = await Scribe.make(9);
  await other.begin();
  assert.match((await job(keyOf(other))).err, /^error: the first signer of .* and not /m);

  const rewritten = await Scribe.make();
  await rewritten.begin();
  await rewritten.write(rewritten.first, [remark(1), remark(20), remark(21), remark(22), remark(23)]);
  await forge.publish(rewritten);
  const third = await job();
  assert.equal(third.code, 6);
  assert.match(third.err, /the first 4 records of log [0-9a-f]+ are others now$/m);

  await forge.publish(scribe);
  await Deno.writeTextFile(`${forge.root}/clone/cred.expected`, `1 sha256:${"0".repeat(64)}\n`);
  const fourth = await job();
  assert.deepEqual([fourth.code, /^error: the replay's digest is /m.test(fourth.err)], [6, true], fourth.err);
});

Deno.test("readme: the shell job stops at a key without an answer", async () => {
  await using forge = await Forge.open();
  const scribe = await Scribe.make();
  await scribe.begin();
  await scribe.write(scribe.first, [{
    type: "key.requested",
    data: {
      environment: "default",
      name: "MAIL_KEY",
      source: "resend",
      permission: "sending_access",
      remoteName: "MAIL_KEY",
      token: "fk:1",
      deadline: "2026-11-23T12:01:00.000Z",
    },
  }]);
  await forge.publish(scribe);
  await forge.expect(`${scribe.first}:0`);
  const { code, err } = await forge.sh(script, keyOf(scribe), "clone");
  assert.deepEqual([code, err], [1, "warning: unsettled: MAIL_KEY at resend\n"]);
});

Deno.test("readme: the shell job stops at a place that has an older version", async () => {
  await using forge = await Forge.open();
  const scribe = await Scribe.make();
  await scribe.begin();
  const secret = { environment: "default", name: "NAME" };
  const value = "1b4f0e9851971998e732078544c96b36c3d01cedf7caa332359d6f1d83567014";
  const set: NewEvent = {
    type: "secret.set",
    data: { ...secret, sealed: value, to: ["r1"], fingerprint: "fk:1" },
  };
  const place = {
    driver: "github",
    address: "https://api.github.com",
    identifier: "acme/app",
    store: "actions",
    remoteName: "NAME",
  };
  const [{ id: version } = { id: "" }] = await scribe.write(scribe.first, [set]);
  const push = { ...secret, ...place, target: "github", version };
  const [{ id: request } = { id: "" }] = await scribe.write(scribe.first, [
    { type: "secret.push_requested", data: push },
  ]);
  await scribe.write(scribe.first, [{
    type: "secret.pushed",
    data: { ...push, fingerprint: "fk:1", request },
  }]);
  await forge.publish(scribe, { [value]: "test1" });
  await forge.expect(`${scribe.first}:1`);
  const settled = await forge.sh(script, keyOf(scribe), "clone");
  assert.equal(settled.code, 0, settled.err);

  await scribe.write(scribe.first, [{ ...set, data: { ...set.data, fingerprint: "fk:2" } } as NewEvent]);
  await forge.publish(scribe, { [value]: "test1" });
  const { code, err } = await forge.sh(script, keyOf(scribe), "clone");
  assert.deepEqual([code, err], [1, "warning: behind: NAME at github\n"]);
});
