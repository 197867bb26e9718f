// The doctor: one thing broken at a time, found by the check that is about it, with the command that mends it; the other
// checks go on. What is broken in a shell is mended by the commands that it says.

import assert from "node:assert/strict";
import { checkRecovery } from "../../../src/app/doctor/rights.ts";
import { emptyState, type Signer } from "../../../src/domain/state.ts";
import type { CheckName, CheckResult, CheckView, DoctorView } from "../../../src/views/doctor.ts";
import { startGithub } from "../../servers/github.ts";
import { copyFolder, SavedWorld } from "../../support/saved_world.ts";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import { makeProject, makeWorld, type RunOptions, type World } from "../../support/world.ts";

const ALL: readonly CheckName[] = [
  "version",
  "keychain",
  "vault",
  "paths",
  "log",
  "values",
  "access",
  "recovery",
  "unsettled",
  "leftovers",
  "token",
  "clock",
  "git",
  "completions",
];
/** Checks that find something in every world here: none has a recovery key, or a shell. */
const USUAL = new Set<CheckName>(["recovery", "completions"]);
const DAY = 86_400_000;

async function doctor(world: World, flags = "", options: RunOptions = {}): Promise<DoctorView> {
  const { status, stdout, stderr } = await world.run(`doctor --json${flags}`, options);
  assert.equal(stderr, "");
  const view: DoctorView = JSON.parse(stdout);
  assert.equal(status, view.ok ? 0 : 1);
  assert.equal(view.ok, view.checks.every(({ result }) => result !== "problem"));
  assert.deepEqual([...new Set(view.checks.map(({ check }) => check))], ALL, "every check says something");
  return view;
}

/** What a doctor found besides the usual. */
function findings({ checks }: DoctorView): CheckView[] {
  return checks.filter(({ check, result }) => result !== "ok" && !USUAL.has(check));
}

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

/** One thing broken: by what, and what is found; `mends`: the commands said are run in a shell, and mend it. */
interface Case {
  readonly what: string;
  readonly break: (world: World) => void | Promise<void>;
  readonly options?: (world: World) => RunOptions;
  readonly flags?: string;
  readonly found: readonly [CheckName, CheckResult, RegExp][];
  readonly mend?: RegExp;
  readonly mends?: true;
}

const cred = (world: World) => `${world.folder}/.cred`;
const log = (world: World) => [...filesUnder(`${cred(world)}/log`)][0]!;
const values = (world: World) => [...filesUnder(`${cred(world)}/values`)].sort();
/** The file of the value that the last record of a type names. */
const valueOf = (world: World, type: string) =>
  `${cred(world)}/values/${
    Deno.readTextFileSync(log(world)).trimEnd().split("\n").map((line) => JSON.parse(line).e)
      .findLast((event) => event.type === type).data.sealed
  }.age`;
const items = (world: World) => `${world.home}/keychain/items`;
const NOT_READ: Case["found"] = (["values", "access", "recovery", "unsettled", "token"] as const).map(
  (check) => [check, "not_checked", /the history does not verify/],
);
const rewrite = (path: string, change: (text: string) => string) =>
  Deno.writeTextFileSync(path, change(Deno.readTextFileSync(path)));

const CASES: readonly Case[] = [
  {
    what: "a file that others may read",
    break: (world) => Deno.chmodSync(`${cred(world)}/vault.json`, 0o644),
    found: [["paths", "warning", /vault\.json can be read by others$/]],
    mend: /^chmod -R go= .*vault\.json$/,
    mends: true,
  },
  {
    what: "a vault and a home that others may write to",
    break: (world) => [world.home, cred(world)].forEach((folder) => Deno.chmodSync(folder, 0o777)),
    found: [["paths", "problem", /can be changed by others, and 1 more$/]],
    mends: true,
  },
  {
    what: "a link in the vault",
    break: (world) => {
      Deno.renameSync(log(world), `${world.folder}/elsewhere`);
      Deno.symlinkSync(`${world.folder}/elsewhere`, `${cred(world)}/log/${"0".repeat(16)}.jsonl`);
    },
    found: [["paths", "problem", /neither a file nor a folder/], ["log", "problem", /./], ...NOT_READ],
  },
  {
    what: "a vault that lost its vault.json",
    break: (world) => Deno.removeSync(`${cred(world)}/vault.json`),
    found: [
      ["vault", "problem", /does not say which vault this is/],
      ...(["log", "values", "access", "recovery", "unsettled", "token"] as const).map(
        (check): Case["found"][0] => [check, "not_checked", /no vault/],
      ),
    ],
  },
  {
    what: "a damaged log",
    break: (world) => rewrite(log(world), (text) => text.replace("FIRST_KEY", "THIRD_KEY")),
    found: [["log", "problem", /./], ...NOT_READ],
    mend: /cred log verify --full/,
  },
  {
    what: "a log that was cut off in a write",
    break: (world) => Deno.writeTextFileSync(log(world), '{"e":{"v":1', { append: true }),
    found: [["log", "warning", /ends in 11 bytes of a write that was cut off/]],
  },
  {
    what: "an old copy of the log",
    break: (world) => rewrite(log(world), (text) => text.split("\n").slice(0, 4).join("\n") + "\n"),
    found: [
      ["log", "problem", /is behind: 4 records of \d+/],
      ["values", "warning", /that no record names/],
    ],
    mend: /cred sync/,
  },
  {
    what: "a missing value",
    break: (world) => Deno.removeSync(valueOf(world, "secret.set")),
    found: [["values", "problem", /^1 sealed value missing$/]],
    mend: /restore the files/,
  },
  {
    what: "a value that is another",
    break: (world) => Deno.copyFileSync(valueOf(world, "secret.set"), valueOf(world, "key.generated")),
    found: [["values", "problem", /^1 sealed value other than recorded$/]],
  },
  {
    what: "a value that is dead, and one that nobody knows",
    break: async (world) => {
      copyFolder(`${cred(world)}/values`, `${world.folder}/kept`);
      assert.equal((await world.run("source delete resend FIRST_KEY --yes")).status, 0);
      copyFolder(`${world.folder}/kept`, `${cred(world)}/values`);
      for (const path of values(world)) Deno.chmodSync(path, 0o600);
      Deno.writeTextFileSync(`${cred(world)}/values/${"0".repeat(64)}.age`, "", { mode: 0o600 });
    },
    found: [
      ["values", "warning", /^1 file of dead values left/],
      ["values", "warning", /^1 file that no record names$/],
    ],
    mend: /^rm /,
  },
  {
    what: "files that a crash left",
    break: (world) => {
      const options = { mode: 0o600 };
      Deno.writeTextFileSync(`${cred(world)}/values/x.age.0123abcd.tmp`, "", options);
      Deno.writeTextFileSync(`${world.home}/keychain/recipient.0123abcd.tmp`, "", options);
      Deno.mkdirSync(`${world.folder}/.cred-new-0123abcd`);
      // Of the project's own, whatever they are.
      Deno.writeTextFileSync(`${world.folder}/build.tmp`, "");
    },
    found: [["leftovers", "warning", /^3 files of a write that was cut off$/]],
    mends: true,
  },
  {
    what: "keychain items that no record names",
    break: (world) => {
      const [token] = [...filesUnder(items(world))].filter((path) => path.includes("/token-"));
      const [, id] = /token-([0-9a-f]+)-/.exec(token!)!;
      for (
        const item of [`token-${id}-0000000000000000`, `token-${"0".repeat(32)}-0000000000000000`, "probe-1"]
      ) {
        Deno.writeTextFileSync(`${items(world)}/${item}.age`, "", { mode: 0o600 });
      }
    },
    found: [["leftovers", "warning", /^2 keychain items that no record names$/]],
    mends: true,
  },
  {
    what: "a request whose answer was lost",
    break: async (world) => {
      const hold = world.server.hold({ method: "POST" }, "before");
      const interrupt = new AbortController();
      const cut = world.run("source generate resend LOST", { interrupt: interrupt.signal });
      await hold.arrived;
      interrupt.abort(new Error("stop"));
      assert.equal((await cut).status, 130);
      hold.release();
      world.clockAheadMs = 600_000;
    },
    flags: " --offline",
    found: [
      ["unsettled", "warning", /^1 request without a known answer$/],
      ["token", "not_checked", /--offline/],
    ],
    mend: /^cred source reconcile resend$/,
  },
  {
    what: "a token that was ended at its platform",
    break: (world) => world.server.account.restore([]),
    found: [["token", "problem", /^Resend does not accept the token/]],
  },
  {
    what: "a token that may not manage keys",
    break: (world) =>
      world.server.misbehave({}, {
        what: "answer",
        work: false,
        status: 401,
        body: { statusCode: 401, name: "restricted_api_key", message: "This API key is restricted" },
      }),
    found: [["token", "problem", /accepts the token for sending only/]],
    mend: /full_access/,
  },
  {
    what: "a token that is not in the keychain",
    break: (world) =>
      [...filesUnder(items(world))].filter((path) => path.includes("/token-")).forEach((path) =>
        Deno.removeSync(path)
      ),
    found: [["token", "warning", /its master token is not in this machine's keychain/]],
    mend: /^cred source add resend$/,
  },
  {
    what: "a platform at another address",
    break: () => {},
    options: () => ({ env: { RESEND_BASE_URL: "https://elsewhere.example" } }),
    found: [["token", "problem", /was configured for/]],
  },
  {
    what: "no network",
    break: () => {},
    options: () => ({ fetch: () => Promise.reject(new TypeError("client error (Connect): dns error")) }),
    found: [["token", "not_checked", /^cannot reach "127\.0\.0\.1/]],
  },
  {
    what: "nobody asked",
    break: () => {},
    flags: " --offline",
    options: () => ({ fetch: () => Promise.reject(new Error("it was asked")) }),
    found: [["token", "not_checked", /--offline/]],
  },
  {
    what: "a clock that went back",
    break: (world) => void (world.clockAheadMs = -3 * DAY),
    flags: " --offline",
    found: [
      ["token", "not_checked", /--offline/],
      ["clock", "problem", /the newest record is dated .*, 3 days from now: this clock went back/],
    ],
    mend: /timedatectl/,
  },
  {
    what: "a clock far ahead of a platform's",
    break: (world) => void (world.clockAheadMs = 400 * DAY),
    found: [["clock", "problem", /^this clock is 400 days ahead of that of 127\.0\.0\.1$/]],
  },
  {
    what: "a keychain without its keys",
    break: (world) =>
      [...filesUnder(items(world))].filter((path) => path.includes("/vault-")).forEach((path) =>
        Deno.removeSync(path)
      ),
    found: [["access", "problem", /this machine has no access to this vault/]],
    mend: /cred access request/,
  },
  {
    what: "a wrong passphrase",
    break: () => {},
    options: () => ({ env: { CRED_PASSPHRASE: "another passphrase" } }),
    found: [
      ["keychain", "problem", /./],
      ["access", "not_checked", /the keychain does not work/],
      ["token", "not_checked", /the keychain does not work/],
    ],
  },
  {
    what: "a choice of keychains that there are none of",
    break: () => {},
    options: () => ({ env: { CRED_KEYCHAIN: "none" } }),
    found: [
      ["keychain", "problem", /CRED_KEYCHAIN is "none"/],
      ["access", "not_checked", /./],
      ["token", "not_checked", /./],
    ],
  },
  {
    what: "no git",
    break: () => {},
    options: () => ({
      processes: (processes) => ({ ...processes, output: () => Promise.resolve(undefined) }),
    }),
    found: [["git", "warning", /git is not installed/]],
  },
  {
    what: "a vault that git tracks with the code",
    break: async (world) => {
      for (const args of [["init", "--quiet"], ["add", "--force", ".cred"]]) {
        const { success } = await new Deno.Command("git", { args, cwd: world.folder }).output();
        assert(success);
      }
    },
    found: [["git", "problem", /git tracks the vault/]],
    mend: /^git rm -r --cached /,
  },
  {
    what: "something that cred does not expect",
    break: () => {},
    options: (world) => ({
      files: (files) => ({
        ...files,
        list: (path) =>
          path === `${cred(world)}/values` ? Promise.reject(new TypeError("oh")) : files.list(path),
      }),
    }),
    found: [
      ["paths", "problem", /something that cred did not expect: TypeError: oh/],
      ["values", "problem", /TypeError: oh/],
      ["leftovers", "problem", /TypeError: oh/],
    ],
  },
];

Deno.test("doctor: what is broken is found, by name", async (t) => {
  await using world = await makeProject();
  await using saved = await SavedWorld.of(world);
  // Copies have the modes of any file; and some of a process's locks are not there yet.
  assert.equal(
    (await new Deno.Command("chmod", { args: ["-R", "go=", world.folder, world.home] }).output()).code,
    0,
  );
  for (const one of CASES) {
    await t.step(one.what, async () => {
      saved.restore();
      await new Deno.Command("chmod", { args: ["-R", "go=", world.folder, world.home] }).output();
      await one.break(world);
      const look = () => doctor(world, one.flags, one.options?.(world));
      const view = await look();
      const found = findings(view).filter(({ check, result }) =>
        check !== "recovery" || result !== "warning"
      );
      const said = JSON.stringify(found, null, 1);
      const expected = one.found.filter(([check, result]) =>
        check !== "recovery" || result !== "not_checked"
      );
      assert.deepEqual(
        found.map(({ check, result }) => [check, result]),
        expected.map(([check, result]) => [check, result]),
        said,
      );
      expected.forEach(([, , says], i) => assert.match(found[i]!.says, says));
      const mend = found.flatMap(({ mend = [] }) => mend);
      if (one.mend !== undefined) assert(mend.some((step) => one.mend!.test(step)), said);
      if (one.mends === undefined) return;
      for (const step of mend) {
        const { success } = await new Deno.Command("sh", { args: ["-c", step] }).output();
        assert(success, step);
      }
      assert.deepEqual(findings(await look()), []);
    });
  }
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
