// The installer for Linux and macOS against a release on loopback.
import assert from "node:assert/strict";
import { run, sha256Hex } from "../../scripts/binary.ts";
import { RELEASES, REPOSITORY } from "../../scripts/repository.ts";
import { packedPages, pageOf, serveRelease } from "../support/release_server.ts";

const PROGRAM = new TextEncoder().encode("#!/bin/sh\necho 'cred 9.9.9'\n");

function left(target: string): string[] {
  const folder = target.replace(/\/cred$/, "");
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  } catch {
    return [];
  }
}

Deno.test("install: the newest release, checked, tried, in the user's own folder", async () => {
  await using release = await serveRelease(PROGRAM);
  const { status, stdout, stderr } = await release.install();
  assert.deepEqual([status, stderr], [0, ""]);
  assert.match(
    stdout,
    /^installed cred 9\.9\.9 as .*\/\.local\/bin\/cred\nits manual pages are in .*\/\.local\/share\/man: man cred\nadd cred to your PATH: /,
  );
  assert.deepEqual(left(release.target), ["cred"]);
  assert.equal(Deno.statSync(release.target).mode! & 0o777, 0o755);
  assert.deepEqual(release.requests.map((path) => path.replace("/latest/download/", "")), [
    "SHA256SUMS",
    release.file,
    release.archive,
  ]);
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
  assert.deepEqual(release.requests.slice(-2), [
    `/download/v9.9.9/${release.file}`,
    `/download/v9.9.9/${release.archive}`,
  ]);
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
  [
    "an archive of manual pages that was changed on the way",
    ({ files, archive, file }) => files.set(archive, files.get(file)!),
    /cred-9\.9\.9-man\.tar\.gz does not have the sum that SHA256SUMS says; nothing was installed/,
  ],
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

/** The folder of the manual pages beside a folder of programs. */
function pagesBeside(target: string): string {
  return target.replace(/\/bin\/cred$/, "/share/man/man1");
}

/** What a release says of its archive of manual pages, or none of it. */
async function putArchive(
  { files, archive }: Awaited<ReturnType<typeof serveRelease>>,
  bytes: Uint8Array<ArrayBuffer> | undefined,
): Promise<void> {
  const sums = new TextDecoder().decode(files.get("SHA256SUMS")).split("\n").filter((line) =>
    !line.endsWith(archive)
  );
  if (bytes !== undefined) files.set(archive, bytes);
  const line = bytes === undefined ? [] : [`${await sha256Hex(bytes)}  ${archive}`];
  files.set("SHA256SUMS", new TextEncoder().encode([...line, ...sums].join("\n")));
}

const hasMan = run("man", ["--version"]).success && run("manpath", ["-q"]).success;

Deno.test({
  name: `install: man finds the pages of what is on the PATH${hasMan ? "" : " (skipped: needs man-db)"}`,
  ignore: !hasMan,
  fn: async () => {
    await using release = await serveRelease(PROGRAM);
    for (const folder of [release.target.slice(0, -5), `${release.target.slice(0, -5)}/of/tools/bin`]) {
      await release.install({ CRED_INSTALL_DIR: `${folder}/` });
      const { stdout } = await new Deno.Command("man", {
        args: ["-w", "cred-init"],
        env: { PATH: `${folder}:${Deno.env.get("PATH")}`, HOME: "/nowhere" },
        clearEnv: true,
      }).output();
      assert.equal(
        new TextDecoder().decode(stdout),
        `${folder.replace(/bin$/, "share/man/man1")}/cred-init.1\n`,
      );
    }
  },
});

Deno.test("install: pages of an older cred go, those of others stay", async () => {
  await using release = await serveRelease(PROGRAM);
  await release.install();
  const pages = pagesBeside(release.target);
  await Deno.writeTextFile(`${pages}/cred-gone.1`, pageOf("cred-gone", "9.9.8"));
  await Deno.writeTextFile(`${pages}/cred.1`, pageOf("cred", "9.9.8"));
  await Deno.writeTextFile(`${pages}/cred-ential.1`, '.TH CRED-ENTIAL 1 2020-01-01 "ential 1.0"\n');
  await Deno.remove(`${pages}/cred-init.1`);
  await Deno.symlink("cred-ential.1", `${pages}/cred-init.1`);
  const { status, stdout, stderr } = await release.install();
  assert.equal(status, 0);
  assert.equal(stderr, `warning: ${pages}/cred-init.1 is there and is none of cred; it was left as it is\n`);
  assert.match(stdout, /^its manual pages are in /m);
  assert.deepEqual(Array.from(Deno.readDirSync(pages), ({ name }) => name).sort(), [
    "cred-ential.1",
    "cred-init.1",
    "cred.1",
  ]);
  assert.equal(await Deno.readTextFile(`${pages}/cred.1`), pageOf("cred"));
  assert.equal(await Deno.readLink(`${pages}/cred-init.1`), "cred-ential.1");
});

Deno.test("install: cred is installed where its pages can't be", async () => {
  await using release = await serveRelease(PROGRAM);
  const installed = async (said: RegExp, env: Readonly<Record<string, string>> = {}) => {
    const { status, stdout, stderr } = await release.install(env);
    assert.deepEqual([status, /^installed cred 9\.9\.9 as /.test(stdout)], [0, true], stderr);
    assert.doesNotMatch(stdout, /man cred/);
    assert.match(stderr, said);
  };
  // Nobody looks for pages beside a folder of another name.
  await installed(/^$/, { CRED_INSTALL_DIR: `${release.target}-tools` });
  assert.deepEqual(left(`${release.target}-tools/cred`), ["cred"]);
  const pages = pagesBeside(release.target);
  await Deno.mkdir(pages.replace("/man/man1", ""), { recursive: true });
  await Deno.writeTextFile(pages.replace("/man1", ""), "a file");
  await installed(/^warning: the manual pages could not be put into .*\/share\/man\/man1: .*\n$/s);
  assert.deepEqual(left(release.target), ["cred", "cred-tools"]);
  await Deno.remove(pages.replace("/man1", ""));
  await putArchive(release, new TextEncoder().encode("no archive"));
  await installed(/^warning: the manual pages could not be put into .*\/share\/man\/man1: .*\n$/s);
  // A release of before there was an archive.
  await putArchive(release, undefined);
  await installed(/^$/);
  assert.deepEqual(left(pages + "/cred"), []);
});

Deno.test("install: an archive brings pages of cred into their folder and nothing else anywhere", async () => {
  await using release = await serveRelease(PROGRAM);
  await putArchive(
    release,
    await packedPages({ "cred.1": pageOf("cred"), "ls.1": "another's", "cred.sh": "no page" }),
  );
  await release.install();
  assert.deepEqual(Array.from(Deno.readDirSync(pagesBeside(release.target)), ({ name }) => name), ["cred.1"]);
  assert.deepEqual(left(release.target), ["cred"]);
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
