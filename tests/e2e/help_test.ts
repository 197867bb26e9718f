// Every --help, to the letter: golden/help/ holds one file for each command, found by walking what help lists.
import assert from "node:assert/strict";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { rootRoutes } from "../../src/cli/routes/root.ts";
import { GROUPS } from "../../src/cli/root_page.ts";
import { shell } from "./session.ts";

const GOLDEN = `${import.meta.dirname}/golden/help`;
const UPDATE = Deno.env.get("CRED_TEST_UPDATE") !== undefined;

/** The help of a command and of all below it, by its words. */
async function helpOf(words: readonly string[], playground: Playground): Promise<Map<string, string>> {
  const { status, stdout, stderr } = await shell(`cred ${[...words, "--help"].join(" ")}`, playground);
  assert.deepEqual([status, stderr], [0, ""], `cred ${words.join(" ")} --help`);
  const texts = new Map([[words.join(" "), stdout]]);
  // The first page has its commands in groups, behind all else but the flags.
  const commands = words.length > 0
    ? /^COMMANDS\n((?: +\S.*\n)+)/m.exec(stdout)?.[1] ?? ""
    : /^MORE HELP\n(?: .*\n)+([^]*)^FLAGS\n/m.exec(stdout)![1]!;
  const below = Array.from(
    commands.matchAll(/^ +(\S+)/gm),
    ([, name]) => helpOf([...words, name!], playground),
  );
  for (const more of await Promise.all(below)) for (const [name, text] of more) texts.set(name, text);
  return texts;
}

Deno.test("help: every command's is as written down, and none is missing", async () => {
  await using playground = await openPlayground();
  const texts = await helpOf([], playground);
  if (UPDATE) {
    await Deno.remove(GOLDEN, { recursive: true });
    await Deno.mkdir(GOLDEN);
  }
  const files = new Map(
    Array.from(texts, ([words, text]) => [`${["cred", ...words.split(" ")].join("_")}.txt`, text]),
  );
  if (UPDATE) { for (const [name, text] of files) await Deno.writeTextFile(`${GOLDEN}/${name}`, text); }
  const written = new Map(
    Array.from(Deno.readDirSync(GOLDEN), ({ name }) => [name, Deno.readTextFileSync(`${GOLDEN}/${name}`)]),
  );
  const hint = "to write them down again: CRED_TEST_UPDATE=1 deno test -A tests/e2e/help_test.ts";
  assert.deepEqual([...files.keys()].sort(), [...written.keys()].sort(), hint);
  for (const [name, text] of files) assert.equal(text, written.get(name), hint);
});

Deno.test("help: the first page says of every command what that says of itself", async () => {
  const listed = Object.values(GROUPS).flatMap(Object.entries);
  const known = (await rootRoutes()).getAllEntries().map(({ name, target }) => [name.original, target.brief]);
  assert.deepEqual(listed.sort(), known.sort());
});

Deno.test("help: every command's has examples and exit statuses", async () => {
  await using playground = await openPlayground();
  for (const [words, text] of await helpOf([], playground)) {
    if (text.includes("\nCOMMANDS\n") && words !== "") continue;
    assert.match(text, /\nEXAMPLES\n {2}/, words);
    assert.match(text, /\nEXIT STATUS\n {2}0 /, words);
  }
});
