import type { PassphraseView } from "../../views/keychain.ts";
import type { App } from "../app.ts";
import { fileOptions } from "./keychains.ts";

/** Changes the passphrase of the file keychain, whichever keychain is in use. */
export async function changeFilePassphrase(app: App): Promise<PassphraseView> {
  const { system, options, report } = app;
  const file = await fileOptions(system, options.noInput, report.now);
  const view = { keychain: "file", identity: `${file.folder}/identity.age`, dryRun: options.dryRun } as const;
  if (options.dryRun) return { ...view, changed: false };
  const { changePassphrase } = await import("../../keychain/file/passphrase.ts");
  await changePassphrase(file);
  return { ...view, changed: true };
}
