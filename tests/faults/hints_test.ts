// Every error that names a command names one that works: it is taken from the output and typed.

import assert from "node:assert/strict";
import { ADD, hinted, KEY, removeOurs, runOk } from "../support/survival.ts";
import { makeWorld, type RunOptions, type World } from "../support/world.ts";

interface Case {
  readonly name: string;
  readonly given?: readonly string[];
  /** What else is wrong. */
  readonly but?: (world: World) => void | Promise<void>;
  readonly command: string;
  readonly how?: RunOptions;
  readonly status: number;
  /** The commands that are hinted at, in order, and the statuses that they then end in. */
  readonly hints: readonly (readonly [string, number])[];
  /** For the hinted commands, where what is wrong stays. */
  readonly then?: RunOptions;
}

const STAGED = "source generate resend FIRST_KEY -e staging";
const MANUAL = "secret set MANUAL value -e staging";
const ADD_OTHER = `${ADD} --as other`;

function forgetTokens(world: World): void {
  const items = `${world.home}/keychain/items`;
  for (const { name } of [...Deno.readDirSync(items)]) {
    if (name.startsWith("token-")) Deno.removeSync(`${items}/${name}`);
  }
}

const MOVED = { RESEND_BASE_URL: "http://localhost:1" };

const CASES: readonly Case[] = [
  {
    name: "no vault",
    command: "source generate resend KEY",
    status: 4,
    hints: [["source add resend", 0], ["init", 0]],
  },
  {
    name: "no source",
    given: ["init"],
    command: "source keys resend",
    status: 4,
    hints: [["source add resend", 0]],
  },
  {
    name: "an unknown source",
    given: [ADD],
    command: "source keys other",
    status: 4,
    hints: [["source list", 0]],
  },
  {
    name: "a source of the personal vault",
    given: [ADD, "init"],
    command: "source generate resend KEY",
    status: 4,
    hints: [["source add resend --from-personal", 0]],
  },
  {
    name: "a source that is there",
    given: [ADD],
    command: ADD,
    status: 5,
    hints: [["source add resend --replace", 0], ["source add resend --as NAME", 0]],
  },
  {
    name: "a source of another name that is there",
    given: [ADD_OTHER],
    command: ADD_OTHER,
    status: 5,
    hints: [["source add resend --as other --replace", 0], ["source add resend --as NAME", 0]],
  },
  {
    name: "a key of that name",
    given: [ADD, STAGED],
    command: STAGED,
    status: 5,
    hints: [["source delete resend FIRST_KEY -e staging", 0]],
  },
  {
    name: "a manual secret of that name",
    given: [ADD, MANUAL],
    command: "source generate resend MANUAL -e staging",
    status: 5,
    hints: [["secret remove MANUAL -e staging", 0]],
  },
  {
    name: "setting a key by hand",
    given: [ADD, STAGED],
    command: "secret set FIRST_KEY value -e staging",
    status: 5,
    hints: [["source delete resend FIRST_KEY -e staging", 0]],
  },
  {
    name: "removing a key here only",
    given: [ADD_OTHER, "source generate other FIRST_KEY -e staging"],
    command: "secret remove FIRST_KEY -e staging --yes",
    status: 5,
    hints: [["source delete other FIRST_KEY -e staging", 0]],
  },
  {
    name: "deleting a manual secret at a source",
    given: [ADD, MANUAL],
    command: "source delete resend MANUAL -e staging --yes",
    status: 5,
    hints: [["secret remove MANUAL -e staging", 0]],
  },
  {
    name: "deleting at the wrong source",
    given: [ADD, ADD_OTHER, STAGED],
    command: "source delete other FIRST_KEY -e staging --yes",
    status: 5,
    hints: [["source delete resend FIRST_KEY -e staging", 0]],
  },
  {
    name: "deleting what is not there",
    given: [ADD],
    command: "source delete resend KEY --yes",
    status: 1,
    hints: [["secret list --source resend", 0]],
  },
  {
    name: "a secret that is not there",
    given: [ADD],
    command: "secret get KEY",
    status: 1,
    hints: [["secret list", 0]],
  },
  {
    name: "a machine without the token",
    given: [ADD_OTHER, "source generate other FIRST_KEY"],
    but: forgetTokens,
    command: "source keys other",
    status: 4,
    hints: [["source add resend --as other", 0]],
  },
  {
    name: "another address",
    given: [ADD_OTHER],
    command: "source keys other",
    how: { env: MOVED },
    status: 5,
    // Nobody answers there, but the command is understood, and tries it.
    hints: [["source add resend --as other --replace", 1]],
    then: { env: MOVED },
  },
  {
    name: "a token of another account",
    given: [ADD, KEY],
    command: "source add resend --replace --token-env OTHER",
    status: 5,
    hints: [["source add resend --as NAME", 0], ["source revoke resend", 0]],
  },
  {
    name: "a source that is being revoked",
    given: [ADD, KEY],
    but: async (world) => {
      world.server.misbehave({ method: "DELETE", times: 9 }, {
        what: "answer",
        work: false,
        status: 400,
        body: { name: "validation_error", message: "no" },
      });
      assert.equal((await world.run("source revoke resend --yes")).status, 3);
      world.server.behave();
    },
    command: "source generate resend KEY",
    status: 5,
    hints: [["source revoke resend", 0], ["source add resend --replace", 0]],
  },
  {
    name: "a lost answer",
    given: [ADD],
    but: (world) => world.server.misbehave({ method: "POST" }, { what: "drop", work: false }),
    command: "source generate resend KEY",
    status: 1,
    hints: [["source reconcile resend", 0]],
  },
  {
    name: "all keys gone",
    given: [ADD, KEY, "source generate resend SECOND_KEY"],
    but: removeOurs,
    command: "source reconcile resend",
    status: 5,
    hints: [["source reconcile resend --accept-missing", 0], ["source add resend --replace", 0]],
  },
  { name: "a vault that is there", given: ["init"], command: "init", status: 5, hints: [["status", 0]] },
  { name: "no such command", command: "sorce list", status: 2, hints: [["--help", 0]] },
  { name: "no such position", given: ["init"], command: "log show x", status: 2, hints: [["log", 0]] },
  { name: "no such time", given: ["init"], command: "replay --at x", status: 2, hints: [["log", 0]] },
  {
    name: "another digest",
    given: ["init"],
    command: "replay --expect sha256:0",
    status: 6,
    hints: [["replay --json", 0]],
  },
  {
    name: "an environment with live keys",
    given: [ADD, STAGED, MANUAL],
    command: "env delete staging --yes",
    status: 5,
    hints: [["env delete staging --delete-keys", 0]],
  },
  {
    name: "a key that stays in its environment",
    given: [ADD, STAGED],
    command: "env copy staging third",
    status: 0,
    hints: [["source generate resend FIRST_KEY -e third --permission sending_access", 0]],
  },
  {
    name: "an environment that isn't there",
    given: [ADD],
    command: "run -e staging -- true",
    status: 1,
    hints: [["env list", 0]],
  },
  {
    name: "an export over a file",
    given: [MANUAL, "export -e staging --to out.env"],
    command: "export -e staging --to out.env",
    status: 5,
    hints: [["push dotenv", 0]],
  },
];

for (const one of CASES) {
  Deno.test(`the hints of ${one.name}`, async () => {
    await using world = await makeWorld();
    const other = world.server.addAccount();
    const env = { OTHER: other.masterKey, ...one.how?.env };
    for (const command of one.given ?? []) await runOk(world, command, [0]);
    await one.but?.(world);
    const { status, stderr } = await world.run(one.command, { ...one.how, env });
    assert.equal(status, one.status, stderr);
    assert.deepEqual(hinted(stderr), one.hints.map(([command]) => command), stderr);
    world.clockAheadMs += 300_000;
    for (const [command, ends] of one.hints) {
      const typed = command.replace("NAME", "third");
      const answers = command.startsWith("source add") ? [world.server.masterKey] : ["y"];
      const followed = await world.run(typed, { ...one.then, answers });
      assert.equal(followed.status, ends, `${typed}: ${followed.stderr}`);
    }
  });
}
