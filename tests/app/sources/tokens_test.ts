// Master tokens that are wrong, weak, of another account, or gone; and addresses that somebody moved. A key that the
// account doesn't have is not gone, as long as it may be another account that was asked.

import assert from "node:assert/strict";
import { ADD, holds, KEY, liveSecrets, runOk } from "../../support/survival.ts";
import { makeWorld, type World } from "../../support/world.ts";

async function ready(): Promise<World> {
  const world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, KEY, [0]);
  return world;
}

const items = (world: World) =>
  [...Deno.readDirSync(`${world.home}/keychain/items`)].filter(({ name }) => name.startsWith("token-"))
    .length;

Deno.test("tokens that are no master token", async (t) => {
  await using world = await makeWorld();
  const { account } = world.server;
  const sending = account.addKey({ name: "sending", permission: "sending_access" }).token;
  const revoked = account.addKey({ name: "revoked" });
  account.removeKey(revoked.id);
  const cases: readonly (readonly [string, string, number, RegExp])[] = [
    ["unknown", "re_AAAAAAAA_BBBBBBBBBBBBBBBBBBBBBBBB", 4, /wrong or revoked\nhint: .*https:\/\/resend/],
    ["revoked", revoked.token, 4, /wrong or revoked/],
    ["for sending only", sending, 4, /for sending only\nhint: .*full_access/],
    ["with a newline in it", "re_AAAAAAAA\n_BBBB", 2, /not one line of printable/],
    ["with a line of its own after it", `${world.server.masterKey}\nX-Evil: 1`, 2, /not one line/],
    ["with a space", `${world.server.masterKey} `, 2, /not one line/],
    ["with a NUL", `re_\0`, 2, /not one line/],
    ["not ASCII", "re_ä", 2, /not one line/],
    ["empty", "", 2, /is empty/],
    ["too long", "re_".padEnd(5_000, "x"), 2, /not one line/],
    ["in quotes", `"${world.server.masterKey}"`, 4, /wrong or revoked/],
  ];
  for (const [what, token, status, says] of cases) {
    await t.step(what, async () => {
      Deno.writeTextFileSync(`${world.folder}/token`, token);
      const ways: readonly [string[], object][] = [
        [["--token", token], {}],
        [["--token-stdin"], { stdin: token }],
        [["--token-file", "token"], {}],
        [["--token-env", "TOKEN"], { env: { TOKEN: token } }],
        [[], { answers: [token] }],
      ];
      for (const [words, how] of ways) {
        if (token === "" && words[0] === "--token-env") continue;
        const outcome = await world.run(["source", "add", "resend", ...words], how);
        assert.equal(outcome.status, status, `${words[0]}: ${outcome.stderr}`);
        assert.match(outcome.stderr, says);
        assert.equal(outcome.stdout, "");
        if (token !== "" && token.length > 6) assert.ok(!outcome.stderr.includes(token), "it is repeated");
      }
    });
  }
  assert.equal((await world.json("status")).vault, undefined, "a vault was made");
  for (const ending of ["\n", "\r\n"]) {
    const stdin = `${world.server.masterKey}${ending}`;
    await runOk(world, `source add resend --token-stdin --as with-${ending.length}`, [0], { stdin });
  }
});

Deno.test("a token that was revoked at the platform after it was added", async () => {
  await using world = await ready();
  const { account } = world.server;
  const other = account.addKey({ name: "new master" });
  account.removeKey(account.keyOfToken(world.server.masterKey)!.id);
  for (
    const command of [
      "source generate resend KEY",
      "source keys resend",
      "source delete resend FIRST_KEY --yes",
      "source reconcile resend",
      "source revoke resend --yes",
    ]
  ) {
    const { status, stderr } = await world.run(command);
    assert.equal(status, 4, `${command}: ${stderr}`);
    assert.match(stderr, /wrong or revoked\nhint: /);
  }
  assert.deepEqual(await liveSecrets(world), ["FIRST_KEY"]);
  await runOk(world, "source add resend --replace --token-env NEW", [0], { env: { NEW: other.token } });
  assert.equal(items(world), 1);
  await holds(world);
  await runOk(world, "source delete resend FIRST_KEY --yes", [0]);
});

Deno.test("another account's token is refused while keys live; nothing there is touched or called gone", async () => {
  await using world = await ready();
  const other = world.server.addAccount();
  const theirs = other.addKey({ name: "theirs" });
  const env = { OTHER: other.masterKey };
  for (const extra of ["", " --no-verify"]) {
    const { status, stderr } = await world.run(`source add resend --replace --token-env OTHER${extra}`, {
      env,
    });
    assert.equal(status, 5, stderr);
    assert.match(stderr, /sees none of the 1 live keys.*another account\nhint: .*--as NAME/);
  }
  assert.equal(items(world), 1, "the refused token stays in the keychain");
  await holds(world);

  await runOk(world, "source add resend --as other --token-env OTHER", [0], { env });
  assert.equal((await world.run("source generate other THEIR_KEY")).status, 0);
  assert.equal(other.keys.length, 3);
  await runOk(world, "source delete other THEIR_KEY --yes", [0]);
  await runOk(world, "source revoke resend --yes", [0]);
  await runOk(world, "source revoke other --yes", [0]);
  assert.ok(other.key(theirs.id));
  assert.equal(other.keys.length, 2);
});

Deno.test("with no key alive the account may change; what stood open in the old one is not called settled", async () => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  const hold = world.server.hold({ method: "POST" }, "after");
  const interrupt = new AbortController();
  const cut = world.run("source generate resend KEY", { interrupt: interrupt.signal });
  await hold.arrived;
  interrupt.abort(new Error("stop"));
  assert.equal((await cut).status, 130);
  hold.release();

  const other = world.server.addAccount();
  await runOk(world, "source add resend --replace --token-env OTHER", [0], {
    env: { OTHER: other.masterKey },
  });
  world.clockAheadMs += 300_000;
  const { status, stdout } = await world.run("source reconcile resend");
  assert.equal(status, 3, stdout);
  assert.match(stdout, /unsettled {2}KEY: the master token is for another account/);
  const revoked = await world.run("source revoke resend --yes");
  assert.equal(revoked.status, 3, "not revoked: its stray lives in the other account");
  await runOk(world, "source add resend --replace --token-env RESEND_API_KEY", [0]);
  await runOk(world, "source reconcile resend", [0]);
  assert.equal(world.server.keys.length, 1, "the stray was found where it was made");
  await runOk(world, "source revoke resend --yes", [0]);
});

Deno.test("a token of an account that the source has left is not taken back while keys live in the new one", async () => {
  await using world = await makeWorld();
  const other = world.server.addAccount();
  const env = { OTHER: other.masterKey };
  await runOk(world, ADD, [0]);
  await runOk(world, "source add resend --replace --token-env OTHER", [0], { env });
  await runOk(world, "source generate resend THEIR_KEY", [0]);
  const back = await world.run("source add resend --replace --token-env RESEND_API_KEY");
  assert.equal(back.status, 5, back.stderr);
  assert.match(back.stderr, /sees none of the 1 live keys.*another account\nhint: .*--as NAME/);
  await runOk(world, "source delete resend THEIR_KEY --yes", [0]);
  assert.equal(other.keys.length, 1);
  await runOk(world, "source add resend --replace --token-env RESEND_API_KEY", [0]);
});

Deno.test("the address moved after the source was added", async (t) => {
  await using world = await ready();
  await using second = await makeWorld();
  const moved = { RESEND_BASE_URL: second.server.url };
  const commands = [
    "source generate resend KEY",
    "source keys resend",
    "source delete resend FIRST_KEY --yes",
    "source reconcile resend",
    "source revoke resend --yes",
  ];
  for (const env of [moved, { RESEND_BASE_URL: "" }]) {
    for (const command of commands) {
      const { status, stderr } = await world.run(command, { env });
      assert.equal(status, 5, `${command}: ${stderr}`);
      assert.match(
        stderr,
        /was configured for "http:\/\/127.*but RESEND_BASE_URL says "http.*\nhint: .*\nhint: .*--replace/,
      );
    }
  }
  assert.equal(second.server.requests.length, 0, "the token went to another address");
  const bad: Readonly<Record<string, RegExp>> = {
    "http://api.resend.com": /must start with https:\/\//,
    "http://127.0.0.1.evil.example": /must start with https:\/\//,
    "https://user:hunter2secret@api.resend.com": /must not hold a user name or password/,
    "https://api.resend.com?x=hunter2secret": /must not hold a query/,
    "ftp://api.resend.com": /must start with https:\/\//,
    "file:///etc/passwd": /must start with https:\/\//,
    "api.resend.com": /not a web address|must start with https/,
    "\x1b[2J": /not a web address/,
  };
  for (const [address, says] of Object.entries(bad)) {
    await t.step(address, async () => {
      for (const command of [...commands, "source add resend --as other --token-env RESEND_API_KEY"]) {
        const { status, stderr } = await world.run(command, { env: { RESEND_BASE_URL: address } });
        assert.equal(status, 2, `${command}: ${stderr}`);
        assert.match(stderr, says);
        assert.ok(!stderr.includes("hunter2secret"));
      }
    });
  }
  await holds(world);
});

Deno.test("keys that somebody deleted at the platform by hand", async () => {
  await using world = await ready();
  await runOk(world, "source generate resend SECOND_KEY", [0]);
  await runOk(world, "source generate resend THIRD_KEY", [0]);
  const mine = world.server.keys.filter(({ name }) => name.includes(" cred-"));
  world.server.account.removeKey(mine[0]!.id);
  const one = await world.json("source reconcile resend");
  assert.equal(one.vanished.length, 1);
  assert.equal((await world.json("status")).vanished.length, 1);
  for (const { id } of mine.slice(1)) world.server.account.removeKey(id);
  const all = await world.run("source reconcile resend");
  assert.equal(all.status, 5);
  assert.match(
    all.stderr,
    /lists none of the 2 live keys.*none was recorded as gone\nhint: .*--accept-missing/,
  );
  await runOk(world, "source reconcile resend --accept-missing", [0]);
  for (const name of ["FIRST_KEY", "SECOND_KEY", "THIRD_KEY"]) {
    const gone = await world.json(`source delete resend ${name} --yes`);
    assert.equal(gone.result, "already_absent");
  }
  assert.deepEqual(await liveSecrets(world), []);
});
