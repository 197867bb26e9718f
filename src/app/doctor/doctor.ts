// The law of the doctor: each check stands alone. One that fails is a finding, whatever it threw, and the others go on;
// what hangs on another that failed is not checked, and says so. Nothing is mended, and nothing is left behind.

import { CredError } from "../../domain/errors.ts";
import { VERSION } from "../../domain/version.ts";
import {
  type CheckName,
  type CheckView,
  type DoctorView,
  doctorView,
  type Finding,
} from "../../views/doctor.ts";
import type { App } from "../app.ts";
import { checkClock } from "./clock.ts";
import { findingOf, fine, notChecked } from "./finding.ts";
import { checkKeychain } from "./keychain.ts";
import { leftFiles, leftItems } from "./leftovers.ts";
import { damageFinding, logFindings, type ReadVault, readVault, withoutHistory } from "./log.ts";
import { checkPaths } from "./paths.ts";
import { checkPlace } from "./place.ts";
import { checkAccess, checkRecovery } from "./rights.ts";
import { checkCompletions, checkGit } from "./surroundings.ts";
import { checkTokens, notingClocks } from "./tokens.ts";
import { checkUnsettled } from "./unsettled.ts";
import { checkValues } from "./values.ts";
import { openKeychain } from "../keychain/keychains.ts";
import { findVault, type Vault } from "../vault.ts";

/** Looks at everything that cred needs. `offline`: without asking platforms. */
export async function doctor(
  app: App,
  { offline }: { readonly offline: boolean },
): Promise<DoctorView> {
  const checks: CheckView[] = [];
  const { clock, environment, interrupted } = app.system;

  async function check(
    name: CheckName,
    look: () => Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>,
  ): Promise<void> {
    let found: Finding | readonly Finding[];
    try {
      found = await look();
    } catch (error) {
      interrupted.throwIfAborted();
      if (error instanceof CredError && error.code === "interrupted") throw error;
      found = findingOf(error);
    }
    for (const finding of [found].flat()) checks.push({ check: name, ...finding });
  }

  await check("version", () => fine(`cred ${VERSION} on ${environment.os}`));
  const calm = { ...app.system, interrupted: new AbortController().signal };
  await check(
    "keychain",
    () => checkKeychain(app, () => openKeychain(calm, app.options.noInput, app.report.progress)),
  );
  const keychain = checks.at(-1)!.result === "problem" ? "fails" : "works";

  let vault: Vault | undefined;
  await check("vault", async () => {
    vault = await findVault(app);
    if (vault === undefined) return notChecked("there is none yet", ["cred source add resend", "cred init"]);
    return await checkPlace(app, vault);
  });
  await check("paths", () => checkPaths(app, vault));

  let read: ReadVault | undefined;
  await check("log", async () => {
    if (vault === undefined) return withoutHistory(vault);
    try {
      read = await readVault(app, vault);
    } catch (error) {
      return damageFinding(error);
    }
    return logFindings(read);
  });
  /** A check that needs the vault and its history. */
  const checkRead = (
    name: CheckName,
    look: (vault: Vault, read: ReadVault) => Finding | Promise<Finding | readonly Finding[]>,
  ) =>
    check(name, () => vault === undefined || read === undefined ? withoutHistory(vault) : look(vault, read));

  await checkRead("values", (vault, read) => checkValues(app, vault, read));
  await checkRead(
    "access",
    (vault, { state }) =>
      keychain === "fails" ? notChecked("the keychain does not work") : checkAccess(app, vault, state),
  );
  await checkRead("recovery", (_, { state }) => checkRecovery(state));
  await checkRead("unsettled", (_, read) => checkUnsettled(read, clock.nowMs()));
  await check("leftovers", async () => {
    const left = await leftFiles(app, vault);
    if (keychain === "works") left.push(...await leftItems(app, vault, read));
    return left.length === 0 ? fine("no crash left anything") : left;
  });
  const skews = new Map<string, number>();
  const asking = { ...app, system: { ...app.system, fetch: notingClocks(app.system, skews) } };
  await checkRead("token", (vault, { state }) => checkTokens(asking, vault, state, { offline, keychain }));
  await check("clock", () => checkClock(clock.nowMs(), read?.newestAt, skews, environment.os));
  await check("git", () => checkGit(app, vault));
  await check("completions", () => checkCompletions(app));
  return doctorView(VERSION, vault?.place.folder, checks);
}
