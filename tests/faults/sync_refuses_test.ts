// What doesn't verify is neither taken nor sent: after each refusal both sides are as they were, to the byte.

import assert from "node:assert/strict";
import { copyFolder } from "../support/saved_world.ts";
import { type Clone, filesBelow, makeTeam, type Team } from "../support/team.ts";

/** All that a sync may change, without the locks that it takes. */
function stateOf(team: Team, clone: Clone): unknown {
  const files = { ...filesBelow(clone.folder), ...filesBelow(`${clone.home}/vaults`) };
  const kept = Object.entries(files).filter(([path]) =>
    path.startsWith("/.cred/") || /^\/\.git\/refs\/(?!remotes)/.test(path) || path.endsWith("heads.json")
  );
  return [Object.fromEntries(kept), filesBelow(team.remote)];
}

async function refuses(team: Team, clone: Clone, status: number, code: string, words: RegExp): Promise<void> {
  for (const command of ["sync --json", "sync --pull --json", "sync --dry-run --json"]) {
    const before = stateOf(team, clone);
    const outcome = await clone.run(command);
    assert.equal(outcome.status, status, `${command}: ${outcome.stdout}${outcome.stderr}`);
    const { error } = JSON.parse(outcome.stderr);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, words);
    assert.deepEqual(stateOf(team, clone), before, command);
  }
}

/** A clone on a machine that is a copy of the first one, memory and all, as a restored image is. */
async function twinOf(team: Team): Promise<Clone> {
  const twin = await team.clone("twin");
  copyFolder(team.first.home, twin.home);
  copyFolder(team.first.vault, twin.vault);
  return twin;
}

Deno.test("sync: a log that was continued twice is a fork, in both directions", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const twin = await twinOf(team);
  await twin.set("TWIN");
  await first.set("FIRST");
  await first.set("MORE");
  const log = (await first.json("log")).entries[0].log;
  await first.json("sync");
  const words = new RegExp(
    `^log ${log} has two heads, which differ from record 3 on: branch "cred" of "origin" has 5 records with root ` +
      "\\S{44}, this vault has 4 records with root \\S{44}$",
  );
  await refuses(team, twin, 6, "integrity.fork", words);
  // As seen from the other side: the fork is on the remote, and the one who was first is refused just so.
  runUpdate(team, twin);
  await refuses(team, first, 6, "integrity.fork", /has two heads, which differ from record 3 on/);
  // A third machine, which has no vault yet, takes neither.
  const third = await team.clone("third");
  third.git("fetch", "--quiet", first.folder, "cred:cred");
  await refuses(team, third, 6, "integrity.fork", /has two heads/);
  assert.equal(Object.keys(filesBelow(third.folder)).some((path) => path.startsWith("/.cred")), false);
});

Deno.test("sync: where the vault is gone, a record in the place of one that was signed here is no beginning of it", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const twin = await twinOf(team);
  Deno.writeTextFileSync(`${first.folder}/two.env`, "ONE=1\nTWO=2\n");
  await first.json("import two.env");
  Deno.removeSync(first.vault, { recursive: true });
  await twin.set("TWIN");
  await twin.json("sync");
  await refuses(team, first, 6, "integrity.rewritten", /it signed another record 3$/);
  assert.deepEqual(filesBelow(first.vault), {});
});

/** Puts a clone's own vault on the remote's branch, by force. */
function runUpdate(team: Team, clone: Clone): void {
  clone.git("worktree", "add", "--quiet", "--detach", `${team.root}/forced`, "origin/cred");
  copyFolder(`${clone.vault}/log`, `${team.root}/forced/log`);
  copyFolder(`${clone.vault}/values`, `${team.root}/forced/values`);
  const git = (...args: string[]) => clone.git("-C", `${team.root}/forced`, ...args);
  git("add", "--all", "--force");
  git("commit", "--quiet", "--amend", "--message=forced");
  git("push", "--quiet", "--force", "origin", "HEAD:refs/heads/cred");
  clone.git("worktree", "remove", "--force", `${team.root}/forced`);
}

Deno.test("sync: a log that a copied machine went on with is taken, and never continued here again", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await first.json("sync");
  const twin = await twinOf(team);
  await twin.set("TWIN");
  await twin.json("sync");
  const view = await first.json("sync");
  assert.match(view.warnings[0], /was continued somewhere else/);
  assert.equal(view.came.records, 1);
  await first.set("FIRST");
  const logs = (await first.json("log verify --full")).logs.map(({ log }: { log: string }) => log);
  assert.equal(logs.length, 2);
  assert.equal((await first.json("sync")).pushed, true);
  await twin.json("sync");
  assert.equal((await twin.run("replay")).stdout, (await first.run("replay")).stdout);
});

const file = (folder: string, name: string) => {
  const [found] = [...Deno.readDirSync(`${folder}/${name}`)];
  return `${folder}/${name}/${found!.name}`;
};

const TAMPERED: readonly {
  readonly name: string;
  readonly change: (folder: string) => void;
  readonly status: number;
  readonly code: string;
  readonly words: RegExp;
}[] = [
  {
    name: "a record that nobody signed",
    change: (folder) => {
      const text = Deno.readTextFileSync(file(folder, "log"));
      const lines = text.split(/(?<=\n)/);
      Deno.writeTextFileSync(
        file(folder, "log"),
        text + lines[1]!.replace('"seq":1', `"seq":${lines.length}`),
      );
    },
    status: 6,
    code: "integrity.signature",
    words: /^branch "cred" of "origin" is refused: log .* the signature of record 4 does not hold$/,
  },
  {
    name: "a record that was changed",
    change: (folder) => {
      const text = Deno.readTextFileSync(file(folder, "log"));
      Deno.writeTextFileSync(file(folder, "log"), text.replace('"label":"linux"', '"label":"other"'));
    },
    status: 6,
    code: "integrity.signature",
    words: /^branch "cred" of "origin" is refused: .*signature of record 0 does not hold$/,
  },
  {
    name: "a signature that was changed in the middle",
    change: (folder) => {
      const lines = Deno.readTextFileSync(file(folder, "log")).split(/(?<=\n)/);
      lines[1] = lines[1]!.replace(
        /[A-Za-z0-9+/](.{10}"}\n)$/,
        (all) => (all[0] === "A" ? "B" : "A") + all.slice(1),
      );
      Deno.writeTextFileSync(file(folder, "log"), lines.join(""));
    },
    status: 6,
    code: "integrity.signature",
    words: /^branch "cred" of "origin" is refused: .*signature of record 1 does not hold$/,
  },
  {
    name: "garbage at the end of a log",
    change: (folder) => Deno.writeTextFileSync(file(folder, "log"), "garbage\n", { append: true }),
    status: 6,
    code: "integrity.damaged",
    words: /^branch "cred" of "origin" is refused: log .* is damaged at record 4/,
  },
  {
    name: "a torn end",
    change: (folder) => Deno.writeTextFileSync(file(folder, "log"), '{"e":{"da', { append: true }),
    status: 6,
    code: "integrity.damaged",
    words: /^branch "cred" of "origin" is refused: log .* does not end in a whole record$/,
  },
  {
    name: "a log of another signer",
    change: (folder) => Deno.copyFileSync(file(folder, "log"), `${folder}/log/0123456789abcdef.jsonl`),
    status: 6,
    code: "integrity.unknown_signer",
    words: /0123456789abcdef/,
  },
  {
    name: "a value that was changed",
    change: (folder) => Deno.writeTextFileSync(file(folder, "values"), "other", { append: true }),
    status: 6,
    code: "integrity.value",
    words: /^branch "cred" of "origin" is refused: its sealed value [0-9a-f]{16}… is another one$/,
  },
  {
    name: "a file that is none of a vault's",
    change: (folder) => Deno.writeTextFileSync(`${folder}/run.sh`, "#!/bin/sh\n"),
    status: 6,
    code: "integrity.branch",
    words: /^branch "cred" of "origin" is refused: it holds "run.sh", which is no file of a vault$/,
  },
  {
    name: "a link in place of a value",
    change: (folder) => {
      const path = file(folder, "values");
      Deno.removeSync(path);
      Deno.symlinkSync("/etc/passwd", path);
    },
    status: 6,
    code: "integrity.branch",
    words: /which is no file of a vault$/,
  },
  {
    name: "another vault.json of the same vault",
    change: (folder) => Deno.writeTextFileSync(`${folder}/vault.json`, "\n", { append: true }),
    status: 6,
    code: "integrity.vault_pointer",
    words: /^branch "cred" of "origin" is refused: its vault.json is another one$/,
  },
  {
    name: "a vault.json that is none",
    change: (folder) => Deno.writeTextFileSync(`${folder}/vault.json`, "{}"),
    status: 6,
    code: "integrity.vault_pointer",
    words: /does not say which vault this is/,
  },
  {
    name: "a newer format",
    change: (folder) => {
      const text = Deno.readTextFileSync(`${folder}/vault.json`).replace('"format":1', '"format":2');
      Deno.writeTextFileSync(`${folder}/vault.json`, text);
    },
    status: 1,
    code: "failed.newer",
    words: /of a newer cred$/,
  },
];

for (const { name, change, status, code, words } of TAMPERED) {
  Deno.test(`sync: refuses ${name}, where the vault is and where it isn't`, async () => {
    await using team = await makeTeam();
    await team.first.set("ONE");
    await team.first.json("sync");
    await team.tamper(change);
    await refuses(team, team.first, status, code, words);
    const fresh = await team.clone("fresh");
    // One who has no vault.json takes the branch's for what it is.
    if (!name.startsWith("another vault.json")) {
      await refuses(team, fresh, status, code, /./);
      assert.equal(Object.keys(filesBelow(fresh.folder)).some((path) => path.startsWith("/.cred")), false);
    }
  });
}

const DAMAGED_HERE: readonly (typeof TAMPERED[number])[] = [
  ...TAMPERED.filter(({ name }) =>
    /record that nobody signed|record that was changed|in the middle|garbage/.test(name)
  ),
  {
    name: "a value that was changed",
    change: (folder) => Deno.writeTextFileSync(file(folder, "values"), "other", { append: true }),
    status: 6,
    code: "integrity.value",
    words: /is another one$/,
  },
];

for (const { name, change, status, code } of DAMAGED_HERE) {
  Deno.test(`sync: does not send ${name} here, where the branch is and where it isn't`, async () => {
    await using team = await makeTeam();
    const { first } = team;
    await first.set("ONE");
    const whole = `${team.root}/whole`;
    copyFolder(first.vault, whole);
    change(first.vault);
    for (const command of ["sync --json", "sync --local --json"]) {
      const before = stateOf(team, first);
      const outcome = await first.run(command);
      assert.equal(outcome.status, status, `${command}: ${outcome.stdout}${outcome.stderr}`);
      assert.equal(JSON.parse(outcome.stderr).error.code, code);
      assert.deepEqual(stateOf(team, first), before, command);
    }
    Deno.removeSync(first.vault, { recursive: true });
    copyFolder(whole, first.vault);
    await first.json("sync");
    await first.set("TWO");
    change(first.vault);
    await refuses(team, first, status, code, /./);
  });
}
