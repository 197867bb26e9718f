// Every command's --json, in the situations it has: no vault, a usual one, a dry run, half done. Whether an answer fits
// its schema is checked by the world (tests/support/json_answers.ts), here and in every other test; here is held that
// no command is left out. A new command: a line in USUAL.

import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { newcomer } from "../support/clones.ts";
import { foundCommands } from "../support/commands.ts";
import { denoFolder } from "../support/deno_folder.ts";
import { answered, checkJson, SILENT } from "../support/json_answers.ts";
import { keyringRefusal } from "../support/kernel_keyring.ts";
import { makeTeam } from "../support/team.ts";
import { makeWorld, type RunOptions } from "../support/world.ts";

/** A command that must answer; `status` where it isn't 0. */
type Step = string | { readonly line: string; readonly status?: number; readonly how?: RunOptions };

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const NO_KEYRING = keyringRefusal() !== undefined;
const NEED_KEYRING = ["unlock", "lock"];

const DAY_MS = 86_400_000;
const GIVEN = [
  "source add resend --token-env RESEND_API_KEY",
  "source generate resend STAGING_KEY -e staging",
  "source generate resend FIRST_KEY --expires 1d",
  "source rotate resend STAGING_KEY -e staging",
];
/** While the platform deletes nothing. */
const HALF_DONE = [
  "source prune --expired --yes",
  "env delete staging --delete-keys --yes",
  "source revoke resend --yes",
];

/** An age identity, for which nothing is stretched. */
const LATER = await generateX25519Identity();

/** One after the other in one world. Those that end in `--dry-run` come before what they only tell. */
const USUAL: readonly Step[] = [
  "--version",
  "init --dry-run",
  "init",
  "schema",
  "schema error",
  "schema --all",
  "completions bash",
  "help formats",
  "source add resend --token-env RESEND_API_KEY --dry-run",
  "source add resend --token-env RESEND_API_KEY",
  "source list",
  "source generate resend FIRST_KEY -d one --dry-run",
  "source generate resend FIRST_KEY -d one --expires 1d",
  "source generate resend SECOND_KEY -e staging",
  "source keys resend",
  "source token resend --list",
  "source reconcile resend --dry-run",
  "source reconcile resend",
  "secret set DATABASE_URL value --dry-run",
  "secret set DATABASE_URL value -d primary --expires 30d",
  "secret set DATABASE_URL other",
  "secret describe DATABASE_URL words --dry-run",
  "secret describe DATABASE_URL words",
  "secret limit DATABASE_URL --to all --dry-run",
  "secret limit DATABASE_URL --to dotenv",
  "secret list",
  "secret get DATABASE_URL",
  "secret history DATABASE_URL",
  "secret diff DATABASE_URL",
  "secret rollback DATABASE_URL --dry-run",
  "secret rollback DATABASE_URL",
  { line: "secret identify", how: { stdin: "value" } },
  { line: "secret identify", how: { stdin: "a value that nobody has" }, status: 1 },
  "secret generate SIGNING_KEY --type ed25519 --dry-run",
  "secret generate SIGNING_KEY --type ed25519",
  { line: "secret set BYTES --stdin", how: { stdin: Uint8Array.of(255, 0, 1) } },
  "secret get BYTES",
  "policy set max-age 90d --dry-run",
  "policy set max-age 90d",
  "policy list",
  "due --within 365d",
  "policy unset max-age --dry-run",
  "policy unset max-age",
  "target add dotenv .env --dry-run",
  "target add dotenv .env",
  "target bind dotenv .env.staging --env staging --dry-run",
  "target bind dotenv .env.staging --env staging",
  "target list",
  "diff dotenv",
  "push dotenv DATABASE_URL FIRST_KEY --dry-run",
  "push dotenv DATABASE_URL FIRST_KEY",
  "target secrets dotenv",
  "source rotate resend FIRST_KEY --dry-run",
  "source rotate resend FIRST_KEY --push",
  "env copy default staging --dry-run",
  "env copy default staging",
  "env list",
  "env delete staging --delete-keys --dry-run",
  "env delete staging --delete-keys --yes",
  "export --only DATABASE_URL",
  "export --only DATABASE_URL --to out.env",
  "import out.env -e production --dry-run",
  "import out.env -e production",
  "status",
  "doctor",
  "log",
  "log show 3",
  "log diff 3",
  "log verify --full",
  "log checkpoint",
  "log prove 3 --out proof",
  "log prove 3",
  "log export --format jsonl",
  "log export --tiles tiles",
  "replay",
  "signer list",
  "access list",
  "access create ci --read-only --dry-run",
  "access create ci --read-only",
  "access seal --dry-run",
  "access seal",
  "keychain status",
  { line: "keychain passphrase --dry-run", how: { env: { CRED_NEW_PASSPHRASE: LATER } } },
  "sync --local --dry-run",
  "sync --local",
  "secret remove DATABASE_URL --dry-run",
  "secret remove DATABASE_URL --yes",
  "source prune --expired --dry-run",
  "source prune --expired --yes",
  "prune dotenv --dry-run",
  "prune dotenv --yes",
  "target remove dotenv --dry-run",
  "target remove dotenv --yes",
  "source token resend --token-env RESEND_API_KEY --dry-run",
  "source delete resend FIRST_KEY --dry-run",
  "source delete resend FIRST_KEY --yes",
  "source revoke resend --dry-run",
  "source revoke resend --yes",
  { line: "keychain passphrase", how: { env: { CRED_NEW_PASSPHRASE: LATER } } },
];

Deno.test("json: without a vault, every command answers or says why not", async () => {
  for (const { words, changes } of await foundCommands()) {
    await using world = await makeWorld();
    for (const flags of [...changes ? ["--json --dry-run"] : [], "--json"]) {
      const { status } = await world.run(`${words} ${flags}`);
      assert.ok([0, 1, 2, 4].includes(status), `cred ${words} ${flags}: ${status}`);
    }
  }
});

Deno.test("json: every command answers, and says what it would do where it has --dry-run", async (t) => {
  await t.step("in a usual vault", usualAnswers);
  await t.step("where a key was made elsewhere", adoptionAnswers);
  await t.step("where others are let in", accessAnswers);
  await t.step("where another keychain is chosen", keychainAnswers);
  await t.step({ name: "where the kernel has a keyring", ignore: NO_KEYRING, fn: keyringAnswers });
  await t.step("and none is left out", async () => {
    const away = [...SILENT, ...NO_KEYRING ? NEED_KEYRING : []];
    const expected = (await foundCommands()).filter(({ words }) => !away.includes(words))
      .flatMap(({ words, changes }) => changes ? [words, `${words} --dry-run`] : [words]);
    assert.deepEqual(
      expected.filter((words) => !answered.has(words)),
      [],
      "give it a line in USUAL, or a step of its own",
    );
  });
});

Deno.test("json: what was only partly done is told in the same shape", async () => {
  await using world = await makeWorld();
  for (const line of GIVEN) await world.json(line);
  world.clockAheadMs += 2 * DAY_MS;
  const refusal = { what: "answer", work: false, status: 422, body: { message: "no" } } as const;
  world.server.misbehave({ method: "DELETE", times: 1_000 }, refusal);
  const { tokens } = await world.json("source token resend --list");
  for (const line of [...HALF_DONE, `source revoke resend --minted-by ${tokens[0].token} --yes`]) {
    const { status, stdout, stderr } = await world.run(`${line} --json`);
    assert.equal(status, 3, `cred ${line}: ${stderr}`);
    assert.notEqual(stdout, "", `cred ${line}`);
  }
});

async function usualAnswers(): Promise<void> {
  await using world = await makeWorld();
  const git = new Deno.Command("git", { args: ["init", "--quiet"], cwd: world.folder });
  assert.ok((await git.output()).success);
  for (const step of USUAL) {
    const { line, status = 0, how = {} } = typeof step === "string" ? { line: step } : step;
    const told = await world.run(`${line} --json`, how);
    assert.equal(told.status, status, `cred ${line}: ${told.stderr}`);
    assert.notEqual(told.stdout, "", `cred ${line}`);
    if (line.endsWith("--dry-run")) assert.equal(JSON.parse(told.stdout).dryRun, true, line);
  }
  const { checkpoints } = await world.json("log checkpoint");
  await world.json(`log check-proof proof --signer ${checkpoints[0].verifierKey}`);
}

async function adoptionAnswers(): Promise<void> {
  await using world = await makeWorld();
  await world.json("source add resend --token-env RESEND_API_KEY");
  const { id, token } = world.server.account.addKey({ name: "Production" });
  await world.json(`source adopt resend ${id} MAIL --dry-run`);
  await world.json(`source adopt resend ${id} MAIL`, { stdin: token });
}

async function accessAnswers(): Promise<void> {
  await using team = await makeTeam();
  const { first } = team;
  await first.set("BEFORE");
  await first.json("sync");
  const second = await newcomer(team, "second");
  const { line } = await second.json("access request --label second");
  await first.json(`access grant ${line} --dry-run`);
  await first.json(`access grant ${line}`);
  await first.json("access list");
  await first.json("access revoke second --dry-run");
  await first.json("access revoke second --yes");
  const how = { env: { CRED_RECOVERY_PASSPHRASE: await generateX25519Identity() } };
  await first.json("recovery create --to recovery.age --dry-run");
  await first.json("recovery create --to recovery.age", how);
  for (const one of [first, second]) await one.json("sync");
  const file = `${first.folder}/recovery.age`;
  await second.json(`recovery use ${file} --dry-run`, how);
  await second.json(`recovery use ${file}`, how);
}

/** Processes of their own: the system's keychain is found through their environment, and there is none. */
async function keychainAnswers(): Promise<void> {
  await using world = await makeWorld();
  for (const words of [["keychain", "use", "file", "--dry-run"], ["keychain", "use", "file"]]) {
    const args = [...words, "--json"];
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-all", MAIN, ...args],
      env: {
        ...world.env,
        DENO_DIR: denoFolder(),
        DBUS_SESSION_BUS_ADDRESS: `unix:path=${world.folder}/none`,
      },
      cwd: world.folder,
    }).output();
    const text = new TextDecoder();
    const told = { status: code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    assert.equal(code, 0, told.stderr);
    checkJson(args, told, false);
  }
}

async function keyringAnswers(): Promise<void> {
  await using world = await makeWorld();
  await world.json("secret set KEPT value");
  await world.json("unlock --for 1m");
  await world.json("lock");
}
