import { shortVersion } from "../domain/version_name.ts";
import type { LogEntryView, LogView, RecordView, VerifiedView } from "../views/log.ts";
import { eventText } from "./proof.ts";
import type { Look } from "./look.ts";
import type { Tone } from "./paint.ts";
import { safe } from "./safe.ts";
import { aligned, noRows, table } from "./table.ts";
import { day, duration, second, when } from "./time.ts";
import { count, secretName } from "./words.ts";

type Data = Readonly<Record<string, unknown>>;

/** What happened, in two or three words, and its particulars. */
const WORDS: Readonly<
  Record<string, (data: Data, source: string, look: Look) => readonly [what: string, detail: string]>
> = {
  "vault.created": (data) => ["vault made", `id ${short(data.vault)}`],
  "log.opened": () => ["further log opened", ""],
  "signer.added": (data) => ["signer added", `${data.label} ${data.signer}, ${data.role}`],
  "signer.retired": (data) => ["signer retired", `${data.signer}`],
  "recipient.removed": (data) => ["recipient removed", `${data.recipient}`],
  "recipient.added": ({ label, recipient, environments }) => [
    "recipient added",
    joined(`${label} ${recipient}`, opening(environments as readonly string[] | undefined)),
  ],
  "fingerprint_key.sealed": (data) => ["fingerprint key sealed again", sealedTo(data)],
  "fingerprint_key.added": (data) => ["fingerprint key made", `${data.fingerprintKey}`],
  "source.added": (data, source) => ["source added", `${source}, ${data.address}, token ${token(data)}`],
  "source.token_added": (data, source) => ["token added", `${source}, token ${token(data)}`],
  "source.token_replaced": (
    data,
    source,
  ) => ["token replaced", `${source}, ${data.address}, token ${token(data)}`],
  "source.revocation_requested": (_, source) => ["revocation asked for", source],
  "source.revoked": (_, source) => ["revoked", source],
  "key.requested": (data, source) => [
    "asked for",
    `at ${source}, as "${data.remoteName}"${
      data.replaces === undefined ? "" : ", to replace the key of the name"
    }`,
  ],
  "key.generated": (data, _, look) => ["generated", generated(data, look)],
  "key.adopted": (data, source, look) => [`taken over from ${source}`, adopted(data, look)],
  "key.request_failed": (
    data,
  ) => [
    "not made",
    data.reason === "not_there" ? "it is not at the platform" : `${data.message ?? "refused"}`,
  ],
  "key.stray_deleted": (data, source) => [`deleted at ${source}`, `value lost, key ${short(data.remoteId)}`],
  "key.vanished": (_, source) => [`found gone at ${source}`, ""],
  "key.tested": (_, source) => ["tested", `it works at ${source}`],
  "key.test_failed": (data) => ["test failed", `${data.message}`],
  "key.switched": (data) => ["switched to", `the old key is kept for ${duration(Number(data.graceMs))}`],
  "key.deletion_requested": (
    data,
    source,
  ) => ["deletion asked for", `at ${source}, key ${short(data.remoteId)}, by ${data.because}`],
  "key.deleted": (
    data,
    source,
  ) => [`${data.result === "deleted" ? "deleted" : "already gone"} at ${source}`, ""],
  "key.deletion_failed": (data) => ["deletion failed", `${data.message}`],
  "secret.set": (data, _, look) => ["set", joined(described(data), expiry(data, look))],
  "secret.sealed": (data) => ["sealed again", sealedTo(data)],
  "secret.described": (data) => ["described", `"${data.description}"`],
  "secret.removed": () => ["removed", ""],
  "secret.rolled_back": (data) => ["rolled back", `to version ${shortVersion(`${data.version}`)}`],
  "secret.limited": ({ targets }) => limited(targets as readonly string[] | undefined),
  "policy.set": ({ policy, source, ms }) => [
    ms === undefined ? "policy taken back" : "policy set",
    joined(policy, ms === undefined ? undefined : duration(ms as number), source),
  ],
  "target.bound": (
    data,
  ) => [
    "target bound",
    `${data.target}: ${data.identifier}${data.environment === undefined ? "" : `, only ${data.environment}`}`,
  ],
  "target.unbound": (data) => ["target removed", `${data.target}`],
  "secret.push_requested": (data) => ["push asked for", pushed(data)],
  "secret.pushed": (data) => [`sent to ${data.target}`, pushed(data)],
  "secret.push_failed": (data) => [`not sent to ${data.target}`, `${data.message}`],
  "secret.prune_requested": (data) => ["prune asked for", pushed(data)],
  "secret.pruned": (data) => [`pruned at ${data.target}`, pushed(data)],
  "secret.prune_failed": (data) => [`not pruned at ${data.target}`, `${data.message}`],
};

const WHAT = { title: "WHAT", tone: whatTone };
const BEFORE = [{ title: "AT" }, { title: "WHEN" }, { title: "BY", fit: "cut" }, WHAT] as const;
const DETAIL = { title: "DETAIL", fit: "words" } as const;

/** Text of `log`. `named`: whether each row says which secret it is about. `goesOn`: it follows another text. */
export function logText(
  { entries }: LogView,
  look: Look,
  options: { readonly oneline: boolean; readonly named: boolean; readonly goesOn?: boolean },
): string {
  if (entries.length === 0) return noRows(look, "nothing to show");
  const { oneline, named } = options;
  const columns = oneline
    ? [{ title: "AT" }, WHAT, { title: "SUBJECT" }]
    : [...BEFORE, ...named ? [{ title: "SECRET" }] : [], DETAIL];
  const rows = entries.map((entry) => {
    const [what, detail] = words(entry, look);
    const name = entry.secret === undefined
      ? ""
      : secretName({ secret: entry.secret, environment: entry.environment ?? "default" });
    if (oneline) return [entry.position, what, name || `${entry.source ?? entry.data.target ?? ""}`];
    const row = [entry.position, when(entry.time, look), entry.label, what];
    return named ? [...row, name, detail] : [...row, detail];
  });
  return table(look, columns, rows, options);
}

function whatTone(what: string): Tone | undefined {
  if (/failed|^not |gone|does not count/.test(what)) return "bad";
  return /^(generated|set|switched)/.test(what) ? "good" : undefined;
}

/** Text of `log show`. */
export function recordText(
  { position, log, seq, signer, label, event, checkpoint, signature }: RecordView,
): string {
  const head = `record ${position}: number ${seq} of log ${log}, signed by ${safe(label)} ${signer}\n`;
  return `${head}\n${eventText(event)}\n\n${checkpoint}\n— ${checkpoint.split("\n", 1)[0]} ${signature}\n`;
}

/** Text of `log verify`. */
export function verifiedText({ logs, values, full, notes, pinned, ...view }: VerifiedView): string {
  const rows = logs.map((
    { log, label, records, root },
  ) => ["ok", label, log, `${count(records, "record")}, root ${root}`]);
  const checked = full ? "every signature checked, " : "";
  const signer = pinned ? "the first signer is the one given\n" : "";
  const older = view.extends === undefined
    ? ""
    : `extends ${safe(view.extends.from)}, which had ${
      count(view.extends.logs.reduce((sum, { records }) => sum + records, 0), "record")
    }\n`;
  return aligned(rows) + `${checked}${count(values, "sealed value")} as recorded\n${signer}${older}` +
    notes.map((note) => `note: ${safe(note)}\n`).join("");
}

function words(
  { type, data, source, asked, time, counts }: LogEntryView,
  look: Look,
): readonly [string, string] {
  const [told, detail] = WORDS[type]?.(data, source ?? "", look) ?? [type, ""];
  const what = counts === false ? `(does not count) ${told}` : told;
  if (asked === undefined) return [what, detail];
  const times = `asked ${second(asked.time, look)}, ${type.endsWith("_failed") ? "failed" : "confirmed"} ${
    second(time, look)
  }`;
  return [what, detail === "" ? times : `${times}: ${detail}`];
}

function generated({ permission, domain, description, remoteId, ...data }: Data, look: Look): string {
  const parts = [
    permission,
    domain,
    described({ description }),
    `key ${short(remoteId)}`,
    `by token ${token(data)}`,
    expiry(data, look),
  ];
  return joined(...parts);
}

function adopted({ permission, domain, description, remoteId, ...data }: Data, look: Look): string {
  const key = `key ${short(remoteId)}, "${data.remoteName}"`;
  return joined(permission, domain, described({ description }), key, expiry(data, look));
}

function described({ description }: Data): string | undefined {
  return description === undefined ? undefined : `"${description}"`;
}

function expiry({ expiresAt }: Data, look: Look): string | undefined {
  return expiresAt === undefined ? undefined : `until ${day(`${expiresAt}`, look)}`;
}

function joined(...parts: readonly unknown[]): string {
  return parts.filter((part) => part !== undefined).join(", ");
}

function limited(targets: readonly string[] | undefined): readonly [string, string] {
  if (targets === undefined) return ["no longer limited", "may go to every target"];
  return ["limited", targets.length === 0 ? "to no target" : `to ${targets.join(", ")}`];
}

function opening(environments: readonly string[] | undefined): string | undefined {
  return environments === undefined ? undefined : `opens ${environments.join(", ")} alone`;
}

function sealedTo({ to }: Data): string {
  return `to ${count((to as readonly string[]).length, "recipient")}`;
}

function pushed({ identifier, scope, store, remoteName }: Data): string {
  return `${identifier}${scope === undefined ? "" : ` (${scope})`}, ${store}, as ${remoteName}`;
}

/** The beginning of a fingerprint, without the id of the key that made it. */
function token(data: Data): string {
  return short(`${data.token}`.split(":").at(-1), 6);
}

function short(id: unknown, length = 8): string {
  const text = `${id}`;
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
