import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { SourceDriver } from "../../sources/source.ts";

/** The platforms that keys can be made at. A further one is a file in `sources/` and a line here. */
const DRIVERS: Readonly<Record<string, () => Promise<SourceDriver>>> = {
  resend: async () => (await import("../../sources/resend/mod.ts")).resend,
};

/** The words for all platforms. */
export const DRIVER_NAMES: readonly string[] = Object.keys(DRIVERS);

/** Whether a word is that of a platform. */
export function isDriver(name: string): boolean {
  return Object.hasOwn(DRIVERS, name);
}

/** Loads a platform's driver; usage.unknown_platform names those that there are. */
export async function driverNamed(name: string): Promise<SourceDriver> {
  const load = isDriver(name) ? DRIVERS[name] : undefined;
  if (load !== undefined) return await load();
  throw new CredError("usage.unknown_platform", `cred does not know the platform ${quote(name)}`, [
    `known: ${DRIVER_NAMES.join(", ")}`,
  ]);
}
