// Every command of the program, with right and wrong words, in text and in JSON: none prints a master token, a key of
// the vault or a value but `secret get`, and no file holds one in plain text or in base64.

import assert from "node:assert/strict";
import { rootRoutes } from "../../src/cli/routes/root.ts";
import { rootOf } from "../support/saved_world.ts";
import { assertNothingInPlain, filesUnder, TOKEN } from "../support/secrets_at_rest.ts";
import { makeWorld, type RunOptions, type World } from "../support/world.ts";

const VALUE = "a value that nobody may read";
const SECOND = "another value that nobody may read";

/** Commands whose answer is a secret's value. */
const SHOWS_VALUE = new Set(["secret get", "export"]);

/** Ways to give a command that do something, for those that need more than words. */
const FIRST: readonly (readonly [command: string, how?: RunOptions])[] = [
  ["init"],
  ["source add resend --token TOKEN"],
  ["source add resend --as from-env --token-env RESEND_API_KEY"],
  ["source add resend --as from-stdin --token-stdin", { stdin: "TOKEN" }],
  ["source add resend --as from-file --token-file token.txt"],
  ["source add resend --as asked", { answers: ["TOKEN"] }],
  ["source add resend --replace --token TOKEN --dry-run"],
  ["source add resend --replace --token TOKEN"],
  ["source generate resend FIRST_KEY -d first"],
  ["source generate resend FULL_KEY -p full_access -e staging"],
  ["source generate resend DRY_KEY --dry-run"],
  ["secret set MANUAL VALUE"],
  ["secret set MANUAL --stdin", { stdin: "SECOND" }],
  ["secret set FROM_FILE --file value.txt -e staging"],
  ["secret set ASKED", { answers: ["VALUE"] }],
  ["secret describe MANUAL described"],
];

const LAST = [
  "source delete resend FIRST_KEY --dry-run",
  "source delete resend FIRST_KEY --yes",
  "secret remove MANUAL --yes",
  "source reconcile resend",
  "source revoke resend --dry-run",
  "source revoke resend --yes",
  "log",
  "log --json",
  "status --json",
];

interface Routes {
  getAllEntries?(): readonly { readonly name: { readonly original: string }; readonly target: Routes }[];
}

/** The words of every command that there is. */
function* allCommands(routes: Routes, words: readonly string[] = []): Generator<string> {
  for (const { name, target } of routes.getAllEntries?.() ?? []) {
    const own = [...words, name.original];
    if (target.getAllEntries === undefined) yield own.join(" ");
    else yield* allCommands(target, own);
  }
}

function assertSilent(world: World, command: string, outcome: { stdout: string; stderr: string }): void {
  const { stderr } = outcome;
  const words = command.split(" ");
  const shows = [words[0]!, words.slice(0, 2).join(" ")].some((one) => SHOWS_VALUE.has(one));
  const stdout = shows ? "" : outcome.stdout;
  for (const text of [stdout, stderr]) {
    assert.doesNotMatch(text, TOKEN, command);
    assert.ok(!text.includes("AGE-SECRET-KEY-1"), command);
    for (const secret of [VALUE, SECOND, world.server.masterKey]) {
      assert.ok(!text.includes(secret) && !text.includes(btoa(secret).replace(/=+$/, "")), command);
    }
  }
}

Deno.test("no command prints, exports or stores what is secret", async () => {
  await using world = await makeWorld();
  const fill = (text: string) =>
    text.replaceAll("TOKEN", world.server.masterKey).replaceAll("VALUE", VALUE).replaceAll("SECOND", SECOND);
  Deno.writeTextFileSync(`${world.folder}/token.txt`, world.server.masterKey);
  Deno.writeTextFileSync(`${world.folder}/value.txt`, VALUE);
  let count = 0;
  async function tell(command: string, how: RunOptions = {}): Promise<number> {
    const outcome = await world.run(command.split(" ").map(fill), how);
    assertSilent(world, command, outcome);
    count++;
    return outcome.status;
  }
  for (const [command, how = {}] of FIRST) {
    const filled = {
      ...how,
      ...(how.answers === undefined ? {} : { answers: how.answers.map(fill) }),
      ...(typeof how.stdin === "string" ? { stdin: fill(how.stdin) } : {}),
    };
    assert.equal(await tell(command, filled), 0, command);
  }
  Deno.removeSync(`${world.folder}/token.txt`);
  Deno.removeSync(`${world.folder}/value.txt`);

  const commands = [...allCommands(await rootRoutes() as Routes)];
  assert.ok(commands.length >= 18, commands.join());
  // What would change the world is tried at its end.
  const words = [
    "",
    "resend",
    "MANUAL",
    "FIRST_KEY",
    "4",
    "resend FIRST_KEY",
    "resend NOT_THERE",
    "MANUAL wrong",
    "-e staging FULL_KEY",
  ];
  const mild = commands.filter((one) => !/^(source (add|revoke|reconcile)|init|secret set)/.test(one));
  for (const command of mild) {
    for (const more of words) {
      const line = `${command} ${more}`.trim();
      for (
        const flags of ["", " --json", " --no-input --json", " --dry-run", " --dry-run --json", " --help"]
      ) {
        await tell(line + flags);
      }
    }
  }
  for (const command of commands) {
    // A keychain that can't be opened, no keychain, a platform that shouts what it was sent, no vault, a dead disk.
    await tell(`${command} resend FIRST_KEY --yes`, { env: { CRED_PASSPHRASE: "wrong-passphrase" } });
    await tell(`${command} resend FIRST_KEY --yes --json`, {
      env: { CRED_KEYCHAIN: "nonsense" },
    });
    await tell(`${command} resend FIRST_KEY --vault nowhere`);
    const echo = (request: Request) => {
      const text = `${request.headers.get("authorization")} ${VALUE.length}`;
      return Promise.resolve(Response.json({ name: "application_error", message: text }, { status: 422 }));
    };
    for (const json of ["", " --json"]) await tell(`${command} resend NEW_KEY --yes${json}`, { fetch: echo });
    const garbage = () => Promise.reject(new TypeError(`lost: Bearer ${world.server.masterKey}`));
    await tell(`${command} resend NEW_KEY --yes`, { fetch: garbage, interrupt: AbortSignal.abort() });
    // A secret in the wrong place is not repeated.
    await tell(`${command} A B C D E F G TOKEN`);
    await tell(`${command} A --tokn=TOKEN`);
  }
  for (const command of LAST) await tell(command);
  assert.ok(count > 1_000, `${count} runs`);

  assertNothingInPlain(rootOf(world), [VALUE, SECOND]);
  for (const path of filesUnder(rootOf(world))) {
    assert.ok(!Deno.readTextFileSync(path).includes("AGE-SECRET-KEY-1"), path);
  }
  for (const { path, query, body } of world.server.requests) assert.doesNotMatch(path + query + body, TOKEN);
});

Deno.test("secret get prints the value and nothing else, to stdout alone", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run(["secret", "set", "MANUAL", VALUE])).status, 0);
  const { stdout, stderr } = await world.run("secret get MANUAL");
  assert.equal(stdout, `${VALUE}\n`);
  assert.equal(stderr, "");
  const json = await world.run("secret get MANUAL --json");
  assert.equal(JSON.parse(json.stdout).value, VALUE);
  assert.equal(json.stderr, "");
});
