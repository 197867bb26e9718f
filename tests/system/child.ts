// What tests run in a process of its own: the first argument says what.
import { CredError } from "../../src/domain/errors.ts";
import { denoSystem, exit } from "../../src/system/deno/mod.ts";

const system = denoSystem();
const [act = "", ...args] = Deno.args;

function say(text: string): void {
  system.terminal.out(`${text}\n`);
}

function failure(cause: unknown): string {
  return cause instanceof CredError ? cause.code : String(cause);
}

function terminalState(): string {
  const { stdout } = new Deno.Command("stty", { args: ["-a"], stdin: "inherit" }).outputSync();
  const words = new TextDecoder().decode(stdout).split(/[\s;]+/);
  return ["echo", "icanon", "isig"].filter((word) => words.includes(word)).join(" ");
}

const ACTS: Readonly<Record<string, () => Promise<void> | void>> = {
  async hold_lock() {
    await system.files.lock(args[0]!, `pid ${system.environment.pid}`, 1_000);
    say("held");
    await system.clock.sleep(60_000);
  },
  async ask_secret() {
    say(`pid=${Deno.pid}.`);
    const answer = await system.terminal.askSecret("Token: ").then(
      (secret) => secret.open((bytes) => `bytes=${Array.from(bytes).join(",")}`),
      (cause: unknown) => failure(cause),
    );
    say(`answer: ${answer}; terminal: ${terminalState()}.`);
    exit(0);
  },
  async ask_line() {
    say(`first=${JSON.stringify(await system.terminal.askLine("Name? ") ?? "end")}`);
    say(`second=${JSON.stringify(await system.terminal.askLine("Name? ") ?? "end")}`);
  },
  async read_all() {
    say(await system.terminal.readAll(Number(args[0])).then((bytes) => `size=${bytes.length}`, failure));
    exit(0);
  },
  async interrupted() {
    const signal = system.interrupted;
    say("listening");
    await system.clock.sleep(60_000, signal).catch((cause: unknown) => say(failure(cause)));
    say("goes on");
    await system.clock.sleep(60_000);
  },
  async uninterested() {
    say("waiting");
    await system.clock.sleep(60_000);
  },
  ends() {
    say(`aborted=${system.interrupted.aborted}`);
  },
  out() {
    for (let i = 0; i < 10_000; i++) say(`line ${i}`);
    exit(7);
  },
  out_full() {
    try {
      say("x");
    } catch (cause) {
      system.terminal.err(failure(cause));
    }
    exit(0);
  },
  variables() {
    say(JSON.stringify(args.map((name) => system.environment.get(name) ?? null)));
  },
  async make_files() {
    const [folder] = args;
    await system.files.makeFolder(`${folder}/a/b`);
    await system.files.create(`${folder}/a/created`, new Uint8Array());
    await system.files.append(`${folder}/a/appended`, new Uint8Array());
    await system.files.replace(`${folder}/a/replaced`, new Uint8Array());
    (await system.files.lock(`${folder}/a/lock`, "me", 1_000)).release();
  },
  time_zone() {
    say(String(system.clock.offsetMinutes(0)));
  },
  tty() {
    const { stdin, stdout, stderr } = system.terminal.isTty;
    say(`tty ${stdin} ${stdout} ${stderr} columns ${system.terminal.columns()}.`);
  },
};

await ACTS[act]!();
