// The main job from end to end, against a stand-in platform: what `deno task demo` runs. Each line is run by the real
// program in a process of its own; a line that fails, or that prints a secret, ends the demo with 1.
import { openPlayground, type Playground } from "./playground.ts";

const SESSION = [
  'cred source add resend --token "$RESEND_API_KEY"',
  'cred source generate resend RESEND_EMAIL_KEY --permission sending_access -d "Email service key"',
  "cred source keys resend",
  "cred secret list",
  "cred source list",
  "cred source delete resend RESEND_EMAIL_KEY --yes",
  'cred source generate resend RESEND_EMAIL_KEY -d "Email service key, the second"',
  "cred target add github acme/app",
  "cred push github --yes",
  "cred status",
  "cred source revoke resend --yes",
  "cred prune github --yes",
  "cred log",
  "cred log RESEND_EMAIL_KEY",
  "cred log verify",
  "cred replay",
];

let running: Deno.ChildProcess | undefined;
let interrupted = false;

/** The words of a line as a shell would have them: quotes group, a variable stands for its value. */
function words(line: string, env: Readonly<Record<string, string>>): string[] {
  return Array.from(line.matchAll(/"([^"]*)"|\S+/g), ([word, inner]) => {
    return (inner ?? word).replace(/\$(\w+)/g, (_, name) => env[name] ?? "");
  });
}

/** Runs a line; gives its status and all that it printed. On Unix in the order in which it was printed. */
async function run(line: string, { env, work }: Playground): Promise<{ status: number; text: string }> {
  const [program, ...args] = Deno.build.os === "windows"
    ? ["cmd", "/c", ...words(line, env)]
    : ["sh", "-c", 'exec "$@" 2>&1', "sh", ...words(line, env)];
  running = new Deno.Command(program!, {
    args,
    env: { ...env, CRED_COLUMNS: "100" },
    clearEnv: true,
    cwd: work,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await running.output();
  running = undefined;
  return { status: code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

/** Plays the session; the demo's exit status. */
async function play(): Promise<number> {
  await using playground = await openPlayground();
  for (const line of SESSION) {
    if (interrupted) return 130;
    console.log(`$ ${line}`);
    const { status, text } = await run(line, playground);
    if (interrupted) return 130;
    if (playground.holdsSecret(text)) {
      console.error("failed: that printed a secret, which is not repeated here");
      return 1;
    }
    console.log(text);
    if (status !== 0) {
      console.error(`failed: that ended with ${status}`);
      return 1;
    }
  }
  return 0;
}

function interrupt(): void {
  interrupted = true;
  try {
    running?.kill("SIGINT");
  } catch {
    // It has ended.
  }
}

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of SIGNALS) Deno.addSignalListener(signal, interrupt);
Deno.exit(await play());
