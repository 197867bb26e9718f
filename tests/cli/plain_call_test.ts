// The short way and the library's way read the same out of the same words: held against each other for every command, with
// words that people type, mistype, and would never type.

import assert from "node:assert/strict";
import { run } from "@stricli/core";
import fc from "fast-check";
import { applicationOf } from "../../src/cli/application.ts";
import { moveLeadingFlags, protectWords } from "../../src/cli/flags.ts";
import { libraryRoot } from "../../src/cli/library_routes.ts";
import { plainCall } from "../../src/cli/plain_call.ts";
import type { Command, Route } from "../../src/cli/route.ts";
import { COMMANDS, loadRoute } from "../../src/cli/routes/table.ts";

interface Read {
  readonly path: string;
  readonly flags: unknown;
  readonly words: readonly unknown[];
}

const routes = new Map<string, Route>();
for (const name of COMMANDS) routes.set(name, (await loadRoute(name))!);
const commands = new Map([...routes].flatMap(([name, route]) => [...commandsIn(route, [name])]));
const pathOf = new Map([...commands].map(([path, command]) => [command, path]));

function* commandsIn(route: Route, path: readonly string[]): Generator<readonly [string, Command]> {
  if (route.kind === "command") return yield [path.join(" "), route];
  for (const [name, one] of Object.entries(route.definition.routes)) yield* commandsIn(one, [...path, name]);
}

/** What the library makes of words: the command that it would run, or undefined. */
async function readByLibrary(args: readonly string[]): Promise<Read | undefined> {
  let read: Read | undefined;
  const recording = (route: Route): Route => {
    if (route.kind === "group") {
      const named = Object.entries(route.definition.routes).map(([name, one]) => [name, recording(one)]);
      return { ...route, definition: { ...route.definition, routes: Object.fromEntries(named) } };
    }
    const loader = () =>
      Promise.resolve((flags: unknown, ...words: readonly unknown[]) => {
        read = { path: pathOf.get(route)!, flags, words };
        return Promise.resolve();
      });
    return { ...route, definition: { ...route.definition, loader } };
  };
  const named = Object.entries(routes.has(args[0]!) ? { [args[0]!]: routes.get(args[0]!)! } : {});
  const root = libraryRoot(Object.fromEntries(named.map(([name, route]) => [name, recording(route)])));
  const output = { write: () => {} };
  await run(applicationOf(root, () => ""), args, {
    process: { stdout: output, stderr: output },
    answer: () => Promise.resolve(),
  });
  return read;
}

function readByShortWay(args: readonly string[]): Read | undefined {
  const route = routes.get(args[0]!);
  const call = route === undefined ? undefined : plainCall(route, args.slice(1));
  return call === undefined
    ? undefined
    : { path: pathOf.get(call.command)!, flags: call.flags, words: call.words };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);
}

/** Words that may follow a command: its own flags in all their forms, those of others, and words of every kind. */
function wordsFor(path: string): fc.Arbitrary<readonly string[]> {
  const { flags = {}, aliases = {} } = commands.get(path)!.definition.parameters;
  const long = Object.keys(flags).flatMap((name) => [`--${kebab(name)}`, `--${name}`, `--no-${name}`]);
  const short = Object.keys(aliases).map((letter) => `-${letter}`);
  const value = fc.constantFrom(
    "KEY",
    "production",
    "3d",
    "a=b",
    "1",
    "",
    "auto",
    "always",
    "json",
    "a b",
    "é",
    "true",
    "true",
  );
  const odd = fc.constantFrom(
    "--",
    "-",
    "-1",
    "--help",
    "-h",
    "--nope",
    "-z",
    "--env=x",
    "-e=x",
    "--json=true",
    "--=",
    "-ey",
    "\n",
    "history",
    "show",
    "__proto__",
    "constructor",
  );
  const flag = fc.constantFrom(...long, ...short);
  const pair = fc.tuple(flag, value).map((both) => [...both]);
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: pair },
      { weight: 4, arbitrary: flag.map((one) => [one]) },
      { weight: 6, arbitrary: value.map((one) => [one]) },
      { weight: 1, arbitrary: odd.map((one) => [one]) },
    ),
    { maxLength: 5 },
  ).map((parts) => parts.flat());
}

Deno.test("short way: what it reads is what the library reads", async () => {
  const read = new Set<string>();
  for (const path of commands.keys()) {
    await fc.assert(
      fc.asyncProperty(wordsFor(path), fc.boolean(), async (words, isTyped) => {
        const named = isTyped ? kebab(path) : path;
        const args = protectWords(moveLeadingFlags([...named.split(" "), ...words]));
        const short = readByShortWay(args);
        if (short === undefined) return;
        read.add(short.path);
        assert.deepEqual(short, await readByLibrary(args));
      }),
      { numRuns: 120 },
    );
  }
  // Nearly every command was read by it: nothing was compared with nothing.
  assert.ok(read.size > commands.size * 0.9, `${read.size} of ${commands.size}`);
});

Deno.test("short way: it is taken by what people type every day, and by nothing else", async () => {
  const taken = [
    "status",
    "log",
    "log --oneline",
    "log KEY",
    "log -e production --json",
    "log verify --signer KEY",
    "secret list",
    "secret list --json --source resend",
    "secret get KEY",
    "secret set KEY value -e production --yes",
    "push github KEY OTHER --dry-run",
    "source generate resend KEY --permission full_access",
    "run true",
    "run --only A,B -- npm start --flag -- more",
    "secret set ODD -- -starts-with-a-dash",
  ];
  for (const line of taken) {
    const args = protectWords(moveLeadingFlags(line.split(" ")));
    assert.deepEqual(readByShortWay(args), await readByLibrary(args), line);
    assert.notEqual(readByShortWay(args), undefined, line);
  }
  const left = [
    "secret",
    "secret list --help",
    "secret get",
    "secret get KEY OTHER",
    "secret get KEY --nope",
    "secret get KEY --env",
    "secret get KEY --env=production",
    "secret get KEY --env a --env b",
    "secret list --color blue",
    "secret toString",
    "log history",
    "secret list -- x",
    "source adopt",
  ];
  for (const line of left) {
    assert.equal(readByShortWay(protectWords(moveLeadingFlags(line.split(" ")))), undefined, line);
  }
});
