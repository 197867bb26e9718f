import { missingPrograms, startSecretService } from "../../tests/support/secret_service.ts";
import { credCommand, type Playground } from "../playground.ts";
import { type Bare, bareProgram } from "./startup.ts";
import { inMs, inTurns, median, ratio, type Row, run, type Setting } from "./measure.ts";

const NAME = "VALUE";
const ROUNDS = 50;

/** Getting a value, against the programs that keep one in the same way. */
export async function measureValues(playground: Playground): Promise<Row[]> {
  const bare = await bareProgram(playground);
  return [...await besideAge(playground, bare), ...await besideSecretTool(playground, bare)];
}

/** `age` opens one file with a key that lies in the clear; cred opens three and reads a log. */
async function besideAge({ folder, env, work }: Playground, bare: Bare): Promise<Row[]> {
  const identity = `${folder}/identity`, sealed = `${folder}/sealed.age`;
  const setting = { env, cwd: work };
  try {
    await run(["age-keygen", "-o", identity], setting);
  } catch {
    return [["cred secret get, file keychain", "not measured", "age is not installed"]];
  }
  const recipient = /age1\S+/.exec(await Deno.readTextFile(identity))![0];
  await Deno.writeTextFile(`${folder}/plain`, "a value");
  await run(["age", "-r", recipient, "-o", sealed, `${folder}/plain`], setting);
  return [await compare("file keychain", "age -d -i", ["age", "-d", "-i", identity, sealed], setting, bare)];
}

async function besideSecretTool({ folder, env, work }: Playground, bare: Bare): Promise<Row[]> {
  const missing = missingPrograms();
  if (missing.length > 0) {
    return [["cred secret get, libsecret", "not measured", `not installed: ${missing.join(", ")}`]];
  }
  await using service = await startSecretService();
  const cwd = work,
    session = { ...service.env, PATH: env["PATH"]!, CRED_HOME: `${folder}/home-of-libsecret` };
  const attributes = ["cred-bench", "value"];
  const stored = await service.run(["secret-tool", "store", "--label", "bench", ...attributes], {
    stdin: "a value",
  });
  if (stored.status !== 0) throw new Error(`secret-tool store: ${stored.stderr}`);
  const lookup = ["secret-tool", "lookup", ...attributes];
  return [await compare("libsecret", "secret-tool lookup", lookup, { env: session, cwd }, bare)];
}

async function compare(
  keychain: string,
  name: string,
  other: readonly string[],
  setting: Setting,
  bare: Bare,
): Promise<Row> {
  const cred = credCommand();
  await run([...cred, "init"], setting);
  await run([...cred, "secret", "set", NAME, "a value"], setting);
  const turns = await inTurns(
    { cred: [...cred, "secret", "get", NAME], other, bare: bare.command },
    setting,
    ROUNDS,
  );
  await Deno.remove(`${setting.cwd}/.cred`, { recursive: true });
  return [
    `cred secret get, ${keychain}`,
    inMs(median(turns.cred)),
    `${ratio(turns.cred, turns.bare)} an empty program (${inMs(median(turns.bare))}), ` +
    `${ratio(turns.cred, turns.other)} ${name} (${inMs(median(turns.other))})`,
  ];
}
