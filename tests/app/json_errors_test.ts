// Every kind of error, in text and in JSON: the same words, the status of the table, and with --json one JSON object on
// stderr and nothing on stdout, whatever else there was to tell.

import assert from "node:assert/strict";
import { EXIT_STATUS, type FailureKind } from "../../src/domain/errors.ts";
import { badAnswers } from "../servers/misbehaviour.ts";
import { ADD, KEY, runOk } from "../support/survival.ts";
import { makeWorld, type RunOptions, type World } from "../support/world.ts";

interface Case {
  readonly code: string;
  readonly command: string;
  readonly but?: (world: World) => void;
  readonly how?: RunOptions;
}

const CASES: readonly Case[] = [
  { code: "usage.unknown_command", command: "sorce" },
  { code: "usage", command: "source add" },
  { code: "usage", command: "source list --wrong" },
  { code: "usage.name", command: "source generate resend not-a-name" },
  { code: "usage.name", command: "source add resend --as .. --token x" },
  { code: "usage.permission", command: "source generate resend KEY -p all" },
  { code: "usage.domain", command: "source generate resend KEY -p full_access --domain example.com" },
  { code: "usage.unknown_domain", command: "source generate resend KEY --domain nowhere.example" },
  { code: "usage.unknown_platform", command: "source add sendgrid" },
  { code: "usage.token", command: "source add resend --as x --token \u00e4" },
  { code: "usage.input_missing", command: "source add resend --as x" },
  { code: "usage.input", command: "source add resend --as x --token x --token-stdin" },
  { code: "usage.unconfirmed", command: "source revoke resend" },
  { code: "usage.declined", command: "source revoke resend", how: { answers: ["n"] } },
  { code: "usage.no_vault", command: "status --vault nowhere" },
  { code: "usage.no_vault", command: "status", how: { env: { CRED_VAULT: "nowhere" } } },
  { code: "usage.keychain", command: "source keys resend", how: { env: { CRED_KEYCHAIN: "vault" } } },
  { code: "usage.position", command: "log show 999" },
  {
    code: "usage.bad_address",
    command: "source keys resend",
    how: { env: { RESEND_BASE_URL: "http://x.example" } },
  },
  { code: "access.no_source", command: "source keys other" },
  {
    code: "access.wrong_passphrase",
    command: "source keys resend",
    how: { env: { CRED_PASSPHRASE: "another one" } },
  },
  { code: "access.token_rejected", command: "source add resend --as x --token re_wrong" },
  { code: "conflict.source_exists", command: ADD },
  { code: "conflict.secret_exists", command: KEY },
  { code: "conflict.generated", command: "secret set FIRST_KEY value" },
  {
    code: "conflict.address",
    command: "source keys resend",
    how: { env: { RESEND_BASE_URL: "https://x.example" } },
  },
  { code: "failed.no_secret", command: "secret get NOT_THERE" },
  { code: "failed.platform", command: "source keys resend", but: always(badAnswers.broken()) },
  { code: "failed.platform", command: "source reconcile resend", but: always(badAnswers.html(502)) },
  { code: "failed.quota", command: "source generate resend KEY", but: always(badAnswers.quota()) },
  {
    code: "failed.answer_lost",
    command: "source generate resend KEY",
    but: always({ what: "drop", work: true }),
  },
  { code: "integrity.digest", command: "replay --expect x" },
  { code: "interrupted", command: "source keys resend", how: { interrupt: AbortSignal.abort() } },
  { code: "interrupted", command: "secret set MORE", how: { answers: ["^C"] } },
];

function always(fault: Parameters<World["server"]["misbehave"]>[1]) {
  return (world: World) => world.server.misbehave({ times: 100 }, fault);
}

Deno.test("every error, in text and in JSON", async (t) => {
  await using world = await makeWorld();
  await runOk(world, ADD, [0]);
  await runOk(world, KEY, [0]);
  for (const { code, command, but, how } of CASES) {
    await t.step(`${code}: ${command}`, async () => {
      // Only what goes wrong is waited for in haste, which shortens the time for a call, too.
      const run = async (words: string) => {
        but?.(world);
        if (but !== undefined) world.setHaste(20);
        const outcome = await world.run(words, how);
        world.setHaste(1);
        world.server.behave();
        return outcome;
      };
      const text = await run(command);
      world.clockAheadMs += 300_000;
      if (code === "failed.answer_lost") await runOk(world, "source reconcile resend", [0]);
      const json = await run(`--json ${command}`);
      const { error, ...rest } = JSON.parse(json.stderr.replace(/^(Delete|Value|Master).*?(?=\{)/, ""));
      const status = EXIT_STATUS[code.split(".")[0] as FailureKind];
      assert.equal(error.code, code, json.stderr);
      assert.deepEqual(rest, {});
      assert.equal(text.status, status, text.stderr);
      assert.equal(json.status, status);
      assert.equal(text.stdout + json.stdout, "");
      assert.ok(json.stderr.endsWith("}\n"));
      assert.match(error.message, /^[^\n]+[^.\n]$/, "one line without a full stop");
      assert.match(error.message, /^[^A-Z]|^Resend |^[A-Z]+_|^CRED/, "lower case");
      assert.ok(text.stderr.includes(`error: ${error.message}\n`), text.stderr);
      for (const hint of error.hints) assert.ok(text.stderr.includes(`hint: ${hint}\n`), hint);
      if (status === 2 || status === 4 || status === 5) {
        if (code !== "usage.declined" && code !== "usage.input") {
          assert.ok(error.hints.length > 0, "no way on");
        }
      }
    });
  }
});
