// The stand-in held to Vercel's SDK: it checks every answer against the API's description.

import assert from "node:assert/strict";
import { VercelCore } from "@vercel/sdk/core.js";
import { environmentGetProjectsByIdOrNameCustomEnvironments } from "@vercel/sdk/funcs/environmentGetProjectsByIdOrNameCustomEnvironments.js";
import { projectsCreateProjectEnv } from "@vercel/sdk/funcs/projectsCreateProjectEnv.js";
import { projectsFilterProjectEnvs } from "@vercel/sdk/funcs/projectsFilterProjectEnvs.js";
import { projectsRemoveProjectEnv } from "@vercel/sdk/funcs/projectsRemoveProjectEnv.js";
import { startVercel, type VercelServer } from "./vercel.ts";

const core = (server: VercelServer, bearerToken = server.token) =>
  new VercelCore({ bearerToken, serverURL: server.url });

/** The project, as the SDK wants it said. */
const at = ({ project }: VercelServer) => ({ idOrName: project.name, slug: project.team!.slug });

type NewEnv = Parameters<typeof projectsCreateProjectEnv>[1]["requestBody"];

async function create(server: VercelServer, requestBody: NewEnv, upsert = "true") {
  const result = await projectsCreateProjectEnv(core(server), { ...at(server), upsert, requestBody });
  if (!result.ok) throw result.error;
  return result.value;
}

/** What the SDK says of an answer that is an error. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    const result = await call as { readonly ok?: boolean; readonly error?: Error };
    if (result.ok === false) throw result.error;
  } catch (error) {
    const { statusCode, body } = error as { readonly statusCode: number; readonly body: string };
    return `${statusCode} ${JSON.parse(body).error.code}`;
  }
  throw new Error("it was not refused");
}

Deno.test("vercel stand-in and SDK: a variable's life", async () => {
  await using server = startVercel();
  const made = await create(server, { key: "KEY", value: "one", type: "sensitive", target: ["production"] });
  assert.deepEqual(made.failed, []);
  const again = await create(server, { key: "KEY", value: "two", type: "sensitive", target: ["production"] });
  assert.deepEqual(again.failed, []);
  assert.deepEqual([...server.valuesOf(server.project, "production")], [["KEY", "two"]]);
  const listed = await projectsFilterProjectEnvs(core(server), at(server));
  assert.ok(listed.ok && "envs" in listed.value);
  assert.ok(!JSON.stringify(listed.value).includes("two"));
  const [env] = listed.value.envs;
  const removed = await projectsRemoveProjectEnv(core(server), { ...at(server), id: env!.id! });
  assert.ok(removed.ok, String(removed.error));
  assert.equal(server.project.envs.length, 0);
});

Deno.test("vercel stand-in and SDK: a variable for several environments is not taken apart", async () => {
  await using server = startVercel();
  await create(server, { key: "KEY", value: "shared", type: "encrypted", target: ["production", "preview"] });
  const { failed } = await create(server, [
    { key: "KEY", value: "mine", type: "sensitive", target: ["production"] },
    { key: "NEW", value: "mine", type: "encrypted", target: ["development"] },
  ]);
  assert.deepEqual(failed.map(({ error }) => [error.code, error.envVarKey]), [["ENV_CONFLICT", "KEY"]]);
  assert.deepEqual([...server.valuesOf(server.project, "production")], [["KEY", "shared"]]);
  assert.deepEqual([...server.valuesOf(server.project, "development")], [["NEW", "mine"]]);
  const plain = await create(
    server,
    { key: "NEW", value: "x", type: "plain", target: ["development"] },
    "false",
  );
  assert.deepEqual(plain.failed.map(({ error }) => error.code), ["ENV_ALREADY_EXISTS"]);
});

Deno.test("vercel stand-in and SDK: custom environments", async () => {
  await using server = startVercel();
  const listed = await environmentGetProjectsByIdOrNameCustomEnvironments(core(server), at(server));
  assert.ok(listed.ok, String(listed.error));
  const [staging] = listed.value.environments;
  assert.equal(staging?.slug, "staging");
  await create(server, { key: "KEY", value: "one", type: "sensitive", customEnvironmentIds: [staging!.id] });
  assert.deepEqual([...server.valuesOf(server.project, "staging")], [["KEY", "one"]]);
});

Deno.test("vercel stand-in and SDK: what it refuses, and whom", async () => {
  await using server = startVercel();
  const make = (more: object) =>
    refusal(create(server, { key: "KEY", value: "x", type: "sensitive", target: ["production"], ...more }));
  assert.equal(await make({ key: "A-B" }), "400 INVALID_KEY");
  assert.equal(await make({ target: ["development"] }), "400 BAD_REQUEST");
  assert.equal(await make({ target: [] }), "400 bad_request");
  assert.equal(await make({ value: "x".repeat(65_537) }), "400 BAD_REQUEST");
  const list = (token: string, idOrName = server.project.name, slug?: string) =>
    refusal(
      projectsFilterProjectEnvs(core(server, token), { idOrName, ...(slug === undefined ? {} : { slug }) }),
    );
  assert.equal(await list("nobody"), "403 forbidden");
  assert.equal(await list(server.token), "404 not_found");
  assert.equal(await list(server.token, server.ownProject.name, "acme"), "404 not_found");
  assert.ok((await projectsFilterProjectEnvs(core(server), { idOrName: server.ownProject.id })).ok);
});
