// The page about security can't rot: below each thing that an attacker cannot do stand tests that are there, by name.
import assert from "node:assert/strict";
import { ROOT } from "../../scripts/binary.ts";

const PAGE = `${ROOT}/src/SECURITY.md`;
const NAMED = /^`(tests\/[\w/]+\.ts)`: "(.+?)(…?)"$/;

/** The items of a page's lists, each in one line, with how far it is indented. */
function itemsOf(
  text: string,
): { readonly depth: number; readonly text: string; readonly section: string }[] {
  const items: { depth: number; text: string; section: string }[] = [];
  let section = "", isOpen = false;
  for (const line of text.split("\n")) {
    const [, head] = /^## (.*)$/.exec(line) ?? [];
    const item = /^( *)- (.*)$/.exec(line);
    if (head !== undefined) section = head;
    if (item !== null) items.push({ depth: item[1]!.length, text: item[2]!, section });
    else if (isOpen && /^ +\S/.test(line)) items.at(-1)!.text += ` ${line.trim()}`;
    isOpen = item !== null || (isOpen && line.trim() !== "");
  }
  return items;
}

/** Whether a file has a test of this name; `cut`: of a name that begins so, and goes on with what a variable says. */
function hasTest(path: string, title: string, cut: boolean): boolean {
  const text = Deno.readTextFileSync(`${ROOT}/${path}`);
  const words = title.startsWith("macOS keychain: ")
    ? [title, title.replace("macOS keychain: ", "")]
    : [title];
  return words.some((name) =>
    cut ? text.includes(`\`${name.trimEnd()}`) : text.includes(JSON.stringify(name))
  );
}

Deno.test("security: what the page says cannot be done is shown by tests that are there", () => {
  const items = itemsOf(Deno.readTextFileSync(PAGE));
  const attackers = new Set<string>();
  let shown = 0;
  items.forEach(({ depth, text, section }, i) => {
    const proof = NAMED.exec(text);
    if (depth === 0) {
      assert.equal(proof, null, text);
      if (/trusted|not defended/.test(section)) return;
      assert.equal(items[i + 1]?.depth, 2, `no test shows it: ${section}: ${text}`);
      attackers.add(section);
      return;
    }
    assert.ok(proof !== null, `no name of a test: ${text}`);
    const [, path, title, cut] = proof;
    assert.ok(hasTest(path!, title!, cut !== ""), `${path} has no test "${title}"`);
    shown++;
  });
  assert.ok(attackers.size >= 6 && shown >= 40, `${attackers.size} attackers, ${shown} tests`);
});
