import type {
  EnvironmentCopiedView,
  EnvironmentDeletedView,
  EnvironmentListView,
} from "../views/environments.ts";
import { keptText } from "./exchange.ts";
import { safe, table } from "./table.ts";
import { count } from "./words.ts";

/** Text of `env list`. */
export function environmentListText({ environments }: EnvironmentListView): string {
  if (environments.length === 0) return "no environments yet\n";
  return table(environments.map(({ environment, secrets, keys, targets }) => [
    environment,
    count(secrets, "secret"),
    keys === 0 ? "" : count(keys, "live key"),
    targets.length === 0 ? "" : `bound at ${targets.join(", ")}`,
  ]));
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
