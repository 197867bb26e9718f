import assert from "node:assert/strict";
import { HELP_TOPICS } from "../../src/cli/help_topics.ts";
import { helpWords, TOPICS } from "../../src/cli/help_words.ts";
import { EXIT_STATUS } from "../../src/domain/errors.ts";
import { filesUnder } from "../support/secrets_at_rest.ts";
import { makeWorld } from "../support/world.ts";

const SRC = `${import.meta.dirname!.replace(/[\\/]tests[\\/]cli$/, "")}/src`;

Deno.test("help: what a line means", () => {
  const cases: readonly (readonly [line: string, runs: string])[] = [
    ["help", "--help"],
    ["help source add", "source add --help"],
    ["help --json source", "source --help"],
    ["help environment", "help environment"],
    ["help --help", "help --help"],
    ["help -h", "help -h"],
    ["source help", "source help"],
  ];
  for (const [line, runs] of cases) assert.equal(helpWords(line.split(" ")).join(" "), runs);
});

Deno.test("help: every topic fits 80 columns, and is what is printed", async () => {
  await using world = await makeWorld();
  for (const topic of TOPICS) {
    const { status, stdout } = await world.run(`help ${topic}`);
    assert.deepEqual([status, stdout], [0, HELP_TOPICS[topic]]);
    for (const line of stdout.split("\n")) assert(line.length < 80, line);
  }
  const { status, stderr } = await world.run("help formats more");
  assert.deepEqual([status, stderr.split("\n")[0]], [2, 'error: there is nothing about "more"']);
});

Deno.test("help: the first page and commands' pages fit a terminal, but for commands in one piece", async () => {
  await using world = await makeWorld();
  for (const columns of [80, 40]) {
    for (const line of ["help", "--help", "help secret", "access create --help", "source rotate --help"]) {
      const { status, stdout } = await world.run(line, { env: { CRED_COLUMNS: `${columns}` } });
      assert.equal(status, 0);
      for (const printed of stdout.split("\n")) {
        assert(printed.length <= columns || /^ +cred /.test(printed), printed);
      }
    }
  }
  const { stdout } = await world.run("help");
  assert.match(stdout, /^ {2}secret +\S.{80,}$/m, "a pipe gets each command on one line");
});

Deno.test("help environment: names every variable of ours and of the platforms that is read", () => {
  const read = new Set<string>();
  for (const path of filesUnder(SRC)) {
    if (!path.endsWith(".ts")) continue;
    const text = Deno.readTextFileSync(path);
    for (const [, name] of text.matchAll(/"((?:CRED|GH|GITHUB|GITLAB|FLY|VERCEL|RESEND)_[A-Z_]+)"/g)) {
      read.add(name!);
    }
    for (const [, name] of text.matchAll(/\bget\("([A-Z_]*COLOR[A-Z_]*|CI|TERM|PAGER)"\)/g)) read.add(name!);
  }
  assert(read.has("CRED_VAULT") && read.has("GITHUB_TOKEN") && read.has("CI"));
  for (const name of read) assert.match(HELP_TOPICS.environment, new RegExp(`\\b${name}\\b`));
});

Deno.test("help exit-codes: names every status", () => {
  for (const status of [0, ...Object.values(EXIT_STATUS)]) {
    assert.match(HELP_TOPICS["exit-codes"], new RegExp(`^ {2}(\\d+, )?${status}\\b`, "m"));
  }
});
