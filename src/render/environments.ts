import type {
  EnvironmentCopiedView,
  EnvironmentDeletedView,
  EnvironmentListView,
} from "../views/environments.ts";
import { keptText } from "./exchange.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { noRows, table } from "./table.ts";

/** Text of `env list`. */
export function environmentListText({ environments }: EnvironmentListView, look: Look): string {
  if (environments.length === 0) return noRows(look, "no environments yet");
  return table(
    look,
    [{ title: "ENVIRONMENT" }, { title: "SECRETS" }, { title: "LIVE KEYS" }, {
      title: "TARGETS",
      fit: "words",
    }],
    environments.map((
      { environment, secrets, keys, targets },
    ) => [environment, `${secrets}`, `${keys}`, targets.join(", ")]),
  );
}

/** Text of `env copy`. */
export function environmentCopiedText({ secrets, keys, dryRun }: EnvironmentCopiedView): string {
  const rows = keys.map(({ secret, source }) =>
    `  left      ${safe(secret)}: a key of ${safe(source)} stays where it is\n`
  );
  return keptText(secrets, dryRun) + rows.join("");
}

/** Text of `env delete`. */
export function environmentDeletedText(view: EnvironmentDeletedView): string {
  const { environment, secrets, keys, failed, dryRun, deleted } = view;
  const rows = [
    ...keys.map(({ secret, source }) =>
      `  ${dryRun ? "delete " : "deleted"}  ${safe(secret)} at ${safe(source)} and here\n`
    ),
    ...secrets.filter((name) => !keys.some(({ secret }) => secret === name))
      .map((name) => `  ${dryRun ? "remove " : "removed"}  ${safe(name)}\n`),
    ...failed.map(({ secret, message }) => `  failed   ${safe(secret)}: ${safe(message)}\n`),
  ];
  const head = dryRun
    ? `would delete environment ${safe(environment)}\n`
    : deleted
    ? `environment ${safe(environment)} is deleted\n`
    : `environment ${safe(environment)} is not deleted yet: something is left\n`;
  return head + rows.join("");
}
