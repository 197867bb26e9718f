// Whoever can put files into the folder where cred is run, or into the temporary one, runs nothing by that: no library,
// no program, no module, no configuration of a runtime, no program that a repository names. In real processes.

import assert from "node:assert/strict";
import { longHistory } from "../log/long_history.ts";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { compiledTests } from "../support/built_library.ts";
import { writeVault } from "../support/scribed_vault.ts";
import { shell } from "./session.ts";

const LIBRARIES = [
  ...[
    "libsecret-1.so.0",
    "libglib-2.0.so.0",
    "libgio-2.0.so.0",
    "libgobject-2.0.so.0",
    "libc.so.6",
    "libdl.so.2",
  ],
];
const PROGRAMS = ["git", "less", "sh", "age", "secret-tool", "deno", "xdg-open"];
const SOURCE = new URL("./planted.c", import.meta.url).pathname;

/** A folder whose files say that they were loaded or run, by a file of their own in `told`. */
async function plant(folder: string, told: string): Promise<void> {
  const marks = (what: string) => `${told}/${folder.split("/").at(-1)}-${what}`;
  const script = (what: string) => `#!/bin/sh\n: > '${marks(what)}'\n`;
  const module = (what: string) => `Deno.writeTextFileSync(${JSON.stringify(marks(what))}, "");\n`;
  await Deno.mkdir(folder, { recursive: true });
  const first = `${folder}/${LIBRARIES[0]}`;
  const { success, stderr } = await new Deno.Command("gcc", {
    args: ["-shared", "-fPIC", `-DLOADED="${marks("library")}"`, "-o", first, SOURCE],
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  for (const library of LIBRARIES.slice(1)) await Deno.copyFile(first, `${folder}/${library}`);
  for (const program of PROGRAMS) {
    await Deno.writeTextFile(`${folder}/${program}`, script(program), { mode: 0o755 });
  }
  const files: Readonly<Record<string, string>> = {
    "deno.json": JSON.stringify({ imports: { "age-encryption": "./evil.ts", "valibot": "./evil.ts" } }),
    "package.json": JSON.stringify({ dependencies: { "age-encryption": "*" }, type: "module" }),
    "evil.ts": module("import"),
    "node_modules/age-encryption/index.js": module("package"),
    "node_modules/age-encryption/package.json": JSON.stringify({ name: "age-encryption", main: "index.js" }),
    "deno-compile-cred/main.js": module("module"),
    "deno-compile-cred/dist/cred.js": module("bundle"),
    "deno-compile-cred/hash_worker.js": module("worker"),
    "deno-compile-cred/hash_worker.ts": module("worker"),
    "deno-compile-cred/dist/hash_worker.js": module("worker"),
    ".env": "CRED_VAULT=/nowhere\nRESEND_BASE_URL=https://elsewhere.example\nCRED_HOME=/nowhere\n",
    ".npmrc": "registry=https://elsewhere.example\n",
  };
  for (const [name, text] of Object.entries(files)) {
    const path = `${folder}/${name}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}

/** A repository around the folder whose configuration names programs. */
async function plantRepository({ work, env }: Playground, told: string): Promise<void> {
  const program = `${told}-program`;
  await Deno.writeTextFile(program, `#!/bin/sh\n: > '${told}/repository'\n`, { mode: 0o755 });
  const git = async (...args: string[]) => {
    const { success } = await new Deno.Command("git", { args, cwd: work, env, clearEnv: true }).output();
    assert.ok(success, args.join(" "));
  };
  await git("init", "--quiet");
  await git("add", "evil.ts");
  for (const name of ["core.fsmonitor", "core.pager", "core.editor", "diff.external", "core.askPass"]) {
    await git("config", name, program);
  }
  await git("config", "alias.ls-files", `!${program}`);
  await Deno.writeTextFile(`${work}/.git/hooks/reference-transaction`, `#!/bin/sh\n${program}\n`, {
    mode: 0o755,
  });
}

await compiledTests("planted: nothing that lies around is loaded or run", () => {
  Deno.test("planted: nothing that lies around is loaded or run", async () => {
    await using playground = await openPlayground();
    const { folder, work, env } = playground;
    const told = `${folder}/told`, temporary = `${folder}/tmp`;
    await Deno.mkdir(told);
    await plant(work, told);
    await plant(temporary, told);
    await plantRepository(playground, told);
    await writeVault(`${folder}/long`, await longHistory());
    const around: Playground = { ...playground, env: { ...env, TMPDIR: temporary } };
    const home = { ...around, env: { ...around.env, CRED_KEYCHAIN: "system" } };
    for (
      const [line, where, status] of [
        ["cred --version", around, 0],
        ["cred init", around, 0],
        ["cred source add resend --token-env RESEND_API_KEY", around, 0],
        ["cred source generate resend KEY", around, 0],
        ["cred secret get KEY", around, 0],
        ["cred target add dotenv .env.local", around, 0],
        ["cred push dotenv", around, 0],
        ["cred target add github acme/app --token-env GITHUB_TOKEN", around, 0],
        ["cred push github", around, 0],
        ["cred export --to backup.env", around, 0],
        ["cred sync --local", around, 0],
        ["cred log verify --git cred", around, 0],
        [`cred log verify --vault ${folder}/long`, around, 0],
        ["cred run -- true", around, 0],
        ["cred doctor", around, 0],
        // Loads the system's own library, or says that there is none.
        ["cred keychain status", home, 0],
        ["cred log", around, 0],
      ] as const
    ) {
      const done = await shell(line, where);
      assert.equal(done.status, status, `${line}: ${done.stderr}`);
      assert.deepEqual([...Deno.readDirSync(told)].map(({ name }) => name), [], line);
    }
    // What was planted is what it should be: a library that is loaded says so, and so does git's program.
    Deno.dlopen(`${work}/${LIBRARIES[0]}`, {}).close();
    await new Deno.Command("git", { args: ["status"], cwd: work, env: { ...env }, clearEnv: true }).output();
    const names = [...Deno.readDirSync(told)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["repository", "work-library"]);
  });
});
