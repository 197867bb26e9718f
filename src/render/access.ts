import { shortVersion } from "../domain/version_name.ts";
import { secretWords } from "../domain/names.ts";
import type { AccessGrantedView, AccessListView, AccessRevokedView } from "../views/access.ts";
import type { Look } from "./look.ts";
import { safe, table } from "./table.ts";
import { when } from "./time.ts";
import { count, secretName } from "./words.ts";

/** Text of `access grant`. */
export function accessGrantedText(view: AccessGrantedView): string {
  const { name, signer, role, already, sealed, left, dryRun } = view;
  const who = `${safe(name)} (${signer})`;
  const may = already
    ? `${who} has access`
    : `${who} ${dryRun ? "would get" : "has"} access as ${role === "owner" ? "an owner" : `a ${role}`}`;
  const again = `${count(sealed, "value")} ${dryRun ? "would be" : "were"} sealed again for it`;
  return `${may}; ${again}\n${leftText(left)}`;
}

/** Text of `access revoke`. */
export function accessRevokedText(view: AccessRevokedView): string {
  const { name, signer, sealed, left, due, dryRun } = view;
  const [was, were] = dryRun ? ["would be", "would be"] : ["is", "were"];
  const rows = due.map(({ secret, environment, source }) => {
    const words = safe(secretWords({ environment, name: secret }));
    const command = source === "manual"
      ? `cred secret set ${words}`
      : `cred source rotate ${safe(source)} ${words}`;
    return `due      ${secretName({ secret, environment })} could be read there; replace it: ${command}\n`;
  });
  return `the access of ${safe(name)} (${signer}) ${was} revoked; ${
    count(sealed, "value")
  } ${were} sealed again without it\n${leftText(left)}${rows.join("")}`;
}

/** Text of `access list`. */
export function accessListText({ access, values }: AccessListView, look: Look): string {
  if (access.length === 0) return "no vault yet\n";
  return table(
    look,
    [
      { title: "NAME" },
      { title: "SIGNER" },
      { title: "ROLE" },
      { title: "ADDED" },
      { title: "BY", fit: "cut" },
      { title: "OPENS" },
      { title: "REVOKED", tone: () => "quiet" },
    ],
    access.map((row) => [
      row.name,
      row.signer,
      row.role,
      when(row.addedAt, look),
      row.addedBy ?? "the first",
      row.retiredAt === undefined ? `${row.opens} of ${count(values, "value")}` : "",
      row.retiredAt === undefined ? "" : when(row.retiredAt, look),
    ]),
  );
}

function leftText(left: AccessGrantedView["left"]): string {
  return left.map(({ version, why }) => `left     version ${shortVersion(version)}: ${safe(why)}\n`).join("");
}
