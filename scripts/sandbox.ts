// A shell with `cred` on its PATH, a throwaway home and stand-in platforms: what `deno task sandbox` runs. Where
// standard input is no terminal, it is the script to run. The status is the shell's; nothing is left behind.
import { openPlayground, type Playground } from "./playground.ts";

const IS_WINDOWS = Deno.build.os === "windows";

const GREETING =
  `A sandbox: a throwaway home, and stand-ins for Resend and GitHub on this machine. Nothing here is real.
Try:  cred source add resend --token "$RESEND_API_KEY"
      cred source generate resend RESEND_EMAIL_KEY
      cred target add github acme/app && cred push github RESEND_EMAIL_KEY
      cred log
      cred --help
Leave with "exit"; everything is gone then.
`;

/** The command of the shell. A script is read whole before, so that no command in it takes its lines for input. */
async function shellCommand({ folder }: Playground): Promise<readonly string[]> {
  if (Deno.stdin.isTerminal()) {
    console.error(GREETING);
    return [Deno.env.get(IS_WINDOWS ? "ComSpec" : "SHELL") ?? (IS_WINDOWS ? "cmd" : "sh")];
  }
  const script = `${folder}/script${IS_WINDOWS ? ".cmd" : ""}`;
  await Deno.writeTextFile(script, await new Response(Deno.stdin.readable).text());
  return IS_WINDOWS ? ["cmd", "/c", script] : ["sh", script];
}

let shell: Deno.ChildProcess | undefined;

/** Ctrl-C is for the program in the shell; who ends us ends the shell. */
function listen(): void {
  const kill = () => {
    try {
      shell?.kill("SIGHUP");
    } catch {
      // It has ended.
    }
  };
  Deno.addSignalListener("SIGINT", () => {});
  if (!IS_WINDOWS) {
    for (const signal of ["SIGTERM", "SIGHUP"] as const) {
      Deno.addSignalListener(signal, kill);
    }
  }
}

async function open(): Promise<number> {
  await using playground = await openPlayground();
  const [program, ...args] = await shellCommand(playground);
  shell = new Deno.Command(program!, {
    args,
    env: { ...playground.env },
    clearEnv: true,
    cwd: playground.work,
    stdin: Deno.stdin.isTerminal() ? "inherit" : "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await shell.status).code;
}

listen();
Deno.exit(await open());
