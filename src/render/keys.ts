import type { DeletedView, KeyRefView, ReconciledView, RevokedView } from "../views/deletions.ts";
import type { GeneratedView, KeysView } from "../views/keys.ts";
import { expiryCell, expiryText } from "./expiry.ts";
import type { Look } from "./look.ts";
import type { Tone } from "./paint.ts";
import { safe } from "./safe.ts";
import { table } from "./table.ts";
import { when } from "./time.ts";
import { count, secretName } from "./words.ts";

/** Text of `source generate`. */
export function generatedText(view: GeneratedView, look: Look): string {
  const { permission, domain, source, remoteName, remoteId } = view;
  const limit = domain === undefined ? "" : `${domain} only`;
  const may = [permission, limit, expiryText(view, look)].filter((part) => part !== "").join(", ");
  if (view.dryRun) return `would make ${secretName(view)} at ${safe(source)} (${safe(may)})\n`;
  return `made ${secretName(view)} at ${safe(source)} (${safe(may)})\n` +
    `  there it is "${safe(remoteName ?? "")}", key ${safe(remoteId ?? "")}\n`;
}

/** Text of `source keys`. */
export function keysText({ keys }: KeysView, look: Look): string {
  if (keys.length === 0) return "the account has no keys\n";
  return table(
    look,
    [
      { title: "WHOSE", tone: (kind) => TONES[kind] },
      { title: "SECRET" },
      { title: "MADE" },
      { title: "USED" },
      { title: "EXPIRES", tone: (text) => text === "expired" ? "bad" : undefined },
      { title: "KEY", fit: "line" },
      { title: "NAME THERE", fit: "line" },
    ],
    keys.map((key) => [
      key.class,
      key.secret === undefined
        ? ""
        : secretName({ secret: key.secret, environment: key.environment ?? "default" }),
      key.createdAt === undefined ? "" : when(key.createdAt, look),
      key.lastUsedAt === undefined ? "never" : when(key.lastUsedAt, look),
      expiryCell(key, look),
      key.remoteId,
      key.remoteName,
    ]),
  );
}

const TONES: Readonly<Record<string, Tone>> = {
  managed: "good",
  pending: "mind",
  stray: "mind",
  unmerged: "mind",
  vanished: "bad",
};

/** Text of `source delete`. */
export function deletedText(view: DeletedView): string {
  const beside = view.beside.length === 0 ? "" : `, and ${count(view.beside.length, "key")} of its rotation`;
  if (view.dryRun) return `would delete ${secretName(view)}${beside} at ${safe(view.source)}, then here\n`;
  const there = view.result === "already_absent" ? "was already gone" : "deleted";
  return `${secretName(view)}${beside}: ${there} at ${safe(view.source)}, deleted here\n`;
}

/** Text of `source revoke`. */
export function revokedText(view: RevokedView): string {
  const { source, deleted, strays, failed, unsettled, unmerged, stillListed } = view;
  const name = safe(source);
  if (view.dryRun) return `would delete ${count(deleted.length, "key")} of ${name}\n${lines("  ", deleted)}`;
  const rows = [
    ...deleted.map((key) => `  deleted   ${secretName(key)}\n`),
    ...strays.map((key) => `  deleted   ${secretName(key)}, whose value had been lost\n`),
    ...failed.map((key) =>
      `  failed    ${key.secret === "" ? safe(key.remoteId ?? "") : secretName(key)}: ${safe(key.message)}\n`
    ),
    ...unsettled.map((key) => `  unsettled ${secretName(key)}: ${safe(key.message)}\n`),
    ...unmerged.map((remoteName) =>
      `  left      "${safe(remoteName)}", made by a machine whose history is not here\n`
    ),
    ...(stillListed === 0
      ? []
      : [`  left      ${count(stillListed, "key")} that the platform still lists\n`]),
  ];
  const end = view.revoked
    ? `${name} is revoked: ${
      count(deleted.length + strays.length, "key")
    } deleted, its master token is out of the keychain\n`
    : `${name} is not revoked yet: something is left\n`;
  return rows.join("") + end;
}

/** Text of `source reconcile`. */
export function reconciledText(view: ReconciledView): string {
  const rows = [
    ...view.strays.map((key) => `deleted    ${secretName(key)}, whose value had been lost\n`),
    ...view.deleted.map((key) => `deleted    ${secretName(key)}, as had been asked\n`),
    ...view.notMade.map((key) => `not made   ${secretName(key)}\n`),
    ...view.vanished.map((key) =>
      `vanished   ${secretName(key)}: gone at the platform, its secret is still here\n`
    ),
    ...view.unsettled.map((key) => `unsettled  ${secretName(key)}: ${safe(key.message)}\n`),
    ...view.unmerged.map((name) => `unmerged   "${safe(name)}"\n`),
  ];
  if (rows.length === 0) return `${safe(view.source)}: all is settled\n`;
  return view.dryRun
    ? `this would be the outcome:\n${rows.map((row) => `  ${row}`).join("")}`
    : rows.join("");
}

function lines(indent: string, keys: readonly KeyRefView[]): string {
  return keys.map((key) => `${indent}${secretName(key)}\n`).join("");
}
