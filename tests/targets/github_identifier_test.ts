import assert from "node:assert/strict";
import { github } from "../../src/targets/github/mod.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { MemoryFiles } from "../support/memory_files.ts";

const GOOD: readonly (readonly [text: string, identifier: string])[] = [
  ["acme/app", "acme/app"],
  ["Acme/App.js", "acme/app.js"],
  ["acme/app.git", "acme/app"],
  ["a/.github", "a/.github"],
  ["emu_short/app", "emu_short/app"],
  ["github.com/acme/app", "acme/app"],
  ["https://github.com/acme/app", "acme/app"],
  ["https://github.com/acme/app/", "acme/app"],
  ["https://github.com/acme/app.git", "acme/app"],
  ["https://x-access-token:ghs_secret@github.com/acme/app.git", "acme/app"],
  ["git@github.com:acme/app.git", "acme/app"],
  ["git@github.com:/acme/app.git", "acme/app"],
  ["github.com:acme/app", "acme/app"],
  ["ssh://git@github.com/acme/app.git", "acme/app"],
  ["ssh://git@ssh.github.com:443/acme/app.git", "acme/app"],
  ["git+ssh://git@ghe.example.com/acme/app", "acme/app"],
  ["git://github.com/acme/app.git", "acme/app"],
];
const BAD = [
  "",
  " ",
  "acme",
  "acme/",
  "/app",
  "acme/app/more",
  "acme/app/",
  "acme//app",
  "acme/..",
  "acme/.",
  "../app",
  "acme/app?x",
  "acme/app#x",
  "acme/a b",
  "acme/%2e%2e",
  "-acme/app",
  "acme/äpp",
  "acme/app\n",
  "file:///home/acme/app",
  "/home/acme",
  "C:\\acme/app",
  "C:acme/app",
  "https://github.com/acme/app?tab=x",
  "https://github.com/acme/app/settings",
  "https://github.com/acme",
  "git@github.com:acme",
];

for (const [text, identifier] of GOOD) {
  Deno.test(`github reads ${text} as ${identifier}`, () => {
    assert.equal(github.readIdentifier(text, "actions"), identifier);
    assert.equal(github.readIdentifier(identifier, "actions"), identifier);
  });
}

Deno.test("github reads nothing else as a repository", () => {
  for (const text of BAD) {
    assert.equal(github.readIdentifier(text, "actions"), undefined, JSON.stringify(text));
  }
});

Deno.test("github reads organizations for the store of that name", () => {
  const read = (text: string) => github.readIdentifier(text, "org");
  assert.equal(read("Acme"), "acme");
  assert.equal(read("https://github.com/acme"), "acme");
  assert.equal(read("https://github.com/orgs/acme/"), "acme");
  for (const wrong of ["", "acme/app", "..", "a b", "https://github.com/", "acme\n"]) {
    assert.equal(read(wrong), undefined);
  }
});

/** What git says about `origin`; undefined: it isn't installed, a number: it fails with that. */
function find(said: string | number | undefined, address = "https://api.github.com") {
  const asked: unknown[] = [];
  const output = (...call: unknown[]) => {
    asked.push(call);
    if (said === undefined) return Promise.resolve(undefined);
    const stdout = new TextEncoder().encode(typeof said === "string" ? `${said}\n` : "");
    return Promise.resolve({ status: typeof said === "number" ? said : 0, stdout });
  };
  const processes = { output, page: () => Promise.resolve(false), run: () => Promise.resolve(0) };
  const found = github.findIdentifier({ files: new MemoryFiles(), processes, folder: "/work", address });
  assert.deepEqual(asked, [["git", ["remote", "get-url", "origin"], "/work"]]);
  return found;
}

const REMOTES:
  readonly (readonly [remote: string, address: string | undefined, identifier: string | undefined])[] = [
    ["git@github.com:Acme/App.git", undefined, "acme/app"],
    ["https://github.com/acme/app", undefined, "acme/app"],
    ["https://user:ghp_secret@github.com/acme/app.git", undefined, "acme/app"],
    ["ssh://git@ssh.github.com:443/acme/app.git", undefined, "acme/app"],
    ["ssh://git@GitHub.com/acme/app.git", undefined, "acme/app"],
    ["git@gitlab.com:acme/app.git", undefined, undefined],
    ["git@github.com.evil.example:acme/app.git", undefined, undefined],
    ["https://github.com@evil.example/acme/app.git", undefined, undefined],
    ["git@evil.example:github.com/acme/app.git", undefined, undefined],
    ["git@ghe.example.com:acme/app.git", undefined, undefined],
    ["/srv/git/acme/app.git", undefined, undefined],
    ["../app.git", undefined, undefined],
    ["https://github.com/acme/app/wiki", undefined, undefined],
    ["git@ghe.example.com:acme/app.git", "https://ghe.example.com/api/v3", "acme/app"],
    ["https://ghe.example.com:8443/acme/app.git", "https://ghe.example.com:8443/api/v3", "acme/app"],
    ["git@github.com:acme/app.git", "https://ghe.example.com/api/v3", undefined],
    ["https://acme.ghe.com/acme/app.git", "https://api.acme.ghe.com", "acme/app"],
    ["http://127.0.0.1:8080/acme/app.git", "http://127.0.0.1:9000", "acme/app"],
    ["git@github.com:acme/app.git", "no address", undefined],
  ];

for (const [remote, address, identifier] of REMOTES) {
  Deno.test(`github finds ${identifier ?? "nothing"} in ${remote}${address === undefined ? "" : ` at ${address}`}`, async () => {
    assert.equal(await find(remote, address), identifier);
  });
}

Deno.test("github finds nothing without git, without a repository, without a remote", async () => {
  for (const said of [undefined, 128, 2, ""]) assert.equal(await find(said), undefined);
});

Deno.test("github finds the remote of a work tree and of a submodule, by git itself", async () => {
  const root = await Deno.makeTempDir();
  try {
    const git = async (folder: string, ...args: string[]) => {
      const { success, stderr } = await new Deno.Command("git", {
        args: [
          "-c",
          "user.name=t",
          "-c",
          "user.email=t@example.com",
          "-c",
          "protocol.file.allow=always",
          ...args,
        ],
        cwd: folder,
        env: { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" },
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    };
    for (const name of ["inner", "outer"]) {
      await Deno.mkdir(`${root}/${name}`);
      await git(`${root}/${name}`, "init", "-q");
      await git(`${root}/${name}`, "commit", "-q", "--allow-empty", "-m", "x");
    }
    await git(`${root}/outer`, "remote", "add", "origin", "git@github.com:acme/outer.git");
    await git(`${root}/outer`, "submodule", "add", "-q", `${root}/inner`, "sub");
    await git(`${root}/outer/sub`, "remote", "set-url", "origin", "gh:acme/inner.git");
    await git(`${root}/outer/sub`, "config", "url.https://github.com/.insteadOf", "gh:");
    await git(`${root}/outer`, "worktree", "add", "-q", `${root}/tree`);
    await Deno.mkdir(`${root}/tree/deep/down`, { recursive: true });

    const processes = denoProcesses();
    const found = (folder: string) =>
      github.findIdentifier({
        files: new MemoryFiles(),
        processes,
        folder,
        address: "https://api.github.com",
      });
    assert.equal(await found(`${root}/tree/deep/down`), "acme/outer");
    assert.equal(await found(`${root}/outer/sub`), "acme/inner");
    assert.equal(await found(`${root}/inner`), undefined);
    assert.equal(await found(root), undefined);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
