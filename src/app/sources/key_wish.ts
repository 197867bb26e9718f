import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { SourceDriver } from "../../sources/source.ts";

/** Refuses a level that a platform's keys can't have, and a domain that none of that level can be limited to. */
export function checkPermission(
  driver: SourceDriver,
  { permission, domain }: { readonly permission: string | undefined; readonly domain: string | undefined },
): void {
  const levels = driver.permissions.map(({ name }) => name);
  if (permission !== undefined && !levels.includes(permission)) {
    throw new CredError("usage.permission", `${driver.title} has no permission ${quote(permission)}`, [
      `use one of: ${levels.join(", ")}`,
    ]);
  }
  if (domain === undefined) return;
  const limitable = driver.domainPermission;
  if (limitable !== undefined && (permission ?? limitable) === limitable) return;
  const which = permission === undefined ? "a key" : `a key with ${quote(permission)}`;
  throw new CredError("usage.domain", `${which} cannot be limited to a domain`, [
    limitable === undefined
      ? `${driver.title} has no keys that are limited to a domain`
      : `use --permission ${limitable}, or leave out --domain`,
  ]);
}

/** Without what is undefined: an absent field is left out of an event. */
export function present<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
