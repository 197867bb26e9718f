import type { RecoveryCreatedView, RecoveryUsedView } from "../views/recovery.ts";
import { leftText } from "./access.ts";
import { safe } from "./safe.ts";
import { count } from "./words.ts";

/** Text of `recovery create`. */
export function recoveryCreatedText({ file, sealed, left, dryRun }: RecoveryCreatedView): string {
  return dryRun
    ? `would make a recovery key in ${safe(file)}, and seal ${count(sealed, "value")} again for it\n`
    : `made a recovery key in ${safe(file)}; ${count(sealed, "value")} sealed again for it\n${
      leftText(left)
    }`;
}

/** Text of `recovery use`. */
export function recoveryUsedText({ name, signer, sealed, left, dryRun }: RecoveryUsedView): string {
  return dryRun
    ? `this machine would have access as ${safe(name)}, an owner\n`
    : `this machine has access as ${safe(name)} (${signer}), an owner; ${
      count(sealed, "value")
    } sealed again for it\n${leftText(left)}`;
}

/** What whoever has made a vault is told at the end. */
export const RECOVERY_HINT = "so that a lost machine is no lost vault: cred recovery create";
