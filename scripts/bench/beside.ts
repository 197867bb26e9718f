import type { Playground } from "../playground.ts";
import { inMs, medians, type Row, run, runForText, type Setting, times } from "./measure.ts";
import { bareProgram } from "./startup.ts";

/** One value out of what another program keeps, and how that is got ready in the folder of `setting`. */
interface Other {
  readonly name: string;
  readonly command: readonly string[];
  readonly prepare: (setting: Setting) => Promise<void>;
  readonly install: string;
}

const VALUE = "a value";
const GPG_KEY = "bench@localhost";

/** Programs that people have for the same, beside an empty one on the runtime of cred: what it is to be as fast as. */
export async function measureBeside(playground: Playground): Promise<Row[]> {
  const { folder, env } = playground;
  const cwd = `${folder}/beside`;
  await Deno.mkdir(`${cwd}/gnupg`, { recursive: true, mode: 0o700 });
  await Deno.chmod(`${cwd}/gnupg`, 0o700);
  const setting = {
    cwd,
    env: { ...env, HOME: cwd, GNUPGHOME: `${cwd}/gnupg`, PASSWORD_STORE_DIR: `${cwd}/.password-store` },
  };
  const bare = await bareProgram(playground);
  const rows: Row[] = [];
  for (const { name, command, prepare, install } of others(cwd)) {
    try {
      await prepare(setting);
      await run(command, setting);
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound
        ? "it is not installed"
        : `${error}`.split("\n", 1)[0];
      rows.push([name, "not measured", `${why} (${install})`]);
      continue;
    }
    const ms = await medians({ bare: bare.command, other: command }, setting);
    rows.push([name, inMs(ms.other), `${times(ms.other, ms.bare)} an empty program (${inMs(ms.bare)})`]);
  }
  return rows;
}

function others(cwd: string): readonly Other[] {
  const dotenvx = `${cwd}/node_modules/@dotenvx/dotenvx/src/cli/dotenvx.js`;
  return [
    {
      name: "git --version",
      command: ["git", "--version"],
      prepare: nothing,
      install: "apt-get install git",
    },
    {
      name: "pass show",
      command: ["pass", "show", "VALUE"],
      prepare: async (setting) => {
        const key = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""];
        await run(["gpg", ...key, "--quick-gen-key", GPG_KEY, "default", "default", "never"], setting);
        await run(["pass", "init", GPG_KEY], setting);
        await runForText(["pass", "insert", "--echo", "VALUE"], setting, `${VALUE}\n`);
      },
      install: "apt-get install pass",
    },
    {
      // Debian has aviau/gopass, another program than gopasspw/gopass.
      name: "gopass show (aviau/gopass)",
      command: ["gopass", "show", "VALUE"],
      prepare: nothing,
      install: "apt-get install pass gopass",
    },
    {
      name: "dotenvx get",
      command: ["node", dotenvx, "get", "VALUE"],
      prepare: async (setting) => {
        await Deno.writeTextFile(`${setting.cwd}/.env`, `VALUE="${VALUE}"\n`);
        await run(["npm", "install", "--silent", "--prefix", setting.cwd, "@dotenvx/dotenvx"], setting);
      },
      install: "npm, and a registry with @dotenvx/dotenvx",
    },
  ];
}

async function nothing(): Promise<void> {}
