import { safe } from "./safe.ts";

/** `1 key`, `2 keys`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** A secret's name, with its environment where that is not the usual one. */
export function secretName(
  { secret, environment }: { readonly secret: string; readonly environment: string },
): string {
  return safe(environment === "default" ? secret : `${secret} (${environment})`);
}
