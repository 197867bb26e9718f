// The law of a playground: the real program, in processes of its own, against stand-in platforms on loopback, with
// everything it keeps in one throwaway folder. Nothing of the user's is seen or changed, and nothing is left.

import { generateX25519Identity } from "age-encryption";
import { type GithubServer, startGithub } from "../tests/servers/github.ts";
import { type ResendServer, startResend } from "../tests/servers/resend.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]scripts$/, "");
const IS_WINDOWS = Deno.build.os === "windows";
/** What tokens of the stand-in and age identities look like. */
const SECRETS = /\bre_[A-Za-z0-9]{8}_|AGE-SECRET-KEY-/;

/** A place to try the program in; gone when disposed. */
export interface Playground extends AsyncDisposable {
  /** The throwaway folder that everything lies in. */
  readonly folder: string;
  /** An empty folder to work in. */
  readonly work: string;
  /** The whole environment of a process here (to be used with clearEnv), with `cred` on its PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly server: ResendServer;
  readonly github: GithubServer;
  /** Whether a text holds a secret of this place: a token, a key's value, a passphrase. */
  holdsSecret(text: string): boolean;
}

/** The program and its first arguments: CRED_BIN where it is set, else this Deno on main.ts. */
export function credCommand(): readonly string[] {
  const binary = Deno.env.get("CRED_BIN");
  return binary === undefined || binary === "" ? sourceCommand() : [Deno.realPathSync(binary)];
}

/** This Deno on main.ts. */
export function sourceCommand(): readonly string[] {
  const flags = ["--quiet", "--no-prompt", "--allow-all", "--config", `${ROOT}/deno.json`];
  return [Deno.execPath(), "run", ...flags, `${ROOT}/main.ts`];
}

/** Makes a playground. */
export async function openPlayground(): Promise<Playground> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "cred-" }));
  const work = `${folder}/work`, programs = `${folder}/bin`;
  let server: ResendServer | undefined, github: GithubServer | undefined;

  async function close(): Promise<void> {
    await server?.stop();
    await github?.stop();
    await Deno.remove(folder, { recursive: true });
  }

  try {
    await Deno.mkdir(work);
    await Deno.mkdir(programs);
    const denoDir = await denoFolder();
    await writeWrapper(programs, credCommand(), denoDir);
    const passphrase = await generateX25519Identity();
    server = await startResend();
    const { account } = server;
    github = await startGithub();
    const { token } = github;
    return {
      folder,
      work,
      server,
      github,
      env: {
        ...inherited(),
        ...(IS_WINDOWS ? { USERPROFILE: folder } : { HOME: folder }),
        PATH: `${programs}${IS_WINDOWS ? ";" : ":"}${Deno.env.get("PATH") ?? ""}`,
        CRED_HOME: `${folder}/home`,
        CRED_KEYCHAIN: "file",
        CRED_PASSPHRASE: passphrase,
        RESEND_API_KEY: account.masterKey,
        RESEND_BASE_URL: server.url,
        GITHUB_TOKEN: token,
        GITHUB_API_URL: github.url,
      },
      holdsSecret: (text) =>
        [passphrase, account.masterKey, token].some((secret) => text.includes(secret)) || SECRETS.test(text),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The caller's environment without what steers cred, its platforms or this Deno. */
function inherited(): Record<string, string> {
  const steering = /^(CRED_|RESEND_|GITHUB_|GH_|XDG_|GIT_(DIR|WORK_TREE|INDEX_FILE)$|RUST_BACKTRACE$)/;
  return Object.fromEntries(Object.entries(Deno.env.toObject()).filter(([name]) => !steering.test(name)));
}

/** Where this Deno keeps packages: another HOME would hide it. */
export async function denoFolder(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], stderr: "null" })
    .output();
  return JSON.parse(new TextDecoder().decode(stdout)).denoDir;
}

/** A small program `cred` that becomes the real one. */
async function writeWrapper(folder: string, command: readonly string[], denoDir: string): Promise<void> {
  if (IS_WINDOWS) {
    const words = command.map((word) => `"${word}"`).join(" ");
    await Deno.writeTextFile(`${folder}/cred.cmd`, `@set DENO_DIR=${denoDir}\r\n@${words} %*\r\n`);
    return;
  }
  const words = command.map(quoted).join(" ");
  await Deno.writeTextFile(
    `${folder}/cred`,
    `#!/bin/sh\nexport DENO_DIR=${quoted(denoDir)}\nexec ${words} "$@"\n`,
    { mode: 0o755 },
  );
}

/** A word as a shell takes it to the letter. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
