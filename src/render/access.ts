import { shortVersion } from "../domain/version_name.ts";
import { secretWords } from "../domain/names.ts";
import type {
  AccessCreatedView,
  AccessGrantedView,
  AccessListView,
  AccessRevokedView,
  AccessSealedView,
} from "../views/access.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { noRows, table } from "./table.ts";
import { when } from "./time.ts";
import { count, secretName } from "./words.ts";

/** Text of `access grant`. */
export function accessGrantedText(view: AccessGrantedView): string {
  const { name, signer, role, already, sealed, left, dryRun } = view;
  const who = `${safe(name)} (${signer})`;
  const limit = view.environments === undefined ? "" : `, to ${view.environments.map(safe).join(", ")} alone`;
  const may = already
    ? `${who} has access`
    : `${who} ${dryRun ? "would get" : "has"} access as ${
      role === "owner" ? "an owner" : `a ${role}`
    }${limit}`;
  return `${may}; ${sealedAgain(sealed, dryRun)} for it\n${leftText(left)}`;
}

/** Text of `access revoke`. */
export function accessRevokedText(view: AccessRevokedView): string {
  const { name, signer, sealed, left, due, dryRun } = view;
  const rows = due.map(({ secret, environment, source }) => {
    const words = safe(secretWords({ environment, name: secret }));
    const command = source === "manual"
      ? `cred secret set ${words}`
      : `cred source rotate ${safe(source)} ${words}`;
    return `due      ${secretName({ secret, environment })} could be read there; replace it: ${command}\n`;
  });
  return `the access of ${safe(name)}${signer === undefined ? "" : ` (${signer})`} ${
    dryRun ? "would be" : "is"
  } revoked; ${sealedAgain(sealed, dryRun)} without it\n${leftText(left)}${rows.join("")}`;
}

/** What `access create` says beside the key. */
export function accessCreatedText(view: AccessCreatedView): string {
  const { name, use, sealed, dryRun } = view;
  const what = view.environments === undefined ? "every value" : `values of ${view.environments.join(", ")}`;
  const may = use === "read"
    ? `open ${what}, and change nothing`
    : `open ${what}, and change and push secrets`;
  return `${safe(name)} ${dryRun ? "could" : "can"} ${may}; ${sealedAgain(sealed, dryRun)} for it`;
}

/** Text of `access seal`. */
export function accessSealedText({ sealed, left, dryRun }: AccessSealedView): string {
  const what = sealed === 0 && left.length === 0
    ? "everything is sealed to just those who may open it"
    : `${sealedAgain(sealed, dryRun)} to those who may open it`;
  return `${what}\n${leftText(left)}`;
}

/** Text of `access list`. */
export function accessListText({ access, values }: AccessListView, look: Look): string {
  if (access.length === 0) return noRows(look, "no vault yet");
  return table(
    look,
    [
      { title: "NAME" },
      { title: "SIGNER" },
      { title: "ROLE" },
      { title: "ADDED" },
      { title: "BY", fit: "cut" },
      { title: "OPENS", fit: "words" },
      { title: "REVOKED", tone: () => "quiet" },
    ],
    access.map((row) => [
      row.name,
      row.signer ?? "",
      row.role,
      when(row.addedAt, look),
      row.addedBy ?? (row.signer === undefined ? "" : "the first"),
      row.retiredAt === undefined ? opensText(row, values) : "",
      row.retiredAt === undefined ? "" : when(row.retiredAt, look),
    ]),
  );
}

function opensText({ opens, environments }: AccessListView["access"][number], values: number): string {
  return `${opens} of ${values}${environments === undefined ? "" : ` (${environments.join(", ")})`}`;
}

function sealedAgain(values: number, dryRun: boolean): string {
  return `${count(values, "value")} ${dryRun ? "would be" : values === 1 ? "was" : "were"} sealed again`;
}

/** Lines for what could not be sealed again. */
export function leftText(left: AccessGrantedView["left"]): string {
  return left.map(({ version, why }) => `left     version ${shortVersion(version)}: ${safe(why)}\n`).join("");
}
