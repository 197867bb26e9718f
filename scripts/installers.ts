import { ROOT } from "./binary.ts";
import { RELEASES } from "./repository.ts";

/** Writes the installers into a folder, each told where the releases are. */
export function writeInstallers(folder: string): void {
  const shell = Deno.readTextFileSync(`${ROOT}/scripts/install.sh`);
  Deno.writeTextFileSync(
    `${folder}/install.sh`,
    shell.replace("\n", `\nCRED_RELEASES=\${CRED_RELEASES:-${RELEASES}}\n`),
  );
  Deno.chmodSync(`${folder}/install.sh`, 0o755);
  const power = Deno.readTextFileSync(`${ROOT}/scripts/install.ps1`);
  Deno.writeTextFileSync(
    `${folder}/install.ps1`,
    `if (-not $env:CRED_RELEASES) { $env:CRED_RELEASES = '${RELEASES}' }\n${power}`,
  );
}
