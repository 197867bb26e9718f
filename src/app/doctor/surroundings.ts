// What around cred makes it useful: git, which shares a vault, and a shell that completes its words.

import type { Environment } from "../../system/environment.ts";
import { Git } from "../../vault/git.ts";
import type { Finding } from "../../views/doctor.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { fine, notChecked, problem, shellPath, warning } from "./finding.ts";

/** Most bytes of a file that a shell reads when it starts. */
const MAX_PROFILE = 1_048_576;

/** Whether `cred sync` can work, and whether git would take the vault for code. */
export async function checkGit(app: App, vault: Vault | undefined): Promise<Finding> {
  const told = await app.system.processes.output("git", ["--version"]);
  if (told === undefined) return warning("git is not installed: `cred sync` needs it", ["install git"]);
  const version = new TextDecoder().decode(told.stdout).trim();
  if (vault === undefined || vault.place.kind === "personal") return fine(version);
  const { folder } = vault.place;
  const tracked = await new Git(app.system, folder, false).maybe(["ls-files", "--", "."]);
  if (tracked === undefined) return fine(`${version}; the vault is no part of the code`);
  return problem(
    "git tracks the vault on the branch of the code: switching branches would take records away",
    [
      `git rm -r --cached ${shellPath(folder)}`,
      "cred sync",
    ],
  );
}

/** Whether the shell that was logged in with completes cred's words. */
export async function checkCompletions({ system: { environment, files } }: App): Promise<Finding> {
  const shell = environment.get("SHELL")?.split("/").at(-1) ??
    (environment.os === "windows" ? "powershell" : "");
  const known = SHELLS[shell === "pwsh" ? "powershell" : shell];
  if (known === undefined) return notChecked("no shell that cred can complete in is named by SHELL");
  const { scripts, profiles, install } = known(environment);
  for (const path of scripts) {
    if (await files.info(path) !== undefined) return fine(`installed for ${shell}: ${path}`);
  }
  for (const path of profiles) {
    const text = new TextDecoder().decode(await files.readInput(path, MAX_PROFILE).catch(() => undefined));
    if (text.includes("cred completions")) return fine(`installed for ${shell}, by ${path}`);
  }
  return warning(`not found for ${shell}`, [install]);
}

/** Where completions of a shell lie, and files of its own that may load them. */
interface Places {
  readonly scripts: readonly string[];
  readonly profiles: readonly string[];
  /** What puts it where the shell finds it. */
  readonly install: string;
}

const SHELLS: Readonly<Record<string, (environment: Environment) => Places>> = {
  bash: (environment) => ({
    scripts: [
      ...folders(environment.get("BASH_COMPLETION_USER_DIR")).map((folder) => `${folder}/completions/cred`),
      ...data(environment).map((folder) => `${folder}/bash-completion/completions/cred`),
      "/etc/bash_completion.d/cred",
    ],
    profiles: [".bashrc", ".bash_profile", ".bash_completion"].map((name) => `${home(environment)}/${name}`),
    install: "(d=~/.local/share/bash-completion/completions; mkdir -p $d && cred completions bash > $d/cred)",
  }),
  zsh: (environment) => ({
    scripts: [
      ...folders(environment.get("FPATH")),
      ...data(environment).map((folder) => `${folder}/zsh/site-functions`),
      ...[".zfunc", ".zsh/completions", ".zsh/completion"].map((name) => `${home(environment)}/${name}`),
    ].map((folder) => `${folder}/_cred`),
    profiles: [".zshrc", ".zprofile"].map((name) =>
      `${environment.get("ZDOTDIR") ?? home(environment)}/${name}`
    ),
    install: 'cred completions zsh > "${fpath[1]}/_cred"',
  }),
  fish: (environment) => ({
    scripts: [
      `${config(environment)}/fish/completions/cred.fish`,
      ...data(environment).map((folder) => `${folder}/fish/vendor_completions.d/cred.fish`),
      "/etc/fish/completions/cred.fish",
    ],
    profiles: [`${config(environment)}/fish/config.fish`],
    install:
      "mkdir -p ~/.config/fish/completions; cred completions fish > ~/.config/fish/completions/cred.fish",
  }),
  powershell: (environment) => ({
    scripts: [],
    profiles: [
      `${config(environment)}/powershell`,
      `${home(environment)}/Documents/PowerShell`,
      `${home(environment)}/Documents/WindowsPowerShell`,
    ].flatMap((folder) => [`${folder}/Microsoft.PowerShell_profile.ps1`, `${folder}/profile.ps1`]),
    install: "cred completions powershell >> $PROFILE",
  }),
};

function home(environment: Environment): string {
  return environment.get("HOME") ?? environment.get("USERPROFILE") ?? "";
}

function config(environment: Environment): string {
  return environment.get("XDG_CONFIG_HOME") ?? `${home(environment)}/.config`;
}

function data(environment: Environment): readonly string[] {
  return [
    environment.get("XDG_DATA_HOME") ?? `${home(environment)}/.local/share`,
    ...folders(environment.get("XDG_DATA_DIRS") ?? "/usr/local/share:/usr/share"),
  ];
}

function folders(list: string | undefined): string[] {
  return (list ?? "").split(":").filter((folder) => folder.startsWith("/"));
}
