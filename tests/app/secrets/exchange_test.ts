import assert from "node:assert/strict";
import { rootOf } from "../../support/saved_world.ts";
import { assertNothingInPlain } from "../../support/secrets_at_rest.ts";
import { makeWorld, type World } from "../../support/world.ts";

const AGE = installed("age") && installed("age-keygen") ? "" : " (skipped: needs age; apt-get install age)";
const VALUE = "a value that nobody may read";

function installed(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { success, stdout, stderr } = new Deno.Command(program, { args: [...args], cwd }).outputSync();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function events(world: World): Promise<number> {
  return (await world.run("log export --format jsonl")).stdout.split("\n").length;
}

async function refused(world: World, words: string, stdin = ""): Promise<{ code: string; message: string }> {
  const { status, stdout, stderr } = await world.run(`${words} --json`, { stdin });
  assert.notEqual(status, 0, words);
  assert.equal(stdout, "");
  return JSON.parse(stderr).error;
}

Deno.test("import: all or nothing, and nothing twice", async () => {
  await using world = await makeWorld();
  const dry = await world.run("import - --dry-run", { stdin: "A=1\nB=2\n" });
  assert.equal(dry.stdout, "would keep 2 secrets, 0 there already\n  new  A\n  new  B\n");
  assert.deepEqual((await world.json("secret list")).secrets, []);
  const first = await world.json("import -", { stdin: `A=1\nB='${VALUE}'\n` });
  assert.deepEqual(
    first.secrets.map(({ secret, step }: { secret: string; step: string }) => [secret, step]),
    [
      ["A", "new"],
      ["B", "new"],
    ],
  );
  const before = await events(world);
  assert.equal(
    (await world.run("import -", { stdin: `A=1\nB="${VALUE}"\n` })).stdout,
    "kept 0 secrets, 2 there already\n",
  );
  assert.equal(await events(world), before);

  const taken = await refused(world, "import -", `A=other\nB=2\nC=3\n`);
  assert.deepEqual(taken, {
    code: "conflict.secret_exists",
    message: '2 secrets have another value already: "A", "B"; nothing was changed',
    hints: ["to make new versions of them: --overwrite", "to see all that would be done: --dry-run"],
  });
  assert.equal(await events(world), before);
  const plan = await world.run("import - --dry-run", { stdin: "A=other\nB=2\nC=3\n" });
  assert.equal(
    plan.stdout,
    "would keep 3 secrets, 0 there already\n  differs  A\n  differs  B\n  new      C\n",
  );
  const again = await world.run("import - --overwrite", { stdin: "A=other\nC=3\n" });
  assert.equal(again.stdout, "kept 2 secrets, 0 there already\n  changed  A\n  kept     C\n");
  assert.equal(await events(world), before + 2);
  assert.equal((await world.run("secret get A")).stdout, "other\n");
  assert.equal((await world.run("secret get B")).stdout, `${VALUE}\n`);
  assertNothingInPlain(rootOf(world), [VALUE]);
});

Deno.test("import: one bad name, line or value keeps everything out", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("secret set A 1")).status, 0);
  const before = await events(world);
  for (
    const [text, code] of [
      ["B=2\nhunter2\n", "usage.import"],
      ['{"B":"2","bad-name":"x"}', "usage.name"],
      [`B=2\nC=${"x".repeat(1_048_577)}`, "usage.too_large"],
      ["# cred-export v1\n# [environment: a/b]\n# [B]\nB=2\n", "usage.name"],
      ["-----BEGIN AGE ENCRYPTED FILE-----\n", "usage.encrypted"],
    ] as const
  ) {
    const { code: found, message } = await refused(world, "import -", text);
    assert.equal(found, code);
    assert.ok(!message.includes("hunter2"));
  }
  assert.equal((await refused(world, "import no-such-file")).code, "usage.file");
  assert.equal((await world.run("import -", { stdin: Uint8Array.of(0x41, 0x3d, 0xff) })).status, 2);
  assert.equal(await events(world), before);
});

Deno.test("import: a key of a source is not overwritten, its own value is fine", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  assert.equal((await world.run("source generate resend KEY")).status, 0);
  const value = (await world.run("secret get KEY")).stdout.trim();
  assert.equal((await refused(world, "import - --overwrite", "KEY=mine\nB=2")).code, "conflict.generated");
  assert.equal((await world.json("import -", { stdin: `KEY=${value}\n` })).secrets[0].step, "same");
  assert.equal((await world.json("secret list")).secrets[0].source, "resend");
});

Deno.test("import and export: environments, descriptions and values come back", async () => {
  await using world = await makeWorld();
  const pem = "-----BEGIN KEY-----\nabc\n-----END KEY-----\n";
  for (const [name, value] of [["PEM", pem], ["ODD", "#$x 'y'"], ["CRLF", "a\r\nb"]] as const) {
    const words = ["secret", "set", name, "--stdin", "-e", "staging", "-d", `what ${name} is for`];
    assert.equal((await world.run(words, { stdin: `${value}\n` })).status, 0);
  }
  for (const format of ["dotenv", "json"]) {
    const { stdout, status } = await world.run(`export -e staging --format ${format}`);
    assert.equal(status, 0);
    const copied = await world.json("import - -e copy", { stdin: stdout });
    assert.equal(copied.secrets.length, 3, format);
    assert.equal((await world.run("secret get PEM -e copy")).stdout, `${pem}\n`);
    assert.equal((await world.run("secret get CRLF -e copy")).stdout, "a\r\nb\n");
    assert.equal(
      (await world.json("import -", { stdin: stdout })).secrets[0].environment,
      format === "dotenv" ? "staging" : "default",
    );
  }
  const { secrets } = await world.json("secret list -e copy");
  assert.deepEqual(secrets.map(({ description }: { description: string }) => description), [
    "what CRLF is for",
    "what ODD is for",
    "what PEM is for",
  ]);
  const reference = "# cred-export v1\n# [environment: a]\n# [X]\nX=1\n\n# [environment: b]\n# [X]\nX=2\n";
  assert.equal((await refused(world, "import - -e c", reference)).code, "usage.environment");
  const { format, left } = await world.json("import -", { stdin: reference });
  assert.deepEqual([format, left.length], ["cred-export v1", 1]);
  assert.equal((await world.run("secret get X -e b")).stdout, "2\n");
});

Deno.test("export: a file of one's own, whole, never over another or into git", async () => {
  await using world = await makeWorld();
  const { folder } = world;
  assert.equal((await world.run(["secret", "set", "A", VALUE])).status, 0);
  assert.deepEqual(await world.json("export --to out.env"), {
    vault: `${world.home}/personal`,
    environment: "default",
    format: "dotenv",
    secrets: ["A"],
    encrypted: false,
    file: "out.env",
  });
  assert.equal(Deno.statSync(`${folder}/out.env`).mode! & 0o777, 0o600);
  const text = Deno.readTextFileSync(`${folder}/out.env`);
  assert.equal(text, `# cred export 1: environment default\n\nA='${VALUE}'\n`);
  assert.equal((await refused(world, "export --to out.env")).code, "conflict.file_exists");
  Deno.chmodSync(`${folder}/out.env`, 0o644);
  assert.equal((await world.run("export --to out.env --format json --overwrite")).status, 0);
  assert.equal(Deno.statSync(`${folder}/out.env`).mode! & 0o777, 0o600);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${folder}/out.env`)), { A: VALUE });

  // Another repository than the one that is worked in.
  Deno.mkdirSync(`${folder}/other/sub`, { recursive: true });
  run("git", ["init", "--quiet"], `${folder}/other`);
  Deno.writeTextFileSync(`${folder}/other/sub/.env`, "");
  run("git", ["add", "sub/.env"], `${folder}/other`);
  for (const flags of ["", " --overwrite"]) {
    const { status } = await world.run(`export --to other/sub/.env${flags}`, { env: { GIT_DIR: folder } });
    assert.equal(status, 5);
  }
  assert.equal(Deno.readTextFileSync(`${folder}/other/sub/.env`), "");
  const seen = await world.run("export --to other/plain.env");
  assert.deepEqual([seen.status, /git does not ignore/.test(seen.stderr)], [0, true]);
  Deno.writeTextFileSync(`${folder}/other/.gitignore`, "*.env\n");
  assert.equal((await world.run("export --to other/ignored.env")).stderr, "");

  Deno.symlinkSync("out.env", `${folder}/link`);
  assert.equal((await refused(world, "export --to link --overwrite")).code, "usage.not_a_file");
  assert.equal((await refused(world, "export --to nowhere/x")).code, "usage.no_folder");
  assert.equal((await refused(world, "export --to other")).code, "usage.not_a_file");
  assert.equal((await refused(world, "export --only NO")).code, "failed.no_secret");
  assert.equal((await refused(world, "export -e nowhere")).code, "failed.no_environment");
});

Deno.test("export: what a format can't hold is named and nothing is written", async () => {
  await using world = await makeWorld();
  assert.equal((await world.run("secret set NUL --stdin", { stdin: "a\0b" })).status, 0);
  assert.equal((await world.run("secret set BYTES --stdin", { stdin: Uint8Array.of(0xff) })).status, 0);
  for (const format of ["dotenv", "json", "shell"]) {
    const { code, message } = await refused(world, `export --format ${format} --to x`);
    assert.deepEqual([code, /"BYTES"/.test(message)], ["failed.format", true]);
  }
  assert.match((await refused(world, "export --only NUL --to x")).message, /"NUL"/);
  assert.deepEqual(JSON.parse((await world.run("export --only NUL --format json")).stdout), { NUL: "a\0b" });
  assert.deepEqual([...Deno.readDirSync(world.folder)], []);
});

Deno.test({
  name: `export: the age program opens what is encrypted to its recipients${AGE}`,
  ignore: AGE !== "",
  fn: async () => {
    await using world = await makeWorld();
    const { folder } = world;
    assert.equal((await world.run(["secret", "set", "A", VALUE])).status, 0);
    const recipients = ["one", "two"].map((name) => {
      run("age-keygen", ["-o", `${name}.key`], folder);
      return run("age-keygen", ["-y", `${name}.key`], folder).trim();
    });
    run("git", ["init", "--quiet"], folder);
    Deno.writeTextFileSync(`${folder}/backup.age`, "");
    run("git", ["add", "backup.age"], folder);
    const words = `export --age ${recipients[0]} --age ${recipients[1]} --to backup.age --overwrite`;
    const { status, stdout } = await world.run(words);
    assert.deepEqual([status, stdout], [0, "wrote backup.age: 1 secret, encrypted to 2 recipients\n"]);
    assertNothingInPlain(folder, [VALUE]);
    for (const name of ["one", "two"]) {
      assert.match(
        run("age", ["-d", "-i", `${name}.key`, "backup.age"], folder),
        new RegExp(`^A='${VALUE}'$`, "m"),
      );
    }
    const identity = /AGE-SECRET-KEY-\S+/.exec(Deno.readTextFileSync(`${folder}/one.key`))![0];
    const wrong = await refused(world, `export --age ${identity}`);
    assert.deepEqual([wrong.code, wrong.message], ["usage.recipient", "that is no age recipient"]);
    const text = run("age", ["-d", "-i", "one.key", "backup.age"], folder);
    assert.equal((await world.json("import - -e back", { stdin: text })).secrets[0].step, "new");
  },
});
