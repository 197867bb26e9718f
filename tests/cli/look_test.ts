import assert from "node:assert/strict";
import { lookAt } from "../../src/cli/look_at.ts";
import { makeWorld } from "../support/world.ts";

type Variables = Readonly<Record<string, string>>;

function looks(variables: Variables, isTty: boolean, color: "auto" | "always" | "never" = "auto") {
  return lookAt(
    {
      terminal: { isTty: { stdin: false, stdout: isTty, stderr: isTty }, columns: () => 70 } as never,
      environment: { get: (name: string) => variables[name] || undefined } as never,
      clock: { nowMs: () => 5, offsetMinutes: () => 60 } as never,
    },
    "stdout",
    color,
  );
}

/** Whether colours are shown on a terminal, and in a pipe. */
const RULES: readonly (readonly [variables: Variables, onTerminal: boolean, inPipe: boolean])[] = [
  [{}, true, false],
  [{ NO_COLOR: "1" }, false, false],
  [{ NO_COLOR: "" }, true, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, false, false],
  [{ FORCE_COLOR: "1" }, true, true],
  [{ FORCE_COLOR: "0" }, false, false],
  [{ FORCE_COLOR: "false" }, false, false],
  [{ CLICOLOR_FORCE: "1" }, true, true],
  [{ TERM: "dumb" }, false, false],
  [{ TERM: "dumb", FORCE_COLOR: "1" }, true, true],
  [{ CLICOLOR: "0" }, false, false],
  [{ CLICOLOR: "1" }, true, false],
];

for (const [variables, onTerminal, inPipe] of RULES) {
  Deno.test(`colour: ${JSON.stringify(variables)}`, () => {
    assert.deepEqual([looks(variables, true).hasColor, looks(variables, false).hasColor], [
      onTerminal,
      inPipe,
    ]);
    for (const isTty of [true, false]) {
      assert.equal(looks(variables, isTty, "always").hasColor, true);
      assert.equal(looks(variables, isTty, "never").hasColor, false);
    }
  });
}

Deno.test("look: CRED_COLUMNS is a terminal's width, wherever the output goes", () => {
  const of = ({ isTty, columns }: { isTty: boolean; columns: number }) => [isTty, columns];
  assert.deepEqual(of(looks({}, true)), [true, 70]);
  assert.deepEqual(of(looks({}, false)), [false, Infinity]);
  assert.deepEqual(of(looks({ CRED_COLUMNS: "44" }, false)), [true, 44]);
  assert.deepEqual(of(looks({ CRED_COLUMNS: "44" }, true)), [true, 44]);
  for (const odd of ["wide", "0", "-3", "4.5"]) {
    assert.deepEqual(of(looks({ CRED_COLUMNS: odd }, false)), [false, Infinity], odd);
  }
});

Deno.test("colour: the flag goes anywhere, before errors too, and JSON has none", async () => {
  await using world = await makeWorld();
  const red = "\x1b[31merror:\x1b[0m ";
  for (
    const line of ["--color always secret get X", "secret get X --color=always", "secret --color always X"]
  ) {
    assert((await world.run(line)).stderr.startsWith(red), line);
  }
  assert((await world.run("secret get X -- --color=always")).stderr.startsWith("error: "));
  const odd = await world.run("secret list --color red");
  assert.deepEqual([odd.status, odd.stderr.split("\n")[0]], [
    2,
    'error: "red" is no value for --color: use auto, always, never',
  ]);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch((await world.run("secret get X --json --color always")).stderr, /\x1b/);
});
