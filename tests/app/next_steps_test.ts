// After a change one line says what to do next, on stderr; a dry run changes nothing and says nothing, and neither does
// --quiet. What a line names is a command that there is.
import assert from "node:assert/strict";
import { rootRoutes } from "../../src/cli/routes/root.ts";
import { everyCommand } from "../support/commands.ts";
import { makeWorld } from "../support/world.ts";

/** A life of a vault: each command changes something. */
const LIFE: readonly string[] = [
  "init",
  "source add resend --token-env RESEND_API_KEY",
  "source generate resend MAIL_KEY",
  "source generate resend OLD_KEY --expires 1d",
  "source rotate resend MAIL_KEY --grace 0",
  "source token resend --token-env RESEND_API_KEY",
  "source reconcile resend",
  "secret set NAME value",
  "secret set NAME other",
  "secret rollback NAME",
  "secret describe NAME text",
  "secret generate MADE",
  "target add dotenv out.env",
  "target bind dotenv staging.env --env staging",
  "push dotenv",
  "secret limit NAME --to dotenv",
  "secret remove MADE --yes",
  "prune dotenv --yes",
  "target remove dotenv --yes",
  "policy set max-age 30d",
  "import in.env -e other",
  "env copy other third",
  "env delete third --yes",
  "source delete resend MAIL_KEY --yes",
  "source prune --expired --yes",
  "source revoke resend --yes",
];

/** Changing commands that are told about elsewhere, with what they need. */
const ELSEWHERE = /^(access|recovery|keychain|policy unset|source adopt|sync$)/;

/** Asked for one command, which must succeed; the lines beside its answer. */
async function beside(world: Awaited<ReturnType<typeof makeWorld>>, command: string): Promise<string[]> {
  const { status, stderr } = await world.run(command);
  assert.equal(status, 0, `${command}: ${stderr}`);
  return stderr.split("\n").filter((line) => line !== "");
}

Deno.test("after every change a line names the next command", async (t) => {
  await using world = await makeWorld();
  await Deno.writeTextFile(`${world.folder}/in.env`, "A=1\n");
  const commands = new Set((await everyCommand()).flatMap((one) => [one, one.split(" ")[0]]));
  for (const command of LIFE) {
    await t.step(command, async () => {
      if (command.includes("prune --expired")) world.clockAheadMs = 2 * 86_400_000;
      const dry = await beside(world, `${command} --dry-run`);
      assert.deepEqual(dry.filter((line) => line.includes("next: ")), []);
      const lines = (await beside(world, command)).filter((line) => !/^(vault: |if you typed)/.test(line));
      const named = lines.flatMap((line) => /: cred ([a-z]+(?: [a-z]+)?)\b/.exec(line)?.[1] ?? []);
      const ends = /https:\S+$/.test(lines.at(-1) ?? "");
      assert(named.length > 0 || ends, `no next step: ${lines.join("\n")}`);
      for (const words of named) {
        assert(commands.has(words) || commands.has(words.split(" ")[0]!), `there is no cred ${words}`);
      }
    });
  }
});

Deno.test("every command that changes something is in that life, or named", async () => {
  const lived = (command: string) => LIFE.some((line) => line === command || line.startsWith(`${command} `));
  for (const command of await everyCommand()) {
    if (!await changes(command)) continue;
    assert(lived(command) || ELSEWHERE.test(command), `cred ${command} is not tried`);
  }
});

/** Whether a command has a dry run. */
async function changes(command: string): Promise<boolean> {
  let route: unknown = await rootRoutes(undefined);
  for (const word of command.split(" ")) {
    const map = route as Awaited<ReturnType<typeof rootRoutes>>;
    route = map.getAllEntries?.().find(({ name }) => name["convert-camel-to-kebab"] === word)?.target ??
      route;
  }
  const { parameters } = route as { readonly parameters?: { readonly flags?: object } };
  return "dryRun" in (parameters?.flags ?? {});
}

Deno.test("--quiet leaves all of it out", async () => {
  await using world = await makeWorld();
  await Deno.writeTextFile(`${world.folder}/in.env`, "A=1\n");
  for (const command of LIFE) {
    if (command.includes("prune --expired")) world.clockAheadMs = 2 * 86_400_000;
    const lines = await beside(world, `${command} --quiet`);
    assert.deepEqual(lines.filter((line) => !line.startsWith("warning: ")), [], command);
  }
});
