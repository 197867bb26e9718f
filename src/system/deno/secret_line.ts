const CTRL_C = 0x03, CTRL_D = 0x04, BACKSPACE = 0x08, TAB = 0x09, NEWLINE = 0x0a, RETURN = 0x0d;
const CTRL_U = 0x15, ESCAPE = 0x1b, BRACKET = 0x5b, DELETE = 0x7f;

/** What a fed byte led to. */
export type SecretLineState = "more" | "done" | "given_up";

/** A line typed at a raw terminal: what the terminal's own line editing would do, and no more. */
export class SecretLine {
  #bytes: number[] = [];
  #escape: "none" | "begun" | "inside" = "none";

  /** What was typed so far. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#bytes);
  }

  /** Takes input; what follows the end of the line is the rest of a paste, and is dropped. */
  feed(input: Uint8Array): SecretLineState {
    for (const byte of input) {
      const state = this.#take(byte);
      if (state !== "more") return state;
    }
    return "more";
  }

  #take(byte: number): SecretLineState {
    if (this.#inEscape(byte)) return "more";
    if (byte === CTRL_C || (byte === CTRL_D && this.#bytes.length === 0)) return "given_up";
    if (byte === RETURN || byte === NEWLINE) return "done";
    if (byte === BACKSPACE || byte === DELETE) this.#dropLast();
    else if (byte === CTRL_U) this.#bytes = [];
    else if (byte >= 0x20 || byte === TAB) this.#bytes.push(byte);
    return "more";
  }

  /** Arrow keys and their like send escape sequences: they are no part of a secret. */
  #inEscape(byte: number): boolean {
    if (byte === CTRL_C) this.#escape = "none";
    else if (byte === ESCAPE) this.#escape = "begun";
    else if (this.#escape === "begun") this.#escape = byte === BRACKET || byte === 0x4f ? "inside" : "none";
    else if (this.#escape === "inside") this.#escape = byte >= 0x40 && byte <= 0x7e ? "none" : "inside";
    else return false;
    return byte !== CTRL_C;
  }

  /** A character of UTF-8 is its first byte and the continuation bytes behind it. */
  #dropLast(): void {
    let byte = this.#bytes.pop();
    while (byte !== undefined && (byte & 0xc0) === 0x80) byte = this.#bytes.pop();
  }
}
