import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { logDiff, type LogDiffView } from "../../views/log_diff.ts";
import type { Json } from "../../views/replay.ts";
import type { App } from "../app.ts";
import { documentAt, isMoment } from "./past_state.ts";
import { digestOf } from "./replay.ts";
import { copyAtGitRef, readCopy, readWhole, type WholeVault } from "./vault_copy.ts";

/** What the state is now, or was at `after`, that it was not at `before`: positions, times, or git refs. */
export async function diffLog(app: App, before: string, after: string | undefined): Promise<LogDiffView> {
  const whole = await readWhole(app);
  const [old, now] = [await documentOf(app, whole, before), await documentOf(app, whole, after)];
  return {
    vault: whole.title,
    before: { at: before, digest: await digestOf(old) },
    after: { at: after ?? "now", digest: await digestOf(now) },
    changes: logDiff(old, now),
  };
}

async function documentOf(
  app: App,
  whole: WholeVault,
  at: string | undefined,
): Promise<{ readonly [name: string]: Json }> {
  if (at === undefined || isMoment(app, whole.history, at)) return documentAt(app, whole, at);
  const copy = await copyAtGitRef(app, at).catch((error) => {
    if (error instanceof CredError && error.code === "failed.no_git") return undefined;
    throw error;
  });
  if (copy === undefined) {
    throw new CredError("usage.position", `${quote(at)} is no position, no time, and no git ref here`, [
      "cred log shows positions",
    ]);
  }
  if (copy.id === whole.id) return documentAt(app, await readCopy(copy), undefined);
  throw new CredError("usage.other_vault", `the vault at git ref ${quote(at)} is another one`, []);
}
