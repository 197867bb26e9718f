import type { Random } from "../random.ts";

/** The system's cryptographic generator, through WebCrypto (at most 65,536 bytes at a time). */
export function denoRandom(): Random {
  return { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) };
}
