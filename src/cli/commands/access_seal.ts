import { sealToAll } from "../../app/access/access_seal.ts";
import type { App } from "../../app/app.ts";
import { accessSealedText } from "../../render/access.ts";
import type { Answer } from "../answer.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App): Promise<Answer> {
  const view = await sealToAll(app);
  return {
    view,
    text: accessSealedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    next: view.dryRun || view.sealed === 0 ? [] : ["share it: cred sync"],
  };
}
