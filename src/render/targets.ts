import type { IdentifiedView, PlaceRefView } from "../views/identified.ts";
import type { PrunedView, PushView } from "../views/push.ts";
import type { TargetListView, TargetSecretsView } from "../views/targets.ts";
import type { Look } from "./look.ts";
import type { Tone } from "./paint.ts";
import { safe } from "./safe.ts";
import { aligned, noRows, table } from "./table.ts";
import { when } from "./time.ts";
import { count, secretName } from "./words.ts";

/** Places in a sentence: `github acme/app as RESEND_KEY`. */
export function placesText(places: readonly PlaceRefView[]): string {
  return places.map(({ target, identifier, scope, remoteName }) =>
    safe(`${target} ${identifier}${scope === undefined ? "" : ` (${scope})`} as ${remoteName}`)
  ).join(", ");
}

/** Text of `target list`. */
export function targetListText({ targets }: TargetListView, look: Look): string {
  if (targets.length === 0) return noRows(look, "no targets yet");
  return table(
    look,
    [
      { title: "TARGET", tone: () => "strong" },
      { title: "PLATFORM" },
      { title: "PLACE" },
      { title: "STORE" },
      { title: "ENVIRONMENTS" },
      { title: "SECRETS" },
      { title: "ADDED" },
    ],
    targets.flatMap((row) => [
      [
        row.target,
        row.platform,
        row.identifier,
        row.store,
        row.environments.length === 0 ? "all" : "all others",
        `${row.secrets}`,
        when(row.addedAt, look),
      ],
      ...row.environments.map((
        { environment, identifier },
      ) => [row.target, row.platform, identifier, row.store, `only ${environment}`]),
    ]),
  );
}

const TONES: Readonly<Record<string, Tone>> = { pushed: "good", drifted: "mind", gone: "bad" };

/** Text of `target secrets`. */
export function targetSecretsText({ secrets }: TargetSecretsView, look: Look): string {
  if (secrets.length === 0) return noRows(look, "nothing is there");
  return table(
    look,
    [
      { title: "STATUS", tone: (kind) => TONES[kind] },
      { title: "NAME" },
      { title: "SECRET" },
      { title: "PUSHED" },
      { title: "CHANGED" },
    ],
    secrets.map((row) => [
      row.class,
      row.remoteName,
      row.secret === undefined
        ? ""
        : secretName({ secret: row.secret, environment: row.environment ?? "default" }),
      row.pushedAt === undefined ? "" : when(row.pushedAt, look),
      row.updatedAt === undefined ? "" : when(row.updatedAt, look),
    ]),
  );
}

/** What became of a secret that was to be written for this reason. */
const DONE: Readonly<Record<string, string>> = {
  create: "created",
  update: "updated",
  drifted: "overwritten",
  unsettled: "sent again",
};

/** Text of `push` and `diff`. */
export function pushText(view: PushView): string {
  const { secrets, unknown, scope } = view;
  const place = safe(`${view.target} ${view.identifier}${scope === undefined ? "" : ` (${scope})`}`);
  const rows = secrets.filter(({ action }) => action !== "unchanged" || view.dryRun)
    .map((row) => [view.dryRun ? row.action : DONE[row.action] ?? row.action, row.remoteName, row.why ?? ""]);
  const others = view.dryRun ? unknown.map((name) => ["unknown", name, "not put there by this vault"]) : [];
  const written = secrets.filter(({ action }) => !["unchanged", "skipped", "failed"].includes(action)).length;
  const failed = secrets.filter(({ action }) => action === "failed").length;
  const same = secrets.filter(({ action }) => action === "unchanged").length;
  const head = view.dryRun
    ? `${place}: ${count(written, "secret")} to write, ${same} unchanged\n`
    : `${place}: ${count(written, "secret")} written, ${same} unchanged${
      failed === 0 ? "" : `, ${failed} failed`
    }\n`;
  return head + aligned([...rows, ...others]).replace(/^(?=.)/gm, "  ");
}

/** Text of `prune`. */
export function prunedText(view: PrunedView): string {
  if (view.secrets.length === 0) return `${safe(view.target)}: nothing to remove\n`;
  const words = {
    planned: "would remove",
    deleted: "removed",
    already_absent: "already gone",
    failed: "failed",
  };
  return aligned(view.secrets.map((row) => [words[row.result], row.remoteName, row.why ?? ""]));
}

/** Text of `secret identify`. */
export function identifiedText({ secrets, masterTokens }: IdentifiedView): string {
  const lines = secrets.flatMap((row) => {
    const what = row.source === undefined ? "set by hand" : `a key of source ${row.source} (${row.status})`;
    return [
      `${secretName(row)}: ${row.current ? "its value now" : "an older version"}, ${safe(what)}`,
      ...(row.targets.length === 0 ? [] : [`  sent to ${placesText(row.targets)}`]),
      `  to end it: ${safe(row.end)}`,
    ];
  });
  const tokens = masterTokens.map(({ source, current, end }) =>
    `master token of source ${safe(source)}${current ? "" : ", an older one"}\n  to replace it: ${safe(end)}`
  );
  if (lines.length + tokens.length === 0) return "it is none of this vault's values\n";
  return [...lines, ...tokens].map((line) => `${line}\n`).join("");
}
