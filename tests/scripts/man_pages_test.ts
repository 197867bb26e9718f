// Manual pages: one for every command, saying what its --help says, and well formed for mandoc.
import assert from "node:assert/strict";
import { manPages } from "../../scripts/man_pages.ts";
import { everyCommand } from "../support/commands.ts";

const HELP = `${import.meta.dirname}/../e2e/golden/help`;
const NO_MANDOC = hasMandoc() ? "" : " (skipped: needs mandoc; apt-get install mandoc)";

function hasMandoc(): boolean {
  try {
    new Deno.Command("mandoc", { stdin: "null", stdout: "null", stderr: "null" }).outputSync();
    return true;
  } catch {
    if (Deno.env.get("CRED_TEST_REQUIRE")?.includes("mandoc")) throw new Error("mandoc is not there");
    return false;
  }
}

/** The words of a page, without what roff acts on. */
function wordsOf(page: string): string {
  return page.replace(/^\.(BR?|SH|TH|TP|PP|nf|fi|br)\b ?/gm, "").replace(/\\&\.\.\./g, "…").replace(
    /\\&/g,
    "",
  )
    .replace(/\\-/g, "-").replace(/\\e/g, "\\").replace(/\\\((\w\w|->|\+-)/g, (_, name) => GLYPHS[name]!)
    .replace(/\s+/g, " ");
}

const GLYPHS: Readonly<Record<string, string>> = {
  ga: "`",
  aq: "'",
  ha: "^",
  ti: "~",
  pc: "·",
  "->": "→",
  "+-": "±",
};

Deno.test("man: every command has a page, with all that its --help says", async () => {
  const pages = await manPages("2026-11-26");
  for (const command of await everyCommand()) {
    const name = ["cred", ...command.split(" ")];
    const page = pages.get(`${name.join("-")}.1`);
    assert(page !== undefined, command);
    const words = wordsOf(page);
    const help = Deno.readTextFileSync(`${HELP}/${name.join("_")}.txt`);
    for (const line of help.split("\n").filter((line) => line !== "" && !/^[A-Z ]+$/.test(line))) {
      const said = line.trim().replace(/\s+/g, " ");
      assert(words.includes(said), `${command}: "${said}" is not in ${words}`);
    }
  }
  const first = wordsOf(pages.get("cred.1")!);
  for (const word of ["CRED_COLUMNS", "126, 127", "--version", "cred-source (1)"]) {
    assert(first.includes(word));
  }
});

Deno.test({
  name: `man: mandoc finds nothing wrong${NO_MANDOC}`,
  ignore: NO_MANDOC !== "",
  fn: async () => {
    const folder = await Deno.makeTempDir({ prefix: "man-" });
    try {
      const pages = await manPages("2026-11-26");
      for (const [name, text] of pages) await Deno.writeTextFile(`${folder}/${name}`, text);
      const { code, stdout, stderr } = await new Deno.Command("mandoc", {
        args: ["-T", "lint", "-W", "warning", ...pages.keys()],
        cwd: folder,
      }).output();
      const text = new TextDecoder();
      assert.deepEqual([code, text.decode(stdout), text.decode(stderr)], [0, "", ""]);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
