import type { App } from "../../app/app.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";
import type { Shell } from "../routes/completions.ts";

const SCRIPTS: Readonly<Record<Shell, () => Promise<string>>> = {
  bash: async () => (await import("../shells/bash.ts")).BASH,
  zsh: async () => (await import("../shells/zsh.ts")).ZSH,
  fish: async () => (await import("../shells/fish.ts")).FISH,
  powershell: async () => (await import("../shells/powershell.ts")).POWERSHELL,
};

export async function run(_app: App, _flags: CommonFlags, shell: Shell): Promise<Answer> {
  const script = await SCRIPTS[shell]();
  return { view: { shell, script }, text: script };
}
