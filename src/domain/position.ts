// The law of positions: `<log>:<seq>`; a bare number while a history has one log; a log's name may be cut short where
// the cut is clear.

/** A place in a history: the record `seq` of a log. */
export interface Position {
  readonly log: string;
  readonly seq: number;
}

/** A position as short as it is clear among these logs: `5`, `9f3c:5`, `9f3c.1a2b:0`. */
export function formatPosition({ log, seq }: Position, logs: readonly string[]): string {
  if (logs.length <= 1) return `${seq}`;
  for (let digits = 4; digits < 16; digits++) {
    const short = shorten(log, digits);
    if (logs.filter((other) => matches(other, short)).length === 1) return `${short}:${seq}`;
  }
  return `${log}:${seq}`;
}

/** Reads a position; a sentence fragment says why it is none. Whether the log has such a record is not checked. */
export function parsePosition(text: string, logs: readonly string[]): Position | string {
  const match = /^(?:([0-9a-f]{1,16}(?:\.[0-9a-f]{1,8})?):)?(\d{1,15})$/.exec(text);
  if (match === null) return "a position is a number, or LOG:NUMBER";
  const [, short, digits] = match;
  const found = short === undefined ? logs : logs.filter((log) => matches(log, short));
  if (found.length === 1) return { log: found[0]!, seq: Number(digits) };
  if (found.length === 0) return "this history has no such log";
  return `say which log: ${
    found.map((log) => formatPosition({ log, seq: Number(digits) }, logs)).join(", ")
  }`;
}

function shorten(log: string, digits: number): string {
  const [signer, further] = log.split(".");
  return further === undefined
    ? signer!.slice(0, digits)
    : `${signer!.slice(0, digits)}.${further.slice(0, Math.min(digits, 8))}`;
}

/** `9f3c` is the signer's first log, `9f3c.1a2b` a further one. */
function matches(log: string, short: string): boolean {
  const [signer, further] = log.split(".");
  const [shortSigner, shortFurther] = short.split(".");
  if (!signer!.startsWith(shortSigner!)) return false;
  return shortFurther === undefined
    ? further === undefined
    : further !== undefined && further.startsWith(shortFurther);
}
