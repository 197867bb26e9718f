import type { Secret } from "../../domain/secret.ts";
import { PlatformError } from "../../system/http/platform_error.ts";

const SCHEME = /^(?:Bearer|FlyV1)(?: +|$)/i;
const MACAROON = /^fm(?:1r|1a|2)_/;

/**
 * What Fly.io wants as authorization: its tools print tokens with a scheme before them and several joined by commas, and
 * the Machines API takes macaroons under another scheme than others, and not together with them.
 */
export function authorization(token: Secret | undefined): string {
  let given: string | undefined;
  try {
    given = token?.openText((text) => text.trim().replace(SCHEME, ""));
  } catch {
    // Not even text.
  }
  const parts = (given ?? "").split(",").map((part) => part.trim());
  if (!parts.every((part) => /^[\x21-\x7e]+$/.test(part))) {
    throw new PlatformError("access.token_rejected", "no token of Fly.io's looks like this one", {
      effect: "none",
      hints: ["a token is what `fly tokens create deploy` prints, on one line"],
    });
  }
  const macaroons = parts.filter((part) => MACAROON.test(part));
  return macaroons.length > 0 ? `FlyV1 ${macaroons.join(",")}` : `Bearer ${parts.join(",")}`;
}
