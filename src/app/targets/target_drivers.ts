import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { TargetDriver } from "../../targets/target.ts";

/** The platforms that secrets can be sent to. A further one is a file in `targets/` and a line here. */
const DRIVERS: Readonly<Record<string, () => Promise<TargetDriver>>> = {
  github: async () => (await import("../../targets/github/mod.ts")).github,
  vercel: async () => (await import("../../targets/vercel/mod.ts")).vercel,
  fly: async () => (await import("../../targets/fly/mod.ts")).fly,
  gitlab: async () => (await import("../../targets/gitlab/mod.ts")).gitlab,
  dotenv: async () => (await import("../../targets/dotenv/mod.ts")).dotenv,
};

/** The words for all platforms. */
export const TARGET_DRIVER_NAMES: readonly string[] = Object.keys(DRIVERS);

/** Whether a word is that of a platform. */
export function isTargetDriver(name: string): boolean {
  return Object.hasOwn(DRIVERS, name);
}

/** Loads a platform's driver; usage.unknown_platform names those that there are. */
export async function targetDriverNamed(name: string): Promise<TargetDriver> {
  const load = isTargetDriver(name) ? DRIVERS[name] : undefined;
  if (load !== undefined) return await load();
  throw new CredError("usage.unknown_platform", `cred can't send secrets to ${quote(name)}`, [
    `known: ${TARGET_DRIVER_NAMES.join(", ")}`,
  ]);
}
