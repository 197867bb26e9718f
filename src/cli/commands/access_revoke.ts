import type { App } from "../../app/app.ts";
import { accessToRevoke, revokeAccess } from "../../app/access_revoke.ts";
import { quote } from "../../domain/names.ts";
import { accessRevokedText } from "../../render/access.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { ChangeFlags } from "../flags.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App, _: ChangeFlags, name: string): Promise<Answer> {
  const signer = await accessToRevoke(app, name);
  await confirm(
    app,
    `Revoke the access of ${quote(signer.label)} (${signer.id}) and seal every value again without it?`,
  );
  const view = await revokeAccess(app, signer);
  return {
    view,
    text: accessRevokedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    ...(view.dryRun ? {} : { next: ["share it: cred sync"] }),
  };
}
