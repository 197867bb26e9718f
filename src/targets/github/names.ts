// The law of GitHub's names and sizes: what the platform would refuse is refused here, before anything is sent; and
// since it stores names in capitals, two names that differ in nothing else are one there.

import type { Refusal } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";

/** Most bytes of a value: 48 KB. */
const MAX_VALUE = 49_152;
const MAX_NAME = 255;

/** Separate stores of secrets, the usual one first. */
export const STORES = ["actions", "dependabot", "codespaces", "org"] as const;

/** A store's name. */
export type Store = typeof STORES[number];

/** A name as GitHub stores it. */
export function storedName(name: string): string {
  return name.toUpperCase();
}

/** Why GitHub would not take a secret of this name or size (bytes). */
export function refuse(secret: { readonly name: string; readonly size: number }): Refusal | undefined {
  const { name, size } = secret;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > MAX_NAME) {
    return {
      code: "usage.name",
      message: `GitHub takes no secret of the name ${quote(name)}`,
      hints: ["use letters, digits and _, not starting with a digit"],
    };
  }
  if (/^GITHUB_/i.test(name)) {
    return {
      code: "usage.name",
      message: `GitHub keeps names that start with GITHUB_ to itself: ${quote(name)}`,
      hints: ["use another name"],
    };
  }
  if (size > MAX_VALUE) {
    return {
      code: "usage.too_large",
      message: `the value of ${quote(name)} is too large for GitHub (${size} bytes, at most ${MAX_VALUE})`,
      hints: ["encrypt it into a file of the repository, and push the passphrase instead"],
    };
  }
  return undefined;
}

/** The GitHub environment for an environment: none for `default`, which is the repository itself. */
export function scopeOf(environment: string, store: string): string | undefined | Refusal {
  if (environment === "default") return undefined;
  if (store === "actions") return environment;
  return {
    code: "usage.environment",
    message: `GitHub's ${store} secrets know no environments, so ${quote(environment)} has no place there`,
    hints: ["only the store actions has environments"],
  };
}
