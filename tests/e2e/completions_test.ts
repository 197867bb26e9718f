// The scripts of `cred completions`, each in its real shell.
import assert from "node:assert/strict";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { shell } from "./session.ts";
import { NO_TERMINAL, onTerminal } from "./terminal.ts";

/** A vault with a source, a key, a value in another environment, and a target. */
async function filled(playground: Playground): Promise<void> {
  for (
    const line of [
      "cred source add resend --token-env RESEND_API_KEY",
      "cred source generate resend MAIL_KEY",
      "cred secret set MAP_KEY map -e staging",
      "cred target add dotenv .env",
    ]
  ) {
    const { status, stderr } = await shell(line, playground);
    assert.equal(status, 0, stderr);
  }
}

function has(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

function shellTest(program: string, check: (playground: Playground) => Promise<void>): void {
  const why = has(program) ? NO_TERMINAL : ` (skipped: needs ${program})`;
  Deno.test({
    name: `completions: ${program}${why}`,
    ignore: why !== "",
    fn: async () => {
      await using playground = await openPlayground();
      await filled(playground);
      await check(playground);
    },
  });
}

/** What the words behind `cred` lead to: the names that are proposed. */
const CASES: readonly (readonly [words: string, proposed: string])[] = [
  ["sour", "source"],
  ["source li", "list"],
  ["source keys ''", "resend"],
  ["source delete resend ''", "MAIL_KEY"],
  ["secret get ''", "MAIL_KEY MAP_KEY"],
  ["secret get -e staging ''", "MAP_KEY"],
  ["secret list --env ''", "default staging"],
  ["push dotenv MA", "MAIL_KEY MAP_KEY"],
  ["target remove ''", "dotenv"],
  ["access revoke ''", "linux"],
  ["--json source keys ''", "resend"],
  ["source list --js", "--json"],
  ["source list --source x --no-such y ''", ""],
  ["no-such ''", ""],
  ["schema sy", "sync"],
  ["schema env ''", "copy delete list"],
  ["schema env list ''", ""],
  ["source generate resend ''", ""],
  ["source add ''", "resend"],
  ["target add g", "github gitlab"],
  ["source generate resend KEY --permission s", "sending_access"],
  ["run --only ''", "MAIL_KEY MAP_KEY"],
  ["export --only MAIL_KEY,", "MAIL_KEY,MAP_KEY"],
  ["secret limit MAIL_KEY --to ''", "dotenv"],
  ["env delete ''", "default staging"],
  ["log v", "verify"],
  ["log M", "MAIL_KEY MAP_KEY"],
  ["help source li", "list"],
  ["keychain use ''", "system file"],
  ["policy set ''", "max-age"],
  ["status --fail-on due,exp", "due,expired"],
  ["log --type secret.se", "secret.set secret.sealed"],
  ["status --vault p", "personal"],
  ["status --vault ./", ":files"],
  ["run -- ''", ":files"],
];

Deno.test("completions: a word is completed by what it can be", async () => {
  await using playground = await openPlayground();
  await filled(playground);
  for (const [words, proposed] of CASES) {
    const { status, stdout, stderr } = await shell(`cred __complete -- ${words}`, playground);
    const names = stdout.split("\n").map((line) => line.split("\t")[0]).filter((name) =>
      words.includes("-") || !name!.startsWith("-")
    );
    assert.deepEqual([status, stderr, names.join(" ").trim()], [0, "", proposed], words);
  }
});

Deno.test("completions: without a vault, and with a damaged one, nothing is said", async () => {
  await using playground = await openPlayground();
  const ask = () => shell("cred __complete -- source keys r", playground);
  assert.deepEqual(await ask(), { status: 0, stdout: "", stderr: "" });
  await filled(playground);
  assert.match((await ask()).stdout, /^resend\t/);
  await shell('for f in "$CRED_HOME"/*/log/*.jsonl; do echo x >> "$f"; echo y >> "$f"; done', playground);
  assert.notEqual((await shell("cred status", playground)).status, 0);
  assert.deepEqual(await ask(), { status: 0, stdout: "", stderr: "" });
});

shellTest("bash", async (playground) => {
  const complete = (words: string) =>
    shell(
      `bash --norc -c 'eval "$(cred completions bash)"; COMP_WORDS=(cred ${words}); ` +
        `COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _cred; echo "\${COMPREPLY[*]}"'`,
      playground,
    );
  assert.equal((await complete("secret get MA")).stdout, "MAIL_KEY MAP_KEY\n");
  assert.equal((await complete("source li")).stdout, "list\n");
  assert.equal((await complete('secret set X --file ""')).stdout, "\n");
});

shellTest("fish", async (playground) => {
  const complete = (line: string) =>
    shell(`fish --no-config -c 'cred completions fish | source; complete -C "cred ${line}"'`, playground);
  assert.match((await complete("secret get MA")).stdout, /^MAIL_KEY\t.*\nMAP_KEY\t.*\n$/);
  assert.match((await complete("source ")).stdout, /^add\tConfigure .*\n(?:.*\n)*generate\t/);
  await Deno.writeTextFile(`${playground.work}/key.pem`, "");
  assert.match((await complete("secret set X --file ke")).stdout, /^key\.pem/);
});

shellTest("zsh", async (playground) => {
  await Deno.writeTextFile(`${playground.work}/.zshrc`, "PS1='> '\n");
  await using terminal = onTerminal(`ZDOTDIR=${playground.work} zsh -i`, playground);
  await terminal.until("> ");
  await terminal.type(
    "autoload -Uz compinit; compinit -u -D; source <(cred completions zsh); echo rea''dy\r",
  );
  await terminal.until("\nready");
  await terminal.type("cred secret get MAI\t");
  await terminal.until("MAIL_KEY");
  await terminal.type("\u0015cred sou\t");
  await terminal.until("source");
  await terminal.type("\u0015cred secret get \tP\t");
  await terminal.until("P_KEY");
});
