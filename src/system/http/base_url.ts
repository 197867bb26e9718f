import { CredError } from "../../domain/errors.ts";

/**
 * A platform's address in its normal form: scheme, host, port and path, without a trailing slash. Only HTTPS is
 * taken, except on this machine. `variable` is where the text came from; usage.bad_address names it, and repeats no
 * more of the text than scheme and host, because the rest may hold a password.
 */
export function parseBaseUrl(text: string, variable: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw badAddress(`${variable} is not a web address`);
  }
  if (url.username !== "" || url.password !== "") {
    throw badAddress(`${variable} must not hold a user name or password`);
  }
  if (url.search !== "" || url.hash !== "") throw badAddress(`${variable} must not hold a query or fragment`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw badAddress(`${variable} must start with https://, not "${url.protocol}//${url.host}"`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** Whether a host name, as `URL` writes it, is this machine by itself and not by somebody's DNS. */
function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function badAddress(message: string): CredError {
  return new CredError("usage.bad_address", message, ["an address looks like https://api.example.com"]);
}
