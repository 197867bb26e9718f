import assert from "node:assert/strict";
import { makeWorld } from "../support/world.ts";

/** What is mistyped, and the end of the first line that says so. */
const SLIPS: readonly (readonly [command: string, meant: string])[] = [
  ["secert list", 'did you mean "secret"?'],
  ["secret lst", 'did you mean "list"?'],
  ["secret ls", 'did you mean "list"?'],
  ["secret list --enf x", 'did you mean "--env"?'],
  ["secret remove MAIL_KEY --dryrun", 'did you mean "--dry-run"?'],
  ["source add resend --tokne-env X", 'did you mean "--token-env"?'],
  ["--versoin", 'there is no flag "--versoin" here; did you mean "--version"?'],
  ["-v", 'did you mean "-V"?'],
  ["secret get MAIL_KYE", 'in environment "default"; did you mean "MAIL_KEY"?'],
  ["secret history MAIL", 'did you mean "MAIL_KEY"?'],
  ["secret remove MAIL_KYE --yes", 'did you mean "MAIL_KEY"?'],
  ["source delete work MAIL_KYE --yes", 'did you mean "MAIL_KEY"?'],
  ["source rotate work MAIL_KYE", 'did you mean "MAIL_KEY"?'],
  ["push dotenv MAIL_KYE", 'did you mean "MAIL_KEY"?'],
  ["run --only MAIL_KYE -- true", 'did you mean "MAIL_KEY"?'],
  ["source keys wrok", 'there is no source "wrok" in this vault; did you mean "work"?'],
  ["source generate wrok KEY", 'did you mean "work"?'],
  ["policy set max-age 1d --source wrok", 'did you mean "work"?'],
  ["push dotnev", 'there is no target "dotnev" in this vault; did you mean "dotenv"?'],
  ["push githb", 'did you mean "github"?'],
  ["target remove dotnev --yes", 'did you mean "dotenv"?'],
  ["run -e stagign -- true", 'there is no secret in environment "stagign"; did you mean "staging"?'],
  ["env copy stagign other", 'did you mean "staging"?'],
  ["env delete stagign --yes", 'did you mean "staging"?'],
];

Deno.test("a slip of the hand is told with the name that was meant", async (t) => {
  await using world = await makeWorld();
  await world.json("source add resend --as work --token-env RESEND_API_KEY");
  await world.json("source generate work MAIL_KEY");
  await world.json("secret set OTHER x -e staging");
  await world.json("target add dotenv out.env");
  for (const [command, meant] of SLIPS) {
    await t.step(command, async () => {
      const { status, stdout, stderr } = await world.run(command);
      assert.notEqual(status, 0);
      assert.equal(stdout, "");
      const [first] = stderr.split("\n");
      assert(first!.startsWith("error: ") && first!.endsWith(meant), first);
    });
  }
  for (
    const [command, said] of [
      [
        "secret list -e stagign",
        'there is no environment "stagign" in this vault; did you mean "staging"?\n',
      ],
      ["secret list --source nothing", 'there is no source "nothing" in this vault\n'],
      ["secret list -e staging --source work", ""],
      ["log MAIL_KYE", 'there is no secret "MAIL_KYE" in this vault; did you mean "MAIL_KEY"?\n'],
      ["log MAIL_KEY --since 0m", ""],
      ["log verfy", 'there is no secret "verfy" in this vault\nthe command: cred log verify\n'],
    ] as const
  ) {
    const { status, stderr } = await world.run(command);
    assert.deepEqual([status, stderr], [0, said], command);
  }
  const { stderr } = await world.run("secret get OTHER");
  assert.equal(
    stderr,
    'error: there is no secret "OTHER" in environment "default"\nhint: it is in "staging": give -e staging\n',
  );
});

Deno.test("a word that names no command is looked for below the others, and among topics", async () => {
  await using world = await makeWorld();
  for (
    const [command, ...hints] of [
      ["get MAIL_KEY", "cred secret get", "cred --help"],
      ["revoke", "cred source revoke, or cred access revoke", "cred --help"],
      ["rm MAIL_KEY", "cred secret remove, or cred target remove", "cred --help"],
      ["version", "cred --version", "cred --help"],
      ["help enviroment", "cred help environment", "cred --help"],
      ["secret gte MAIL_KEY", "cred secret --help"],
      ["frobnicate", "cred --help"],
    ] as const
  ) {
    const { status, stderr } = await world.run(command);
    const [, ...said] = stderr.trimEnd().split("\n");
    assert.deepEqual([status, said], [2, hints.map((hint) => `hint: ${hint}`)], command);
  }
});
