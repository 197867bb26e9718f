import type { App } from "../../app/app.ts";
import { listTokens, replaceToken } from "../../app/sources/source_token.ts";
import { requireVault } from "../../app/vault.ts";
import { olderTokenSteps, sourceTokensText } from "../../render/tokens.ts";
import type { SourceTokensView } from "../../views/tokens.ts";
import type { Answer } from "../answer.ts";
import type { TokenFlags } from "../routes/source_token.ts";

export async function run(app: App, flags: TokenFlags, source: string): Promise<Answer> {
  const vault = await requireVault(app);
  const { token: argument, tokenStdin: stdin, tokenFile: file, tokenEnv: variable } = flags;
  const view = flags.list ? await listTokens(app, vault, source) : await replaceToken(app, vault, source, {
    token: { argument, stdin, file, variable },
    verify: !flags.noVerify,
  });
  return { view, text: sourceTokensText(view), next: view.dryRun ? [] : nextSteps(view) };
}

function nextSteps(view: SourceTokensView): string[] {
  const steps = olderTokenSteps(view);
  return view.replaced && steps.length === 0 ? [`next: cred source keys ${view.source}`] : steps;
}
