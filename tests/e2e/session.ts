// The law of a session file: a `#` line is a comment; `$ ` is a line for the shell, run in the playground's folder;
// `< ` is what it reads (nothing else is there to read); `1> ` and `2> ` are the lines it prints on stdout and stderr,
// all of them and no others; `? ` is its status where it isn't 0. A last line without newline ends in `\`. To write
// down what is printed now, run the tests with CRED_TEST_UPDATE=1 and read the difference.

import type { Playground } from "../../scripts/playground.ts";
import { withoutLate } from "../support/late.ts";
import { Normaliser } from "./normal.ts";

/** A finished command. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A session played again: its file as it is, and as it would have to be. */
export interface Played {
  readonly expected: string;
  readonly found: string;
  /** Lines that printed a secret. */
  readonly leaks: readonly string[];
}

/** Plays a session file. */
export async function playSession(text: string, playground: Playground): Promise<Played> {
  const { folder, server } = playground;
  const normaliser = new Normaliser(folder, server.url);
  const found: string[] = [], leaks: string[] = [];
  let command: string | undefined;
  let input = "";

  async function finish(): Promise<void> {
    if (command === undefined) return;
    const outcome = await shell(command, playground, input);
    if (!mayPrint(command) && playground.holdsSecret(outcome.stdout + outcome.stderr)) leaks.push(command);
    found.push(...linesOf("1> ", normaliser.normal(outcome.stdout)));
    found.push(...linesOf("2> ", normaliser.normal(withoutLate(outcome.stderr))));
    if (outcome.status !== 0) found.push(`? ${outcome.status}`);
    command = undefined;
    input = "";
  }

  for (const line of text.split("\n")) {
    if (/^(1>|2>|\?)( |$)/.test(line)) continue;
    if (line.startsWith("< ")) {
      input += `${line.slice(2)}\n`;
      found.push(line);
      continue;
    }
    await finish();
    found.push(line);
    if (line.startsWith("$ ")) command = line.slice(2);
  }
  await finish();
  return { expected: text, found: found.join("\n"), leaks };
}

/** Runs a line in a shell of the playground. */
export async function shell(
  line: string,
  { env, work }: Playground,
  input = "",
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = new Deno.Command("sh", {
    args: ["-c", line],
    env: { ...env, ...PLAIN, ...more },
    clearEnv: true,
    cwd: work,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  // A command that does not read its input is no failure.
  const written = stdin.write(new TextEncoder().encode(input)).then(() => stdin.close()).catch(() => {});
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), written]);
  const text = new TextDecoder();
  return { status: code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** What a session must not depend on. */
const PLAIN = { TZ: "UTC", LC_ALL: "C.UTF-8", NO_COLOR: "1", CI: "" };

/** The command whose answer is a value. */
function mayPrint(command: string): boolean {
  return /\bcred secret get\b/.test(command);
}

function linesOf(mark: string, text: string): string[] {
  if (text === "") return [];
  const lines = text.endsWith("\n") ? text.slice(0, -1) : `${text}\\`;
  return lines.split("\n").map((line) => (mark + line).trimEnd());
}
