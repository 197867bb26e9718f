import { shortVersion } from "../domain/version_name.ts";
import type { AccessGrantedView } from "../views/access.ts";
import { safe } from "./table.ts";
import { count } from "./words.ts";

/** Text of `access grant`. */
export function accessGrantedText(view: AccessGrantedView): string {
  const { name, signer, role, already, sealed, left, dryRun } = view;
  const who = `${safe(name)} (${signer})`;
  const may = already
    ? `${who} has access`
    : `${who} ${dryRun ? "would get" : "has"} access as ${role === "owner" ? "an owner" : `a ${role}`}`;
  const again = `${count(sealed, "value")} ${dryRun ? "would be" : "were"} sealed again for it`;
  const rest = left.map(({ version, why }) => `left     version ${shortVersion(version)}: ${safe(why)}\n`);
  return `${may}; ${again}\n${rest.join("")}`;
}
