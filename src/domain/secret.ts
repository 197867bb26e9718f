// The law of secrets: a secret's bytes leave this wrapper only through a callback, so that printing, logging,
// serialising or inspecting anything that holds one shows `[secret]`.

const SHOWN = "[secret]";

/** Bytes that must not be shown: a token, a key, a value, a passphrase. */
export class Secret {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  private constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** Takes a copy of the bytes. */
  static ofBytes(bytes: Uint8Array): Secret {
    return new Secret(new Uint8Array(bytes));
  }

  /** The UTF-8 bytes of a text. */
  static ofText(text: string): Secret {
    return new Secret(new TextEncoder().encode(text));
  }

  /** Length in bytes. */
  get size(): number {
    return this.#bytes.length;
  }

  /** Lends the bytes to `use`; the callee must not keep or change them. */
  open<T>(use: (bytes: Uint8Array<ArrayBuffer>) => T): T {
    return use(this.#bytes);
  }

  /** Lends the value as text; bytes that are not UTF-8 throw a TypeError. */
  openText<T>(use: (text: string) => T): T {
    return use(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.#bytes));
  }

  /** Whether both hold the same bytes; takes the same time wherever they differ. */
  equals(other: Secret): boolean {
    const a = this.#bytes, b = other.#bytes;
    if (a.length !== b.length) return false;
    let difference = 0;
    for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
    return difference === 0;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return SHOWN;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return SHOWN;
  }
}
