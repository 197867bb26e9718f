import type { App } from "../../app/app.ts";
import { grantAccess } from "../../app/access/access_grant.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { accessGrantedText } from "../../render/access.ts";
import type { Answer } from "../answer.ts";
import { listOf } from "../flags.ts";
import type { GrantFlags } from "../routes/access.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App, flags: GrantFlags, line: string): Promise<Answer> {
  const environments = listOf(flags.env)?.toSorted();
  const { role = environments === undefined ? "owner" : "writer", name } = flags;
  if (role !== "owner" && role !== "writer") {
    throw new CredError("usage.role", `--role can't be ${quote(role)}`, ["use owner or writer"]);
  }
  const view = await grantAccess(app, { line, name, role, environments });
  return {
    view,
    text: accessGrantedText(view),
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    ...(view.dryRun ? {} : { next: ["share it: cred sync"] }),
  };
}
