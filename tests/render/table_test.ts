import assert from "node:assert/strict";
import fc from "fast-check";
import type { Look } from "../../src/render/look.ts";
import { aligned, type Column, table } from "../../src/render/table.ts";
import { cut, widthOf } from "../../src/render/width.ts";

const SCREEN: Look = { isTty: true, columns: 80, hasColor: false, nowMs: 0, offset: () => 0 };
const PIPE: Look = { ...SCREEN, isTty: false, columns: Infinity };
const COLUMNS: readonly Column[] = [
  { title: "NAME" },
  { title: "ABOUT", fit: "cut" },
  { title: "ID" },
  { title: "DETAIL", fit: "words" },
];
const ID = "2150aa6e-dc40-41ca";
const ROWS = [["ONE", "the first of them all", ID, "a word and another"], ["TWO", "", ID, ""]];

Deno.test("table: a program reads every cell between tabs, and no heading", () => {
  assert.equal(
    table(PIPE, COLUMNS, [["ONE", "a\tb\nc", ID], ["TWO", "", ID, "x"]]),
    `ONE\ta b c\t${ID}\t\nTWO\t\t${ID}\tx\n`,
  );
});

Deno.test("table: on a terminal there is a heading, and no column without a cell", () => {
  assert.equal(
    table(SCREEN, COLUMNS, [["ONE", "", ID], ["TWO", "", ID]]),
    `NAME  ID\nONE   ${ID}\nTWO   ${ID}\n`,
  );
  assert.equal(table(SCREEN, COLUMNS, [["ONE", "", ID]], { goesOn: true }), `ONE   ${ID}\n`);
});

/** What is shown at each width; the ids are whole in all of it. */
const FITTED: Readonly<Record<number, string>> = {
  80: `NAME  ABOUT                  ID                  DETAIL
ONE   the first of them all  ${ID}  a word and another
TWO                          ${ID}
`,
  60: `NAME  ABOUT                  ID                  DETAIL
ONE   the first of them all  ${ID}
    a word and another
TWO                          ${ID}
`,
  42: `NAME  ABOUT             ID
ONE   the first of th…  ${ID}
    a word and another
TWO                     ${ID}
`,
  30: `NAME    ONE
ABOUT   the first of them all
ID      ${ID}
DETAIL  a word and another

NAME    TWO
ID      ${ID}
`,
};

for (const [columns, expected] of Object.entries(FITTED)) {
  Deno.test(`table: fits into ${columns} columns`, () => {
    assert.equal(table({ ...SCREEN, columns: Number(columns) }, COLUMNS, ROWS), expected);
  });
}

Deno.test("table: a text without spaces breaks between wide characters, and nowhere else", () => {
  const text = table({ ...SCREEN, columns: 14 }, [{ title: "A" }, { title: "B", fit: "words" }], [
    ["a", "日本語の説明です cred-name-that-is-long"],
  ]);
  assert.equal(text, "A  B\na\n    日本語の説\n    明です\n    cred-name-that-is-long\n");
});

Deno.test("table: a line that is to be copied stays in one piece", () => {
  const command = "cred source rotate resend RESEND_EMAIL_KEY -e production";
  const text = table({ ...SCREEN, columns: 40 }, [{ title: "A" }, { title: "B", fit: "line" }], [[
    "a",
    command,
  ]]);
  assert.equal(text, `A  B\na\n    ${command}\n`);
});

Deno.test("table: colours surround words, and change nothing else", () => {
  const tones: Column[] = [{ title: "A", tone: (cell) => cell === "bad" ? "bad" : undefined }, {
    title: "B",
  }];
  const rows = [["bad", "x"], ["ok", "y"]];
  const coloured = table({ ...SCREEN, hasColor: true }, tones, rows);
  assert(coloured.includes("\x1b[31mbad\x1b[0m  x\nok   y\n"), JSON.stringify(coloured));
  // deno-lint-ignore no-control-regex
  assert.equal(coloured.replace(/\x1b\[\d+m/g, ""), table(SCREEN, tones, rows));
  assert.equal(table({ ...PIPE, hasColor: true }, tones, rows), "bad\tx\nok\ty\n");
});

Deno.test("table: whatever the cells, whole columns stay whole, and only those make a line too long", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "Z", "9", "-", "é", "漢", "🔑", " "), maxLength: 30 });
  fc.assert(fc.property(
    fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 40, max: 120 }),
    (rows, columns) => {
      const text = table({ ...SCREEN, columns }, COLUMNS, rows);
      for (const row of rows) {
        for (const whole of [row[0]!, row[2]!].map((one) => one.trim().replace(/ {2,}/g, " "))) {
          assert(text.includes(whole), whole);
        }
      }
      for (const line of text.split("\n")) {
        if (widthOf(line) <= columns) continue;
        assert(/^(NAME|ID|DETAIL|ABOUT) +\S+$|^ +\S+$/.test(line) || / \S{30,}|\S{26,}/.test(line), line);
      }
    },
  ));
});

Deno.test("table: as many rows as a long history has", () => {
  const rows = Array.from({ length: 300_000 }, (_, i) => [`${i}`, "", "", "text"]);
  assert.equal(table(SCREEN, COLUMNS, rows).split("\n").length, 300_002);
});

Deno.test("width: as terminals count it", () => {
  assert.deepEqual(["abc", "é", "e\u0301", "漢字", "🔑"].map(widthOf), [3, 1, 1, 4, 2]);
  assert.deepEqual([cut("漢字漢字", 5), cut("abc", 3), cut("abcd", 3)], ["漢字…", "abc", "ab…"]);
});

Deno.test("aligned: columns of a report, the same for everyone", () => {
  assert.equal(
    aligned([["new", "A"], ["same", "漢", "why"], ["x", "BB", ""]]),
    "new   A\nsame  漢  why\nx     BB\n",
  );
});

Deno.test("table: of several columns that may go below, as many stay as have room", () => {
  const columns: Column[] = [{ title: "NAME" }, { title: "ID", fit: "line" }, {
    title: "THERE",
    fit: "line",
  }];
  const rows = [["ONE", ID, "a name of many words"], ["TWO", "x", ""]];
  const at = (width: number) => table({ ...SCREEN, columns: width }, columns, rows);
  assert.equal(at(60), `NAME  ID                  THERE\nONE   ${ID}  a name of many words\nTWO   x\n`);
  assert.equal(at(40), `NAME  ID                  THERE\nONE   ${ID}\n    a name of many words\nTWO   x\n`);
  assert.equal(at(20), `NAME  ID\nONE\n    ${ID}\n    a name of many words\nTWO   x\n`);
});
