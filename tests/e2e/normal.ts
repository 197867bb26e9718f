// The law of placeholders: what differs from run to run stands in a session as a name in angle brackets. Ids are
// numbered by their first appearance in the session, so that the same one is seen to be the same:
//   <uuid1> an event's or a platform's id   <id1> its form in a key's name   <hash1> 64 hex digits
//   <vault1> 32: a vault's id   <signer1> 16: a signer's or recipient's id   <hex1> 8: the beginning of another one
//   <root1> a tree's root or a fingerprint in base64, <mac1> the first 6 characters of a fingerprint
//   <signature> <recipient> as they are   <time> RFC 3339   <date> <hh:mm> <hh:mm:ss>   <dir> the throwaway folder
//   <port> of the stand-in   <pid> a process   <version> of the program

import { VERSION } from "../../src/domain/version.ts";

/** What the outputs of one session are made comparable with. */
export class Normaliser {
  readonly #folder: string;
  readonly #port: string;
  readonly #seen = new Map<string, Map<string, number>>();

  constructor(folder: string, serverUrl: string) {
    this.#folder = folder;
    this.#port = new URL(serverUrl).port;
  }

  /** The text with placeholders. */
  normal(text: string): string {
    return text
      .replaceAll(this.#folder, "<dir>")
      .replaceAll(`127.0.0.1:${this.#port}`, "127.0.0.1:<port>")
      .replaceAll(VERSION, "<version>")
      .replace(/\bage1[0-9a-z]{58}\b/g, "<recipient>")
      .replace(/\bage1[0-9a-z]{8,12}…/g, "<recipient>…")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "<time>")
      .replace(/\d{4}-\d\d-\d\d(?= |\n|$)/g, "<date>")
      .replace(/\b\d\d:\d\d:\d\d\b/g, "<hh:mm:ss>")
      .replace(/\b\d\d:\d\d\b/g, "<hh:mm>")
      .replace(/\bprocess \d+/g, "process <pid>")
      .replace(/[A-Za-z0-9+/]{91}=/g, "<signature>")
      .replace(/\b[0-9a-f]{64}\b/g, (hex) => this.#numbered("hash", hex))
      .replace(/\b[0-9a-f]{32}\b/g, (hex) => this.#numbered("vault", hex))
      .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, (id) => this.#numbered("uuid", id))
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, (id) => this.#numbered("id", id))
      .replace(/(?:(?<![A-Za-z0-9+/])|(?<=\\n))[A-Za-z0-9+/]{43}=/g, (root) => this.#numbered("root", root))
      .replace(/(?<= token )[A-Za-z0-9+/]{6}(?=…)/g, (start) => this.#numbered("mac", start))
      .replace(/\b[0-9a-f]{16}\b/g, (hex) => this.#numbered("signer", hex))
      .replace(/\b[0-9a-f]{8}\b/g, (hex) => this.#numbered("hex", hex));
  }

  #numbered(name: string, value: string): string {
    let numbers = this.#seen.get(name);
    if (numbers === undefined) this.#seen.set(name, numbers = new Map());
    if (!numbers.has(value)) numbers.set(value, numbers.size + 1);
    return `<${name}${numbers.get(value)}>`;
  }
}
