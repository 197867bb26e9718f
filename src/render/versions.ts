import { shortVersion } from "../domain/version_name.ts";
import type {
  RolledBackView,
  SecretHistoryView,
  VersionDiffView,
  VersionField,
  VersionView,
} from "../views/versions.ts";
import { expiryText } from "./expiry.ts";
import { safe, table } from "./table.ts";
import { minute, type OffsetMinutes } from "./time.ts";
import { secretName } from "./words.ts";

/** Text of `secret history`. */
export function secretHistoryText({ versions }: SecretHistoryView, offset: OffsetMinutes): string {
  return table(versions.map((version) => [
    version.current ? "*" : "",
    version.short,
    minute(version.createdAt, offset),
    version.label,
    madeText(version),
    [statusText(version), expiryText(version, offset), backText(version, offset)]
      .filter((part) => part !== "").join(", "),
  ]));
}

/** Text of `secret rollback`. */
export function rolledBackText(view: RolledBackView): string {
  const { version, from, dryRun } = view;
  const name = secretName(view);
  if (version === from) return `${name} has version ${shortVersion(version)} already\n`;
  const verb = dryRun ? "would go back" : "is back";
  return `${name} ${verb} at version ${shortVersion(version)}, from ${shortVersion(from)}\n`;
}

/** Text of `secret diff`. */
export function versionDiffText(view: VersionDiffView, offset: OffsetMinutes): string {
  const { before, after, sameValue, differs } = view;
  if (before.version === after.version) return `it is one version: ${before.short}\n`;
  const head = ["", before.short, after.short];
  const value = ["value", ...sameValue ? ["the same", "the same"] : ["one", "another"]];
  const rows = differs.map((field) => [
    FIELDS[field],
    ...[before, after].map((one) => fieldText(one, field, offset)),
  ]);
  return table([head, value, ...rows.filter(([, a, b]) => a !== b)]);
}

const FIELDS: Readonly<Record<VersionField, string>> = {
  made: "made",
  source: "source",
  remoteId: "key",
  status: "status",
  createdAt: "at",
  label: "by",
  expiresAt: "until",
};

function fieldText(version: VersionView, field: VersionField, offset: OffsetMinutes): string {
  if (field === "createdAt" || field === "expiresAt") {
    const at = version[field];
    return at === undefined ? "none" : minute(at, offset);
  }
  return field === "status" ? statusText(version) : `${version[field] ?? "none"}`;
}

function madeText({ made, source }: VersionView): string {
  return source === undefined ? made : `${made} at ${safe(source)}`;
}

function statusText({ status }: VersionView): string {
  return status === "vanished" ? "gone at the platform" : status.replace("_", " ");
}

function backText({ rolledBackAt }: VersionView, offset: OffsetMinutes): string {
  return rolledBackAt === undefined ? "" : `back at ${minute(rolledBackAt, offset)}`;
}
