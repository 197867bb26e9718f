// The installer for Linux and macOS against a release on loopback.
import assert from "node:assert/strict";
import { run } from "../../scripts/binary.ts";
import { RELEASES, REPOSITORY } from "../../scripts/repository.ts";
import { serveRelease } from "../support/release_server.ts";

const PROGRAM = new TextEncoder().encode("#!/bin/sh\necho 'cred 9.9.9'\n");

function left(target: string): string[] {
  const folder = target.replace(/\/cred$/, "");
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch {
    return [];
  }
}

Deno.test("install: the newest release, checked, tried, in the user's own folder", async () => {
  await using release = await serveRelease(PROGRAM);
  const { status, stdout, stderr } = await release.install();
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(stdout, /^installed cred 9\.9\.9 as .*\/\.local\/bin\/cred\nadd it to your PATH: /);
  assert.deepEqual(left(release.target), ["cred"]);
  assert.equal(Deno.statSync(release.target).mode! & 0o777, 0o755);
  assert.deepEqual(release.requests, ["/latest/download/SHA256SUMS", `/latest/download/${release.file}`]);
});

Deno.test("install: a release by its version, over an older cred", async () => {
  await using release = await serveRelease(PROGRAM);
  await release.install();
  await Deno.writeTextFile(release.target, "#!/bin/sh\necho 'cred 9.9.8'\n");
  const { status, stdout } = await release.install({
    CRED_VERSION: "9.9.9",
    PATH: `${release.target.slice(0, -5)}:${Deno.env.get("PATH")}`,
  });
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /PATH/);
  assert.match(await Deno.readTextFile(release.target), /9\.9\.9/);
  assert.equal(release.requests.at(-1), `/download/v9.9.9/${release.file}`);
});

/** What must not be installed, and what is said of it. */
const REFUSED: readonly (readonly [
  name: string,
  spoil: (release: Awaited<ReturnType<typeof serveRelease>>) => void,
  said: RegExp,
  env?: Readonly<Record<string, string>>,
])[] = [
  [
    "bytes that were changed on the way",
    ({ files, file }) => files.set(file, new TextEncoder().encode("#!/bin/sh\necho 'cred 6.6.6'\n")),
    /does not have the sum that SHA256SUMS says; nothing was installed/,
  ],
  [
    "a release without this system",
    ({ files }) => files.set("SHA256SUMS", new Uint8Array()),
    /has no cred for /,
  ],
  ["a release that is not there", () => {}, /cannot download .*v1\.0\.0/, { CRED_VERSION: "1.0.0" }],
  ["a file that is missing", ({ files, file }) => files.delete(file), /cannot download /],
  ["an address without TLS", () => {}, /is no HTTPS address/, { CRED_RELEASES: "http://example.com" }],
];

for (const [name, spoil, said, env] of REFUSED) {
  Deno.test(`install: ${name} is refused, and nothing is left`, async () => {
    await using release = await serveRelease(PROGRAM);
    spoil(release);
    const { status, stderr } = await release.install(env);
    assert.equal(status, 1);
    assert.match(stderr, said);
    assert.deepEqual(left(release.target), []);
  });
}

Deno.test("install: a program that does not run here is not put into place", async () => {
  await using release = await serveRelease(new TextEncoder().encode("\x7fELF nothing"));
  const { status, stderr } = await release.install();
  assert.equal(status, 1);
  assert.match(stderr, /does not run on this system; nothing was installed/);
  assert.deepEqual(left(release.target), []);
});

Deno.test("install: what is not cred is not overwritten, nor a link", async () => {
  await using release = await serveRelease(PROGRAM);
  const folder = release.target.replace(/\/cred$/, "");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(release.target, "#!/bin/sh\necho another program\n", { mode: 0o755 });
  assert.match((await release.install()).stderr, /is there and is not cred/);
  assert.match(await Deno.readTextFile(release.target), /another program/);
  await Deno.rename(release.target, `${folder}/other`);
  await Deno.symlink("other", release.target);
  assert.match((await release.install()).stderr, /is a link/);
  assert.deepEqual(left(release.target).sort(), ["cred", "other"]);
});

/** The README's block of a kind, behind its heading. */
async function readme(kind: string): Promise<string> {
  const text = await Deno.readTextFile(`${import.meta.dirname}/../../README.md`);
  return new RegExp(`\n## Install\n[^]*?\n\`\`\`${kind}\n([^]*?)\n\`\`\``).exec(text)![1]!;
}

const hasCurl = run("curl", ["--version"]).success;

Deno.test({
  name: `install: the README's line${hasCurl ? "" : " (skipped: needs curl)"}`,
  ignore: !hasCurl,
  fn: async () => {
    await using release = await serveRelease(PROGRAM);
    const line = (await readme("sh")).replace(RELEASES, release.url);
    const { status, stdout } = await release.install({}, line);
    assert.equal(status, 0);
    assert.match(stdout, /^installed cred 9\.9\.9 as /);
    assert.equal(release.requests[0], "/latest/download/install.sh");
  },
});

Deno.test("install: the README's line for Windows, and its packages, are those of this repository", async () => {
  assert.equal(await readme("powershell"), `irm ${RELEASES}/latest/download/install.ps1 | iex`);
  assert.match(await readme("sh npm"), new RegExp(`@${REPOSITORY}$`, "m"));
  assert.match(await readme("sh check"), new RegExp(`--repo ${REPOSITORY}$`, "m"));
});
