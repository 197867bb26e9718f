// The first minute of a person with a terminal, 80 and 40 columns wide, to the letter: what is typed behind `$ `, then what
// stands on the screen. To write it down again: CRED_TEST_UPDATE=1 deno test -A tests/cli/first_minute_test.ts
import assert from "node:assert/strict";
import { Normaliser } from "../e2e/normal.ts";
import { startGithub } from "../servers/github.ts";
import { makeWorld } from "../support/world.ts";

const UPDATE = Deno.env.get("CRED_TEST_UPDATE") !== undefined;

/** What is typed, and the answers to what is asked: the master token is `token`. */
const MINUTE: readonly (readonly [command: string, ...answers: readonly string[]])[] = [
  ["init"],
  ["status"],
  ["source add resend", "token"],
  ["source list"],
  ['source generate resend RESEND_EMAIL_KEY -d "for the newsletter, once a week"'],
  ["source generate resend CI_KEY -e staging --expires 30d"],
  ["source keys resend"],
  ["secret list"],
  ["secret get RESEND_EMIAL_KEY"],
  ["log"],
  ["log RESEND_EMAIL_KEY"],
  ["target add github acme/app --token-env GITHUB_TOKEN"],
  ["push github RESEND_EMAIL_KEY"],
  ["target list"],
  ["target secrets github"],
  ["due --within 60d"],
  ["access list"],
  ["source revoke resend", "n"],
  ["source revoke resend", "y"],
  ["status"],
];

for (const columns of [80, 40]) {
  Deno.test(`the first minute on ${columns} columns`, async () => {
    await using world = await makeWorld();
    await using github = await startGithub();
    const root = world.folder.replace(/\/work$/, "");
    const normaliser = new Normaliser(root, world.server.url);
    const env = {
      CRED_COLUMNS: `${columns}`,
      CRED_PAGER: "cat",
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: github.token,
    };
    const screens: string[] = [];
    for (const [command, ...answers] of MINUTE) {
      const typed = answers.map((answer) => answer === "token" ? world.server.masterKey : answer);
      const words = Array.from(command.matchAll(/"([^"]*)"|\S+/g), ([word, inner]) => inner ?? word);
      const { stdout, stderr } = await world.run(words, { env, answers: typed, isTerminal: true });
      assert(!(stdout + stderr).includes(world.server.masterKey), command);
      const screen = normaliser.normal(stdout + stderr.replace(/(account: |\[y\/N\] )/g, "$1\n"))
        .replace(/\d{4}-\d\d-\d\d/g, "<date>").replace(/(\btoken\s+)[A-Za-z0-9+/]{6}…/g, "$1<mac>…");
      screens.push(`$ cred ${command}\n${screen.replace(/ +$/gm, "")}`);
    }
    const found = screens.join("");
    const path = `${import.meta.dirname}/golden/first_minute_${columns}.txt`;
    if (UPDATE) {
      await Deno.mkdir(`${import.meta.dirname}/golden`, { recursive: true });
      return await Deno.writeTextFile(path, found);
    }
    assert.equal(found, await Deno.readTextFile(path));
  });
}
