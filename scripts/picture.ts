// Makes the moving picture of the README from a session that really runs: what `deno task picture` does. The program runs
// on a terminal of its own, against stand-in platforms; where a command fails or a secret is shown, nothing is written.
import { onTerminal } from "../tests/e2e/terminal.ts";
import { COLUMNS, drawPicture, type Scene, type Theme } from "./picture_svg.ts";
import { openPlayground } from "./playground.ts";

const FOLDER = `${import.meta.dirname}/../.github`;

const THEMES: Readonly<Record<string, Theme>> = {
  light: {
    ground: "#f6f8fa",
    text: "#1f2328",
    faint: "#59636e",
    ansi: ["#cf222e", "#116329", "#7d4e00", "#0550ae", "#8250df", "#1b7c83"],
  },
  dark: {
    ground: "#161b22",
    text: "#e6edf3",
    faint: "#8b949e",
    ansi: ["#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd"],
  },
};

/** The lines that are shown, and what is typed where one asks. */
const SESSION: readonly (readonly [command: string, asked?: string, typed?: string])[] = [
  ["cred source add resend", "account: ", "token"],
  ["cred source generate resend RESEND_EMAIL_KEY"],
  ["cred push github", "[y/N] ", "y"],
  ["cred source revoke resend", "[y/N] ", "y"],
  ["cred log RESEND_EMAIL_KEY"],
];

/** Plays the session on a terminal; what it showed, command by command. */
async function play(): Promise<readonly Scene[]> {
  await using playground = await openPlayground();
  const { env } = playground;
  const ready = onTerminal("cred target add github acme/app --quiet && echo ready", playground);
  await ready.until("ready\r\n");
  await ready[Symbol.asyncDispose]();
  const scenes: Scene[] = [];
  for (const [command, asked, typed] of SESSION) {
    await using terminal = onTerminal(
      `unset NO_COLOR; stty cols ${COLUMNS} rows 40; ${command}; echo "ended $?"`,
      {
        ...playground,
        env: { ...env, CRED_PAGER: "cat" },
      },
    );
    if (asked !== undefined) {
      await terminal.until(asked);
      await terminal.type(`${typed === "token" ? env.RESEND_API_KEY : typed}\r`);
    }
    await terminal.until("ended ");
    const output = terminal.shown.slice(0, terminal.shown.lastIndexOf("ended "));
    if (!terminal.shown.includes("ended 0")) throw new Error(`${command} failed: ${output}`);
    if (playground.holdsSecret(output)) throw new Error(`${command} shows a secret`);
    scenes.push({ command, output: output.replaceAll(playground.folder, "~") });
  }
  return scenes;
}

const scenes = await play();
for (const [name, theme] of Object.entries(THEMES)) {
  Deno.writeTextFileSync(`${FOLDER}/session-${name}.svg`, drawPicture(scenes, theme));
}
