import { shortVersion } from "../domain/version_name.ts";
import type {
  RolledBackView,
  SecretHistoryView,
  VersionDiffView,
  VersionField,
  VersionView,
} from "../views/versions.ts";
import { expiryCell } from "./expiry.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { table } from "./table.ts";
import { ago, minute, when } from "./time.ts";
import { secretName } from "./words.ts";

/** Text of `secret history`. */
export function secretHistoryText({ versions }: SecretHistoryView, look: Look): string {
  return table(
    look,
    [
      { title: "NOW" },
      { title: "VERSION" },
      { title: "WHEN" },
      { title: "BY", fit: "cut" },
      { title: "MADE" },
      { title: "EXPIRES", tone: (text) => text === "expired" ? "bad" : undefined },
      { title: "STATUS", fit: "words" },
    ],
    versions.map((version) => [
      version.current ? "*" : "",
      version.short,
      when(version.createdAt, look),
      version.label,
      madeText(version),
      expiryCell(version, look),
      [statusText(version), backText(version, look)].filter((part) => part !== "").join(", "),
    ]),
  );
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
export function versionDiffText(view: VersionDiffView, look: Look): string {
  const { before, after, sameValue, differs } = view;
  if (before.version === after.version) return `it is one version: ${before.short}\n`;
  const value = ["value", ...sameValue ? ["the same", "the same"] : ["one", "another"]];
  const rows = differs.map((field) => [
    FIELDS[field],
    ...[before, after].map((one) => fieldText(one, field, look)),
  ]);
  const head = ["version", before.short, after.short];
  const columns = [{ title: "" }, { title: "BEFORE" }, { title: "AFTER" }];
  return table(look, columns, [head, value, ...rows.filter(([, a, b]) => a !== b)]);
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

function fieldText(version: VersionView, field: VersionField, look: Look): string {
  if (field === "createdAt" || field === "expiresAt") {
    const at = version[field];
    return at === undefined ? "none" : minute(at, look);
  }
  return field === "status" ? statusText(version) : `${version[field] ?? "none"}`;
}

function madeText({ made, source }: VersionView): string {
  return source === undefined ? made : `${made} at ${safe(source)}`;
}

function statusText({ status }: VersionView): string {
  return status === "vanished" ? "gone at the platform" : status.replace("_", " ");
}

function backText({ rolledBackAt }: VersionView, look: Look): string {
  return rolledBackAt === undefined ? "" : `back ${ago(rolledBackAt, look)}`;
}
