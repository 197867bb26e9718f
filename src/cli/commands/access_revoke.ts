import type { App } from "../../app/app.ts";
import { accessToRevoke, revokeAccess } from "../../app/access/access_revoke.ts";
import { quote } from "../../domain/names.ts";
import { accessRevokedText } from "../../render/access.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { RevokeFlags } from "../routes/access.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App, { recovery }: RevokeFlags, name: string): Promise<Answer> {
  const revocation = recovery === undefined
    ? await accessToRevoke(app, name)
    : await accessToRevoke(app, name, async (vault, state) => {
      const { openRecovery } = await import("../../app/access/recovery_file.ts");
      return (await openRecovery(app, vault, state, recovery)).keys;
    });
  const { label, id } = revocation.access;
  await confirm(
    app,
    `Revoke the access of ${quote(label)} (${id}) and seal every value again without it?`,
  );
  const view = await revokeAccess(app, revocation);
  return {
    view,
    text: accessRevokedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    ...(view.dryRun ? {} : { next: ["share it: cred sync", "what it could read is due: cred due"] }),
  };
}
