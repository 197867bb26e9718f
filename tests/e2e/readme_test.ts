// Every command of the README that is marked for it (a block that begins with ```sh test) is run in a playground: line
// by line, in order, in one shell. Each must end with 0, or with what a comment says: `# exit 2`, behind the command
// or on the line below it. A line that ends in a backslash goes on.
import assert from "node:assert/strict";
import { openPlayground } from "../../scripts/playground.ts";
import { shell } from "./session.ts";

const README = `${import.meta.dirname!.replace(/[\\/]tests[\\/]e2e$/, "")}/README.md`;

interface Step {
  readonly command: string;
  readonly exits: number;
}

/** The marked commands of a text. */
function stepsOf(text: string): Step[] {
  const steps: { command: string; exits: number }[] = [];
  for (const [, block] of text.matchAll(/^```sh test\n([^]*?)^```$/gm)) {
    for (const line of block!.replace(/\\\n\s*/g, "").split("\n")) {
      const command = line.trim();
      const exits = /(?:^|\s)# exit (\d+)\b/.exec(command)?.[1];
      if (command.startsWith("#")) {
        const last = steps.at(-1);
        if (exits !== undefined && last !== undefined) last.exits = Number(exits);
      } else if (command !== "") steps.push({ command, exits: Number(exits ?? 0) });
    }
  }
  return steps;
}

Deno.test("readme: how marked commands are read", () => {
  const text =
    "```sh\nno\n```\n```sh test\ncred a \\\n  -b\n\n# a comment\ncred c  # exit 4, because\ncred d\n# exit 2\n```\n";
  assert.deepEqual(stepsOf(text), [
    { command: "cred a -b", exits: 0 },
    { command: "cred c  # exit 4, because", exits: 4 },
    { command: "cred d", exits: 2 },
  ]);
});

const steps = stepsOf(await Deno.readTextFile(README).catch(() => ""));
Deno.test({
  name: `readme: every marked command does what it says${
    steps.length === 0 ? " (skipped: README.md has no block that begins with ```sh test)" : ""
  }`,
  ignore: steps.length === 0,
  fn: async () => {
    await using playground = await openPlayground();
    const script = steps.map(({ command }) => `${command}\necho "$?" >> "$STATUSES"\n`).join("");
    const statuses = `${playground.folder}/statuses`;
    const { stdout, stderr } = await shell(script, playground, "", { STATUSES: statuses });
    const ended = (await Deno.readTextFile(statuses).catch(() => "")).split("\n");
    const wrong = steps.filter(({ exits }, i) => ended[i] !== String(exits))
      .map(({ command, exits }) =>
        `${command}: ends with ${ended[steps.findIndex((s) => s.command === command)]}, not ${exits}`
      );
    assert.deepEqual(wrong, [], `${wrong.join("\n")}\n\n${stdout}${stderr}`);
  },
});
