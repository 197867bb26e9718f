// The law of sealed values: a value is an age file, named by the hash of its bytes, written once and never changed. A
// file is hashed before it is opened; a record says which hash it must have. It goes only after a record says so.
//
// System calls of the probe:
//   .cred/values/.probe.<hex>.tmp openat write fsync rename→.probe
//   .cred/values fsync
//   .cred/values/.probe unlink
//   .cred/values fsync
// System calls of a value, whose record comes after them:
//   .cred/values/<sha256>.age openat write fsync
//   .cred/values fsync
// System calls of removing a dead one, after its record:
//   .cred/values/<sha256>.age unlink
//   .cred/values fsync

import { toHex } from "../domain/encoding.ts";
import { CredError } from "../domain/errors.ts";
import type { Recipient } from "../domain/state.ts";
import type { Sealed } from "../domain/events.ts";
import { Secret } from "../domain/secret.ts";
import { lightSha256 } from "../log/hash.ts";
import type { Files } from "../system/files.ts";
import { badItemError } from "./vault_item.ts";

/** A sealed value that is as its record says. */
export interface SealedValue {
  open(identity: Secret): Promise<Secret>;
}

/** Loads what opens values, for whoever still waits for the key. */
export async function loadOpening(): Promise<void> {
  await import("./open_x25519.ts");
}

/** The sealed values of one vault's folder. */
export class ValueStore {
  readonly #files: Files;
  readonly #folder: string;

  constructor(files: Files, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** Proves that a value could be written now, before anything is done that would need it. */
  async checkWritable(): Promise<void> {
    const probe = `${this.#folder}/.probe`;
    await this.#files.makeFolder(this.#folder);
    await this.#files.replace(probe, new Uint8Array(1));
    await this.#files.remove(probe);
  }

  /** Seals a value to recipients, writes it durably and reads it back; access.no_reader where there are none. */
  async seal(value: Secret, recipients: readonly Recipient[]): Promise<Sealed> {
    if (recipients.length === 0) {
      throw new CredError("access.no_reader", "nobody who has access could open what would be sealed", [
        "see what each may open: cred access list",
      ]);
    }
    const { Encrypter } = await import("age-encryption");
    const encrypter = new Encrypter();
    for (const { key } of recipients) encrypter.addRecipient(key);
    const file = await value.open((bytes) => encrypter.encrypt(bytes));
    const sealed = toHex(lightSha256(file));
    await this.#files.makeFolder(this.#folder);
    await this.#files.create(this.#path(sealed), file);
    await this.#read(sealed);
    return { sealed, to: recipients.map(({ id }) => id).sort() };
  }

  /** Opens a sealed value. Throws integrity.value where the file is missing or another one. */
  async open(sealed: string, identity: Secret): Promise<Secret> {
    return await (await this.load(sealed)).open(identity);
  }

  /** The same up to the key, for whoever still waits for that. */
  async load(sealed: string): Promise<SealedValue> {
    const { readX25519 } = await import("./open_x25519.ts");
    const file = await this.#read(sealed);
    const short = await readX25519(file);
    return {
      open: async (identity) => {
        const opened = await short?.open(identity);
        return opened === undefined ? await openWithAge(file, identity) : Secret.ofBytes(opened);
      },
    };
  }

  /** What is wrong with the file of a value; undefined when it is the one that its record names. */
  async problem(sealed: string): Promise<"missing" | "changed" | undefined> {
    const file = await this.#files.read(this.#path(sealed));
    if (file === undefined) return "missing";
    return toHex(lightSha256(file)) === sealed ? undefined : "changed";
  }

  /** Removes a value that a record says is dead. */
  async remove(sealed: string): Promise<void> {
    await this.#files.remove(this.#path(sealed));
  }

  async #read(sealed: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = await this.#files.read(this.#path(sealed));
    if (file !== undefined && toHex(lightSha256(file)) === sealed) return file;
    const what = file === undefined ? "is missing" : "is not the one that was recorded";
    throw new CredError("integrity.value", `the sealed value ${sealed.slice(0, 16)}… ${what}`, [
      `restore "${this.#path(sealed)}" from a copy of the vault`,
    ]);
  }

  #path(sealed: string): string {
    return `${this.#folder}/${sealed}.age`;
  }
}

/** Opens a file of any kind that age knows, or says what is wrong. */
async function openWithAge(file: Uint8Array<ArrayBuffer>, identity: Secret): Promise<Secret> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  try {
    identity.openText((text) => decrypter.addIdentity(text));
  } catch {
    // The library quotes what it can't read, so its error ends here.
    throw badItemError();
  }
  try {
    return Secret.ofBytes(await decrypter.decrypt(file));
  } catch (cause) {
    throw new CredError(
      "access.not_a_recipient",
      "this machine's key cannot open the value: it was sealed to others",
      [
        "see what each may open: cred access list",
        "if it should be open here, seal it again on a machine that opens it: cred access seal",
      ],
      cause,
    );
  }
}
