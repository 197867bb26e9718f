import assert from "node:assert/strict";
import { type FlyServer, startFly } from "../../servers/fly.ts";
import { startGitlab } from "../../servers/gitlab.ts";
import { startVercel } from "../../servers/vercel.ts";
import { makeWorld, type RunOptions, type World } from "../../support/world.ts";

/** One target from nothing: added, pushed to twice, changed from outside, pushed to again, pruned. */
interface Case {
  readonly platform: string;
  readonly identifier: string;
  readonly env: Readonly<Record<string, string>>;
  /** Changes the secret at the platform; undefined where that can't be told. */
  readonly edit?: () => void | Promise<void>;
}

async function runThrough(world: World, { platform, identifier, env, edit }: Case): Promise<void> {
  const options: RunOptions = { env };
  const json = (command: string) => world.json(command, options);
  const actions = async (command: string) =>
    Object.fromEntries(
      (await json(command)).secrets.map((
        row: { remoteName: string; action: string },
      ) => [row.remoteName, row.action]),
    );
  await world.run("init");
  await world.run("secret set DATABASE_URL --stdin", { stdin: "postgres-and-more" });
  assert.equal((await json(`target add ${platform} ${identifier}`)).identifier, identifier);
  assert.deepEqual(await actions(`push ${platform}`), { DATABASE_URL: "create" });
  assert.deepEqual(await actions(`push ${platform}`), { DATABASE_URL: "unchanged" });
  if (edit !== undefined) {
    await edit();
    assert.deepEqual(await actions(`diff ${platform}`), { DATABASE_URL: "drifted" });
    assert.deepEqual(await actions(`push ${platform}`), { DATABASE_URL: "drifted" });
    assert.deepEqual(await actions(`diff ${platform}`), { DATABASE_URL: "unchanged" });
  }
  await world.run("secret remove DATABASE_URL --yes");
  assert.deepEqual((await json(`prune ${platform} --yes`)).secrets, [{
    remoteName: "DATABASE_URL",
    result: "deleted",
  }]);
  const log = (await world.run("log --json", options)).stdout;
  assert.ok(!log.includes("postgres-and-more"));
  assert.equal((await world.run("log verify --full")).status, 0);
}

Deno.test("dotenv: a file of the project, from wherever in it the command is given", async () => {
  await using world = await makeWorld();
  await Deno.mkdir(`${world.folder}/deep`);
  const file = `${world.folder}/.env`;
  await runThrough(world, {
    platform: "dotenv",
    identifier: ".env",
    env: {},
    edit: async () => {
      assert.equal(await Deno.readTextFile(file), "DATABASE_URL='postgres-and-more'\n");
      await Deno.writeTextFile(file, "# mine\nDATABASE_URL=other\n");
    },
  });
  assert.equal(await Deno.readTextFile(file), "# mine\n");
  await world.run("secret set KEY --stdin", { stdin: "value" });
  assert.equal((await world.run("push dotenv", { cwd: `${world.folder}/deep` })).status, 0);
  assert.match(await Deno.readTextFile(file), /KEY='value'/);
});

Deno.test("gitlab: values are shown there, and compared by fingerprint", async () => {
  await using world = await makeWorld();
  await using gitlab = startGitlab();
  await runThrough(world, {
    platform: "gitlab",
    identifier: gitlab.project,
    env: { GITLAB_HOST: gitlab.url, GITLAB_TOKEN: gitlab.token },
    edit: () => {
      const variables = gitlab.variables(gitlab.project);
      variables[0] = { ...variables[0]!, value: "other" };
    },
  });
});

Deno.test("vercel: one environment at a time", async () => {
  await using world = await makeWorld();
  await using vercel = startVercel();
  const { name, team } = vercel.project;
  await runThrough(world, {
    platform: "vercel",
    identifier: `${team!.slug}/${name}`,
    env: { CRED_VERCEL_URL: vercel.url, VERCEL_TOKEN: vercel.token },
  });
});

/** As somebody else would write it: the digest follows the value. */
async function edited(fly: FlyServer): Promise<void> {
  const body = JSON.stringify({ values: { DATABASE_URL: "other" } });
  const headers = { authorization: `Bearer ${fly.token}`, "content-type": "application/json" };
  await (await fetch(`${fly.url}/v1/apps/${fly.app}/secrets`, { method: "POST", headers, body })).body
    ?.cancel();
}

Deno.test("fly: the digest is recorded as a fingerprint, and another environment needs an app of its own", async () => {
  await using world = await makeWorld();
  await using fly = startFly();
  const env = { FLY_FLAPS_BASE_URL: fly.url, FLY_API_TOKEN: fly.token };
  await runThrough(world, { platform: "fly", identifier: fly.app, env, edit: () => edited(fly) });
  await world.run("secret set KEY --stdin -e staging", { stdin: "value" });
  const refused = await world.run("push fly -e staging", { env });
  assert.equal(refused.status, 5);
  assert.match(refused.stderr, /cred target bind fly .* --env staging/);
});
