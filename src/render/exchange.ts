import type { ImportedView, KeptStep, KeptView, LeftView } from "../views/exchange.ts";
import { safe } from "./safe.ts";
import { aligned } from "./table.ts";
import { count, secretName } from "./words.ts";

const DONE: Readonly<Record<KeptStep, string>> = { new: "kept", differs: "changed", same: "same" };

/** Text of `import`. */
export function importedText({ secrets, left, dryRun }: ImportedView): string {
  return keptText(secrets, dryRun) + leftText(left);
}

/** What became, or would become, of each secret; those that stay as they are are counted. */
export function keptText(secrets: readonly KeptView[], dryRun: boolean): string {
  const rows = secrets.filter(({ step }) => dryRun || step !== "same")
    .map((row) => [dryRun ? row.step : DONE[row.step], secretName(row)]);
  const same = secrets.filter(({ step }) => step === "same").length;
  const due = secrets.length - same;
  const head = dryRun ? `would keep ${count(due, "secret")}` : `kept ${count(due, "secret")}`;
  return `${head}, ${same} there already\n${aligned(rows).replace(/^(?=.)/gm, "  ")}`;
}

function leftText(left: readonly LeftView[]): string {
  return left.map(({ secret, environment = "default", why }) => {
    const what = secret === undefined ? "" : `${secretName({ secret, environment })}: `;
    return `  left      ${what}${safe(why)}\n`;
  }).join("");
}
