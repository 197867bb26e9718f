import { createAccess } from "../../app/access/access_create.ts";
import type { App } from "../../app/app.ts";
import { CredError } from "../../domain/errors.ts";
import { accessCreatedText, leftText } from "../../render/access.ts";
import type { Answer } from "../answer.ts";
import { listOf } from "../flags.ts";
import type { CreateFlags } from "../routes/access.ts";

/** Status where values stay that this machine can't open. */
const PARTLY = 3;

export async function run(app: App, flags: CreateFlags, name: string): Promise<Answer> {
  const { readOnly, push } = flags;
  if (readOnly === push) {
    throw new CredError("usage.access_key", "what the key is for must be said, by one of two flags", [
      "to open values: --read-only",
      "for a job that runs `cred push`: --push",
    ]);
  }
  const { view, key } = await createAccess(app, {
    name,
    use: push ? "push" : "read",
    environments: listOf(flags.env)?.toSorted(),
  });
  const text = accessCreatedText(view);
  if (key === undefined) return { view, text: `${text}\n` };
  app.report.note(text);
  for (const line of leftText(view.left).split("\n")) if (line !== "") app.report.warn(line);
  return key.openText((line) => ({
    view: flags.json ? { ...view, accessKey: line } : view,
    text: `${line}\n`,
    ...(view.left.length > 0 ? { status: PARTLY } : {}),
    next: [
      "it is shown this once and kept nowhere: put it into CRED_ACCESS_KEY, as a secret of the job",
      "share what was sealed: cred sync",
    ],
  }));
}
