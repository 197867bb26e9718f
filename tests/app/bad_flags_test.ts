// Words that are no flags, flags that are no words, and what is missing: status 2, one clear line, and never a mistyped
// flag that ends up as a secret's value.

import assert from "node:assert/strict";
import { makeWorld } from "../support/world.ts";

const SOURCE = ["source", "generate", "resend", "KEY"];
const SET = ["secret", "set", "KEY"];
const ADD = ["source", "add", "resend", "--as", "other"];

/** Arguments → what the error says. */
const REFUSED: readonly (readonly [readonly string[], RegExp])[] = [
  [["sorce"], /no command "sorce"; did you mean "source"/],
  [["source", "ad"], /no command "ad"; did you mean "add"/],
  [["\x1b[2J"], /no command "\\u001b\[2J"/],
  [[""], /no command ""/],
  [["constructor"], /no command "constructor"/],
  [["secret", "toString"], /no command "toString"/],
  [["source", "list", "--jsn"], /no flag "--jsn" here; did you mean "--json"/],
  [["source", "list", "-x"], /no flag "-x"/],
  [["source", "list", "more"], /"more" is one word too many/],
  [["source", "list", "--vault"], /--vault needs a value/],
  [["source", "list", "--vault", "--json"], /--vault needs a value/],
  [["source", "list", "--json", "--json"], /--json was given twice/],
  [["source", "list", "--json=maybe"], /"maybe" is no value for json|"maybe" is no value for --json/],
  [["source", "list", "--json="], /"" is no value for/],
  [["source", "add"], /<platform> is missing/],
  [["source", "generate", "resend"], /<KEY> is missing/],
  [["source", "generate"], /<source> is missing/],
  [["source", "delete", "resend"], /<KEY> is missing/],
  [["secret", "get"], /<KEY> is missing/],
  [["secret", "describe", "KEY"], /<TEXT> is missing/],
  [["log", "show"], /<position> is missing/],
  [["log", "--since", "yesterday"], /--since "yesterday" is no time/],
  [["log", "KEY", "--secret", "KEY"], /given twice/],
  [[...SOURCE, "--env="], /environment "" is empty/],
  [[...SOURCE, "-e="], /environment "" is empty/],
  [[...SOURCE, "--env=a\nb"], /environment "a\\nb" is not allowed/],
  [[...SOURCE, "--permission="], /no permission ""/],
  [[...SOURCE, "--description=a\nb"], /description "a\\nb"/],
  [[...SOURCE, "--description=-\nb"], /description "-\\nb"/],
  [[...SET, "--file="], /"" is no path/],
  [[...SET, "--file=\n"], /there is no file "\\n"|no path/],
  [[...SET, "--x"], /no flag "--x"/],
  [[...SET, "--x=1"], /no flag "--x" here/],
  [[...SET, "-5"], /no flag "-5"/],
  [[...SET, "---"], /no flag "---"/],
  [[...SET, "--="], /no flag "--" here/],
  [[...SET, "--ünknown"], /no flag "--ünknown"/],
  [[...SET, "--fiel", "x"], /no flag "--fiel"/],
  [[...SET, "value", "--file", "x"], /several ways at once/],
  [[...SET, "value", "--stdin"], /several ways at once/],
  [[...ADD, "--token="], /master token is empty/],
  [[...ADD, "--token=a\nb"], /not one line/],
  [[...ADD, "--token", "x", "--token-stdin"], /several ways at once/],
  [[...ADD, "--token-env", "NOT_SET"], /"NOT_SET" is not set/],
  [[...ADD, "--token-env", "A=B"], /"A=B" is not set/],
  [ADD, /missing and nobody can be asked/],
  [["source", "add", "github"], /does not know the platform "github"/],
  [["source", "add", "__proto__"], /does not know the platform "__proto__"/],
  [["source", "list", "--vault="], /"" is no path of a vault/],
  [["source", "list", "--vault", "\0"], /"\\u0000" is no path of a vault/],
  [["source", "list", "--vault", "x".repeat(10_000_000)], /is no path of a vault/],
  [["source", "list", "--vault", "nowhere"], /there is no vault at "nowhere"/],
  [["source", "list", "--vault", "../../../../../../../etc"], /there is no vault at/],
  [["source", "list", "--vault", "/dev/null"], /"\/dev\/null" is a other|is no folder|is a vault|not/],
  [["source", "list", "--vault", "a\nb\x1b[2J"], /there is no vault at "a\\nb\\u001b\[2J"/],
];

Deno.test("wrong words", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  for (const [args, says] of REFUSED) {
    const place = args.map((arg) => arg.slice(0, 40)).join(" ");
    const { status, stdout, stderr } = await world.run(args);
    assert.equal(status, 2, `${place}: ${stderr.slice(0, 300)}`);
    assert.equal(stdout, "", place);
    assert.match(stderr, says, place);
    assert.ok(stderr.length < 1_000, place);
    if (args.includes("--json")) continue;
    assert.match(stderr, /^(if you typed .+\n)?error: .+\n(hint: .+\n)*$/, place);

    const json = await world.run(["--json", ...args]);
    assert.equal(json.status, 2, place);
    assert.equal(json.stdout, "", place);
    const { error } = JSON.parse(json.stderr);
    assert.match(error.code, /^usage/, place);
    assert.ok(json.stderr.length < 1_000, place);
  }
  assert.equal((await world.json("status")).vault.records, 4, "nothing was recorded");
});

Deno.test("odd but right words", async () => {
  await using world = await makeWorld();
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["secret", "set", "A", "--", "-5"], "-5"],
    [["secret", "set", "A", "--", "--file="], "--file="],
    [["secret", "set", "A", "--", "--"], "--"],
    [["secret", "set", "--", "A", "--json"], "--json"],
    [["secret", "set", "A", "a=b"], "a=b"],
    [["secret", "set", "A", "x", "-d", "- a list"], "x"],
    [["secret", "set", "A", "x", "--description="], "x"],
    [["secret", "set", "A", "x", "--description=-d"], "x"],
    [["--quiet", "secret", "set", "A", "leading"], "leading"],
    [["--vault", "personal", "secret", "set", "A", "leading"], "leading"],
    [["--vault=personal", "-y", "secret", "set", "A", "--", "--vault=x"], "--vault=x"],
  ];
  for (const [args, value] of cases) {
    const { status, stderr } = await world.run(args);
    assert.equal(status, 0, `${args.join(" ")}: ${stderr}`);
    assert.equal((await world.run("secret get A")).stdout, `${value}\n`);
  }
  assert.equal((await world.run("secret set A -", { stdin: "piped\n" })).status, 0);
  assert.equal((await world.run("secret get A")).stdout, "piped\n");
  assert.equal((await world.run("secret set A --stdin", { stdin: "piped again\r\n" })).status, 0);
  assert.equal((await world.run("secret get A")).stdout, "piped again\n");
});
