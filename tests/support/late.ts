// deno-lint-ignore no-control-regex
const DRAWN = /\r[^\r\n]*\x1b\[K/g;
const LINES = /^(?:asking|fetching from|pushing to|waiting for) .*\n/gm;

/** What a program said on stderr, but for what it tells only where something took half a second, as on a busy machine. */
export function withoutLate(stderr: string): string {
  return stderr.replace(DRAWN, "").replace(LINES, "");
}
