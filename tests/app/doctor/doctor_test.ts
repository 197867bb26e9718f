// The doctor, where all is well; what it says of tokens, of a recovery key and of completions.

import assert from "node:assert/strict";
import { checkRecovery } from "../../../src/app/doctor/rights.ts";
import { emptyState, type Signer } from "../../../src/domain/state.ts";
import type { DoctorView } from "../../../src/views/doctor.ts";
import { startGithub } from "../../servers/github.ts";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import { makeProject, makeWorld, type World } from "../../support/world.ts";
import { doctor, findings } from "./broken.ts";

/** All files of a world with their modes and bytes. */
function everything(world: World): string[] {
  const root = world.home.replace(/\/home$/, "");
  return [...filesUnder(root)].sort().map((path) =>
    `${path} ${Deno.lstatSync(path).mode} ${new TextDecoder("latin1").decode(Deno.readFileSync(path))}`
  );
}

Deno.test("doctor: before the first command all is well, and nothing is made", async () => {
  await using world = await makeWorld();
  const view = await doctor(world);
  assert(view.ok);
  assert.equal(view.vault, undefined);
  assert.throws(() => Deno.lstatSync(world.home), Deno.errors.NotFound);
});

Deno.test("doctor: a vault in order, and nothing is left or changed", async () => {
  await using world = await makeProject();
  const before = everything(world);
  const view = await doctor(world);
  assert.deepEqual(findings(view), []);
  const token = view.checks.find(({ check }) => check === "token")!;
  assert.equal(token.about, "source resend");
  assert.match(token.says, /^Resend takes the token/);
  const lock = /\/lock /;
  assert.deepEqual(
    everything(world).filter((one) => !lock.test(one)),
    before.filter((one) => !lock.test(one)),
  );
  assert.equal(world.server.requests.at(-1)?.method, "GET");

  const text = await world.run("doctor");
  assert.equal(text.status, 0);
  assert.match(text.stdout, /^ok {11}version {6}cred .*\nok {11}keychain {5}file keychain/);
  assert.match(text.stdout, /\nwarning {6}recovery {5}.*\n {4}> cred recovery create\n/);
  assert.match(text.stdout, /\n1 warning\n$/);
  assert.equal(text.stderr, "");
});
Deno.test("doctor: a platform that does not answer is given up", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  world.setHaste(50);
  world.server.misbehave({ times: 9 }, { what: "hang", work: false });
  const { checks } = await doctor(world);
  const token = checks.find(({ check }) => check === "token")!;
  assert.deepEqual([token.result, token.says], ["not_checked", "no answer within 15 s"]);
});

Deno.test("doctor: tokens of targets, from the keychain and from a variable", async () => {
  await using world = await makeWorld();
  await using github = await startGithub();
  const env = { GITHUB_API_URL: github.url };
  const given = { env: { ...env, GITHUB_TOKEN: github.token } };
  assert.equal((await world.run("init")).status, 0);
  assert.equal((await world.run("target add github acme/app --yes", given)).status, 0);
  assert.equal((await world.run("target add dotenv .env.local")).status, 0);
  const tokens = ({ checks }: DoctorView) =>
    checks.filter(({ check }) => check === "token").map((one) => `${one.about}: ${one.says}`);
  assert.deepEqual(tokens(await doctor(world, "", given)), [
    "target github: GitHub takes GITHUB_TOKEN, for secrets of acme/app",
    `target dotenv: .env.local can be written`,
  ]);
  assert.match(
    tokens(await doctor(world, "", { env }))[0]!,
    /^target github: its token is not in this machine.s keychain$/,
  );
  const kept = { env: { ...env, KEPT: github.token } };
  assert.equal((await world.run("target add github acme/app --token-env KEPT --replace", kept)).status, 0);
  assert.equal(
    tokens(await doctor(world, "", { env }))[0],
    "target github: GitHub takes the token, for secrets of acme/app",
  );
});

Deno.test("doctor: a recovery key counts while it is not retired", () => {
  const key = {
    id: "0123456789abcdef",
    publicKey: "",
    label: "recovery",
    role: "recovery",
    addedAt: "2026-11-26T00:00:00.000Z",
    addedBy: "",
    retiredAt: undefined,
  } as const;
  const of = (...signers: Signer[]) =>
    checkRecovery({ ...emptyState(), signers: new Map(signers.map((one) => [one.id, one])) }).result;
  assert.equal(of(key), "ok");
  assert.equal(of({ ...key, retiredAt: key.addedAt }), "warning");
  assert.equal(of({ ...key, role: "owner" }), "warning");
});

Deno.test("doctor: completions where the shell finds them", async () => {
  await using world = await makeWorld();
  const root = world.home.replace(/\/home$/, "");
  for (
    const [shell, path] of [
      ["/bin/bash", ".local/share/bash-completion/completions/cred"],
      ["/usr/bin/zsh", ".zfunc/_cred"],
      ["/usr/bin/fish", ".config/fish/completions/cred.fish"],
    ] as const
  ) {
    const options = { env: { SHELL: shell, XDG_DATA_DIRS: "/nowhere" } };
    const completions = async () => (await doctor(world, "", options)).checks.at(-1)!;
    const before = await completions();
    assert.equal(before.result, "warning", before.says);
    assert.match(before.mend![0]!, /cred completions /);
    await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${root}/${path}`, "");
    assert.deepEqual([(await completions()).result, (await completions()).says.includes(path)], ["ok", true]);
  }
});
