// The law of a keyring for tests: a bus and a gnome-keyring of their own, in a folder of their own, started here
// and ended here by process id. Nothing of the user's session is seen or touched. Where the programs are not
// installed a test is skipped by name, unless CRED_TEST_REQUIRE names `keyring`: then it fails.

const PROGRAMS = ["dbus-daemon", "dbus-monitor", "dbus-send", "gnome-keyring-daemon", "secret-tool"];
const INSTALL = "apt-get install -y libsecret-1-0 gnome-keyring dbus libsecret-tools";
const PASSWORD = "test";
const READY_WITHIN_MS = 60_000;
const POLL_MS = 20;

/** What cred hints at where there is no keyring. */
export const MISSING_HINTS = ["cred keychain use file", "dbus-run-session -- sh"];

/** `unlocked`: as after a log-in; `empty`: a service without any keyring; `none`: a bus without the service. */
export type KeyringState = "unlocked" | "empty" | "none";

/** A finished program. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A private session bus with its keyring; ends with `await using`. */
export interface SecretService extends AsyncDisposable {
  /** Private folder; HOME and XDG_RUNTIME_DIR lie in it. */
  readonly folder: string;
  /** The whole environment for a program in this session (to be used with clearEnv). */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a program in this session to its end; `stdin` is its input, `cwd` the caller's unless given. */
  run(
    command: readonly string[],
    options?: {
      readonly stdin?: string;
      readonly cwd?: string;
      readonly env?: Readonly<Record<string, string>>;
    },
  ): Promise<CommandResult>;
  /** Locks the keyring; nobody can be asked to unlock it. */
  lock(): Promise<void>;
  /** How many dialogs the keyring is told to show while something is done. */
  dialogsDuring(act: () => Promise<unknown>): Promise<number>;
  /** Stops the keyring's process in its tracks, or lets it go on. */
  freeze(): void;
  thaw(): void;
}

/** Registers a test that needs a keyring. */
export function keyringTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  const missing = missingPrograms();
  if (missing.length === 0) return Deno.test(name, fn);
  const reason = `not installed: ${missing.join(", ")}; ${INSTALL}`;
  if (Deno.env.get("CRED_TEST_REQUIRE")?.includes("keyring")) {
    return Deno.test(name, () => Promise.reject(new Error(reason)));
  }
  Deno.test({ name: `${name} [skipped: ${reason}]`, ignore: true, fn });
}

/** What a keyring needs and this machine lacks. */
export function missingPrograms(): readonly string[] {
  if (Deno.build.os !== "linux") return ["a Linux system"];
  const missing = PROGRAMS.filter((program) => !isOnPath(program));
  return isLibraryThere() ? missing : ["libsecret-1.so.0", ...missing];
}

/** Starts a bus and its keyring; at most a minute until they answer. */
export async function startSecretService(state: KeyringState = "unlocked"): Promise<SecretService> {
  const folder = await Deno.makeTempDir({ prefix: "cred-keyring-" });
  const children: Deno.ChildProcess[] = [];
  let keyring: Deno.ChildProcess | undefined;
  const env = await prepareFolder(folder);

  async function end(): Promise<void> {
    keyring?.kill("SIGCONT");
    for (const child of children.toReversed()) {
      child.kill("SIGKILL");
      await child.status;
    }
    await Deno.remove(folder, { recursive: true });
  }

  try {
    children.push(spawn(["dbus-daemon", `--config-file=${folder}/bus.conf`, "--nofork", "--nopidfile"], env));
    await until("the bus", async () => (await dbus(env, "org.freedesktop.DBus.GetId")).status === 0);
    if (state !== "none") {
      keyring = spawn(keyringCommand(state), env, "piped");
      children.push(keyring);
      const stdin = keyring.stdin.getWriter();
      await stdin.write(new TextEncoder().encode(state === "unlocked" ? PASSWORD : ""));
      await stdin.close();
      await until("the keyring", () => isKeyringReady(env, state));
    }
  } catch (error) {
    await end();
    throw error;
  }

  return {
    folder,
    env,
    run: (command, options) => runCommand(command, env, options),
    async lock() {
      const result = await runCommand([
        ...["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets"],
        ...["/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock"],
        "array:objpath:/org/freedesktop/secrets/collection/login",
      ], env);
      if (result.status !== 0) throw new Error(`cannot lock the keyring: ${result.stderr}`);
    },
    dialogsDuring: (act) => dialogsDuring(env, act),
    freeze: () => keyring?.kill("SIGSTOP"),
    thaw: () => keyring?.kill("SIGCONT"),
    [Symbol.asyncDispose]: end,
  };
}

/** Listens on the bus for calls of a prompt's one method; a signal of our own says that it has heard all before it. */
async function dialogsDuring(
  env: Readonly<Record<string, string>>,
  act: () => Promise<unknown>,
): Promise<number> {
  const end = "cred.test.End";
  const monitor = new Deno.Command("dbus-monitor", {
    args: ["--session", "interface='org.freedesktop.Secret.Prompt'", `interface='${end}'`],
    env: { ...env },
    clearEnv: true,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let heard = "";
  const listening = (async () => {
    for await (const text of monitor.stdout.pipeThrough(new TextDecoderStream())) heard += text;
  })();
  const signal = (name: string) => runCommand(["dbus-send", "--session", "/cred", `${end}.${name}`], env);
  const hears = (name: string) =>
    until("the listener", async () => {
      await signal(name);
      return heard.includes(`member=${name}`);
    });
  try {
    await hears("Begin");
    await act();
    await hears("Done");
  } finally {
    monitor.kill("SIGTERM");
    await monitor.status;
    await listening;
  }
  return heard.match(/^method call .*member=Prompt$/gm)?.length ?? 0;
}

/** Folders, a bus that activates nothing by itself, and an environment that knows no other session. */
async function prepareFolder(folder: string): Promise<Record<string, string>> {
  await Deno.mkdir(`${folder}/home`);
  await Deno.mkdir(`${folder}/run`, { mode: 0o700 });
  await Deno.writeTextFile(
    `${folder}/bus.conf`,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/run/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`,
  );
  return {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: `${folder}/home`,
    XDG_RUNTIME_DIR: `${folder}/run`,
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/run/bus`,
    // The packages and checks of the caller's Deno, which a new HOME would hide.
    DENO_DIR: denoFolder(),
    NO_COLOR: "1",
    LC_ALL: "C.UTF-8",
    ...kept("NODE_EXTRA_CA_CERTS", "DENO_TLS_CA_STORE", "DENO_CERT", "NPM_CONFIG_REGISTRY"),
  };
}

function kept(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function denoFolder(): string {
  const given = Deno.env.get("DENO_DIR");
  if (given !== undefined) return given;
  return `${Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/root"}/.cache`}/deno`;
}

function keyringCommand(state: KeyringState): readonly string[] {
  const unlock = state === "unlocked" ? ["--unlock"] : ["--start"];
  return ["gnome-keyring-daemon", "--foreground", "--components=secrets", ...unlock];
}

async function isKeyringReady(env: Readonly<Record<string, string>>, state: KeyringState): Promise<boolean> {
  const name = "string:org.freedesktop.secrets";
  if (!(await dbus(env, "org.freedesktop.DBus.NameHasOwner", name)).stdout.includes("true")) return false;
  if (state === "empty") return true;
  const alias = await runCommand([
    ...[
      "dbus-send",
      "--session",
      "--print-reply",
      "--dest=org.freedesktop.secrets",
      "/org/freedesktop/secrets",
    ],
    ...["org.freedesktop.Secret.Service.ReadAlias", "string:default"],
  ], env);
  return alias.stdout.includes("/collection/");
}

function dbus(
  env: Readonly<Record<string, string>>,
  method: string,
  ...args: string[]
): Promise<CommandResult> {
  const target = ["--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
  return runCommand(["dbus-send", "--session", "--print-reply", ...target, method, ...args], env);
}

function spawn(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: "piped" | "null" = "null",
): Deno.ChildProcess {
  return new Deno.Command(program!, { args, env, clearEnv: true, stdin, stdout: "null", stderr: "null" })
    .spawn();
}

async function runCommand(
  [program, ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  options: {
    readonly stdin?: string;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<CommandResult> {
  const child = new Deno.Command(program!, {
    args: [...args],
    env: { ...env, ...options.env },
    clearEnv: true,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const input = child.stdin.getWriter();
  // A program that does not read its input is no failure.
  const written = input.write(new TextEncoder().encode(options.stdin ?? "")).then(
    () => input.close(),
    () => {},
  );
  const [output] = await Promise.all([child.output(), written.catch(() => {})]);
  const text = new TextDecoder();
  return { status: output.code, stdout: text.decode(output.stdout), stderr: text.decode(output.stderr) };
}

async function until(what: string, isReady: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (!await isReady()) {
    if (Date.now() > deadlineMs) throw new Error(`${what} did not start within ${READY_WITHIN_MS / 1000} s`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
}

function isOnPath(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}

function isLibraryThere(): boolean {
  try {
    Deno.dlopen("libsecret-1.so.0", {}).close();
    return true;
  } catch {
    return false;
  }
}
