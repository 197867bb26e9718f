// Nobody's words move the cursor: whatever another writer has signed into the history, and whatever a platform answers,
// is written without control and format characters, in text and in JSON.

import assert from "node:assert/strict";
import type { NewEvent } from "../../src/domain/events.ts";
import { fingerprint, id, keyEvents, sealed, secretEvents, sourceEvents } from "../log/golden_facts.ts";
import { Scribe } from "../log/scribe.ts";
import { everyCommand } from "../support/commands.ts";
import { writeVault } from "../support/scribed_vault.ts";
import { makeWorld, type World } from "../support/world.ts";

/** A title, a cleared screen, a colour by one character, a turned reading direction, a hidden character, a new line. */
const EVIL = "x\u001b]0;owned\u0007\u001b[2J\u009b31m\u202ey\u200b\r\nz";

/** What may not reach a terminal; of a text's own lines only the ends are left. */
// deno-lint-ignore no-control-regex
const ACTS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]|[\p{Cf}]/u;

/** Commands whose answer is bytes to the letter, for a file or another program. */
const TO_THE_LETTER = new Set(["help", "log export", "completions", "schema", "secret get", "export", "run"]);

/** Every free text of every event, as a signer may write it that passes our own commands by. */
async function evilVault(): Promise<Scribe> {
  const scribe = await Scribe.make(0x51);
  const vault = scribe.vaultId;
  const place = {
    driver: "github",
    address: `https://api.github.com/${EVIL}`,
    identifier: EVIL,
    store: "actions",
    scope: EVIL,
    remoteName: EVIL,
  };
  const source = sourceEvents(EVIL, 1), plain = sourceEvents("resend", 2);
  const evilKey = keyEvents(vault, 1, EVIL, {
    environment: EVIL,
    source: EVIL,
    permission: EVIL,
    description: EVIL,
    remoteName: EVIL,
    domain: EVIL,
  });
  const key = keyEvents(vault, 2, "KEY", { description: EVIL, permission: EVIL });
  const lost = keyEvents(vault, 3, "LOST", { remoteName: EVIL });
  const failed = keyEvents(vault, 4, "FAILED");
  const value = secretEvents(5, EVIL, EVIL), named = secretEvents(6, "NAMED");
  const pushed = { environment: "default", name: "NAMED", ...place, target: EVIL, version: id(6) };
  const facts: NewEvent[] = [
    { ...scribe.beginning, data: { ...scribe.beginning.data, label: EVIL } } as NewEvent,
    {
      type: "recipient.added",
      data: { recipient: "8c1f0a6d3b5e7294", key: `age1${"q".repeat(58)}`, label: EVIL },
    },
    { type: "fingerprint_key.added", data: { fingerprintKey: "1a2b3c4d", ...sealed(0xfe) } },
    source.added,
    plain.added,
    evilKey.asked,
    evilKey.made,
    key.asked,
    key.made,
    key.askedToDelete,
    { ...key.notDeleted, data: { ...key.notDeleted.data, message: EVIL } },
    lost.asked,
    failed.asked,
    { ...failed.refused, data: { ...failed.refused.data, message: EVIL } },
    value.setWith(EVIL),
    named.setWith(EVIL),
    named.limited([EVIL]),
    { type: "target.bound", data: { target: EVIL, ...place, item: "i", token: fingerprint(3) } } as NewEvent,
    { type: "secret.push_requested", id: id(40), data: pushed },
    { type: "secret.pushed", data: { ...pushed, fingerprint: fingerprint(6), request: id(40), mark: EVIL } },
    { type: "secret.push_requested", id: id(41), data: pushed },
    { type: "secret.push_failed", data: { target: EVIL, request: id(41), message: EVIL } },
    { type: "secret.push_requested", id: id(42), data: pushed },
    named.setWith(`${EVIL} again`),
  ];
  for (const fact of facts) await scribe.write(scribe.first, [fact]);
  return scribe;
}

async function assertSilent(
  world: World,
  words: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const { stdout, stderr } = await world.run(words, { env });
  for (const text of [stdout, stderr]) {
    const found = ACTS.exec(text);
    const around = found === null
      ? ""
      : JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 20));
    assert.equal(found, null, `cred ${words.join(" ")}: ${around}`);
  }
}

Deno.test("escapes: what another writer signed does nothing to a terminal", async () => {
  await using world = await makeWorld();
  await writeVault(`${world.folder}/.cred`, await evilVault());
  const looks = [{}, { CRED_COLUMNS: "80", NO_COLOR: "1" }, { CRED_COLUMNS: "40", NO_COLOR: "1" }];
  const arguments_ = [
    [],
    ["resend"],
    ["KEY"],
    ["NAMED"],
    ["resend", "KEY"],
    [EVIL],
    [EVIL, EVIL],
    ["9"],
    ["KEY", "-e", EVIL],
    ["--env", EVIL],
    [EVIL, "NAMED"],
  ];
  let shown = 0;
  for (const command of await everyCommand()) {
    if (TO_THE_LETTER.has(command)) continue;
    for (const more of arguments_) {
      const words = [...command.split(" "), ...more];
      await assertSilent(world, [...words, "--json"], {});
      for (const env of more.length === 0 ? looks : looks.slice(1, 2)) await assertSilent(world, words, env);
      shown++;
    }
  }
  assert.ok(shown > 500, `${shown} runs`);
  // It is there: what is left of it stands in what was read.
  assert.match((await world.run("log")).stdout, /\tx31my z\t/);
  for (const words of ["secret get", "source keys", "secret get -e", "push", "source delete resend"]) {
    await assertSilent(world, ["__complete", "--", ...words.split(" "), ""], {});
  }
});

Deno.test("escapes: a name that a shell would run is not put into a command line", async () => {
  await using world = await makeWorld();
  const scribe = await Scribe.make(0x51);
  const names = ["PLAIN", "$(touch ran)", "`touch ran`", "A;touch ran", "A B", "A\nB", "-rf", "~", "*", "'"];
  await scribe.write(scribe.first, [
    scribe.beginning,
    ...names.flatMap((name, n) => [
      secretEvents(n + 1, name, n === 0 ? "default" : name).set,
      sourceEvents(name, n + 1).added,
    ]),
  ]);
  await writeVault(`${world.folder}/.cred`, scribe);
  for (
    const [words, plain] of [["secret get", "PLAIN"], ["source keys", "PLAIN"], ["secret get -e", "default"]]
  ) {
    const { stdout } = await world.run(["__complete", "--", ...words!.split(" "), ""]);
    const proposed = stdout.trim().split("\n").map((line) => line.split("\t")[0]);
    assert.deepEqual(proposed, [plain]);
  }
});

Deno.test("escapes: what a platform answers does nothing to a terminal", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  assert.equal((await world.run("source generate resend KEY")).status, 0);
  // From here on, what is refused is waited for.
  world.setHaste(50);
  const listing = async (request: Request) => {
    const response = await fetch(request, { redirect: "manual" });
    const text = await response.text();
    if (request.method !== "GET") return new Response(text, response);
    const answer = JSON.parse(text);
    const foreign = { ...answer.data[0], id: crypto.randomUUID(), name: EVIL };
    return Response.json({ ...answer, data: [...answer.data, foreign] });
  };
  const refusing = () =>
    Promise.resolve(
      Response.json({ name: "validation_error", statusCode: 422, message: EVIL }, { status: 422 }),
    );
  const broken = () => Promise.resolve(new Response(EVIL, { status: 500, statusText: "x" }));
  for (const fetch of [listing, refusing, broken]) {
    for (
      const line of [
        "source keys resend",
        "source generate resend OTHER",
        "source delete resend KEY --dry-run",
        "source reconcile resend",
        "source rotate resend KEY --dry-run",
        "source generate resend NARROW --domain elsewhere.example",
        "doctor",
        "status",
        "log",
      ]
    ) {
      for (const words of [line, `${line} --json`]) {
        const { stdout, stderr } = await world.run(words, {
          fetch,
          env: { CRED_COLUMNS: "80", NO_COLOR: "1" },
        });
        assert.doesNotMatch(stdout + stderr, ACTS, words);
      }
    }
  }
});
