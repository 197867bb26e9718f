import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { openKernelKeyring } from "../../keychain/kernel_keyring.ts";
import { lockFileKeychain, unlockFileKeychain } from "../../keychain/file/unlock.ts";
import { keychainFolder } from "../../vault/layout.ts";
import type { LockedView, UnlockedView } from "../../views/keychain.ts";
import type { App } from "../app.ts";
import { keychainChoice } from "./keychain_choice.ts";
import { fileOptions } from "./keychains.ts";
import { parseLength } from "../when.ts";

const LONGEST_MS = 7 * 86_400_000;

/** Opens the file keychain for a while, for every command of this user. */
export async function unlock(app: App, length: string): Promise<UnlockedView> {
  const { system, options, report } = app;
  requireLinux(app);
  const lengthMs = parseLength(length);
  if (lengthMs === undefined || lengthMs === 0 || lengthMs > LONGEST_MS) {
    throw new CredError("usage.length", `${quote(length)} is no length of time up to 7 days`, [
      "give minutes, hours or days: --for 15m",
    ]);
  }
  const { kind } = await keychainChoice(system);
  if (kind !== "file") {
    throw new CredError(
      "usage.keychain",
      `the keychain in use is ${kind}, and only the file keychain is unlocked by cred`,
      ["see which one is used: cred keychain status"],
    );
  }
  const until = system.clock.nowMs() + lengthMs;
  await unlockFileKeychain(
    await fileOptions(system, options.noInput, report.now),
    openKernelKeyring(),
    lengthMs / 1_000,
  );
  return { keychain: "file", until: new Date(until).toISOString() };
}

/** Ends an unlock, whichever keychain is in use. */
export async function lock(app: App): Promise<LockedView> {
  requireLinux(app);
  const { files, environment } = app.system;
  const wasUnlocked = await lockFileKeychain(
    { files, folder: keychainFolder(environment) },
    openKernelKeyring(),
  );
  return { keychain: "file", wasUnlocked };
}

function requireLinux({ system }: App): void {
  if (system.environment.os === "linux") return;
  throw new CredError("access.kernel_keyring", "only Linux has a keyring in its kernel to unlock into", [
    "use the system's keychain: cred keychain use system",
  ]);
}
