import { shortToken } from "../domain/tokens.ts";
import type { MintedRevokedView, SourceTokensView } from "../views/tokens.ts";
import { safe } from "./safe.ts";
import { count, secretName } from "./words.ts";

/** Most names in one line. */
const SHOWN = 5;

/** Text of `source token`. */
export function sourceTokensText({ source, tokens, replaced, dryRun }: SourceTokensView): string {
  const head = replaced
    ? `${dryRun ? "would replace" : "replaced"} the master token of ${safe(source)}\n`
    : "";
  const rows = tokens.map(({ token, current, keys }) => {
    const names = keys.slice(0, SHOWN).map(secretName).join(", ") + (keys.length > SHOWN ? ", …" : "");
    const now = current ? dryRun && replaced ? ", would be replaced" : ", in use" : ", replaced";
    return `  token ${shortToken(token)}…${now}: ${count(keys.length, "living key")}${
      names && ` (${names})`
    }\n`;
  });
  return head + rows.join("");
}

/** The commands that replace or end what older tokens made. */
export function olderTokenSteps({ source, tokens }: SourceTokensView): string[] {
  return tokens.filter(({ current, keys }) => !current && keys.length > 0).flatMap(({ token, keys }) => [
    `to replace the ${count(keys.length, "key")} of ${shortToken(token)}…: ` +
    `cred source rotate ${source} --minted-by ${shortToken(token)} --push`,
    `or to end them at once: cred source revoke ${source} --minted-by ${shortToken(token)}`,
  ]);
}

/** Text of `source revoke --minted-by`. */
export function mintedRevokedText({ source, mintedBy, dryRun, deleted, failed }: MintedRevokedView): string {
  const of = `${safe(source)}, made by token ${shortToken(mintedBy)}…`;
  if (dryRun) {
    return `would delete ${count(deleted.length, "key")} of ${of}\n` +
      deleted.map((key) => `  ${secretName(key)}\n`).join("");
  }
  return deleted.map((key) => `  deleted   ${secretName(key)}\n`).join("") +
    failed.map((key) => `  failed    ${secretName(key)}: ${safe(key.message)}\n`).join("") +
    `${count(deleted.length, "key")} of ${of}: deleted\n`;
}
