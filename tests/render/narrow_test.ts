import assert from "node:assert/strict";
import { HELP_TOPICS } from "../../src/cli/help_topics.ts";
import { narrowed } from "../../src/render/narrow.ts";

const GOLDEN = `${import.meta.dirname}/../e2e/golden/help`;
const PAGES = [
  ...Array.from(Deno.readDirSync(GOLDEN), ({ name }) => Deno.readTextFileSync(`${GOLDEN}/${name}`)),
  ...Object.values(HELP_TOPICS),
];

Deno.test("narrow help: paragraphs, meanings beside and under their words, commands in one piece", () => {
  assert.equal(
    narrowed(
      `USAGE
  cred a <b> [flags]

A paragraph that is longer than a line, and
goes on.

EXAMPLES
  cred a with-a-long-name --and-a-flag   # why it is so

FLAGS
  -y, --yes                 Answer every question with yes
  0  done; also when there was nothing left to do
  NAME          Where it is kept; else
                somewhere
`,
      36,
    ),
    `USAGE
  cred a <b> [flags]

A paragraph that is longer than a
line, and goes on.

EXAMPLES
  cred a with-a-long-name --and-a-flag
      # why it is so

FLAGS
  -y, --yes
      Answer every question with yes
  0  done; also when there was
     nothing left to do
  NAME          Where it is kept;
                else somewhere
`,
  );
});

Deno.test("narrow help: every page and topic fits from 40 columns up, but for commands, and loses no word", () => {
  const words = (text: string) => text.split(/\s+/).filter((word) => word !== "").join(" ");
  for (const page of PAGES) {
    for (const columns of [40, 60, 79]) {
      const narrow = narrowed(page, columns);
      assert.equal(words(narrow), words(page));
      for (const line of narrow.split("\n")) {
        assert(
          line.length <= columns || /\bcred /.test(line) || !line.trim().includes(" ") ||
            /--\S+ \S+$/.test(line),
          line,
        );
      }
    }
  }
});
