// The law of the kernel's keyring: what lies there ends with its time, with `cred lock` and with the machine, is never
// written to a disk, and may be read by whatever runs as the same user. A key is made in a ring that ends with the
// process, and linked to the user's when it has its time: none is left without one by a crash.

import { CredError } from "../domain/errors.ts";
import { Secret } from "../domain/secret.ts";

/** The user's keyring, as the kernel keeps it in memory. Names are any text without NUL. */
export interface KernelKeyring {
  /** Keeps a secret for so many seconds, in place of the one of that name. */
  put(name: string, secret: Secret, seconds: number): void;
  /** Undefined where there is none (any more), and where the kernel has no keyring for this process. */
  get(name: string): Secret | undefined;
  /** Whether there was one. */
  remove(name: string): boolean;
}

/** Numbers of system calls. */
const CALLS: Readonly<Record<string, { readonly addKey: number; readonly keyctl: number }>> = {
  x86_64: { addKey: 248, keyctl: 250 },
  aarch64: { addKey: 217, keyctl: 219 },
};

/** KEYCTL_… */
const REVOKE = 3, SETPERM = 5, LINK = 8, UNLINK = 9, SEARCH = 10, READ = 11, SET_TIMEOUT = 15;
/** KEY_SPEC_PROCESS_KEYRING, KEY_SPEC_USER_KEYRING */
const PROCESS_RING = -2n, USER_RING = -4n;
/** KEY_POS_ALL | KEY_USR_ALL: every session of the user, also one whose session keyring lacks the user's. */
const RIGHTS = 0x3f3f0000n;
/** EPERM, EACCES, ENOSYS, EOPNOTSUPP: no keyring for this process, as in a container. */
const NOT_HERE: ReadonlySet<number> = new Set([1, 13, 38, 95]);
/** ENOKEY, EKEYEXPIRED, EKEYREVOKED */
const NO_KEY: ReadonlySet<number> = new Set([126, 127, 128]);
const MAX_BYTES = 32_767;

const SYMBOLS = {
  add: {
    name: "syscall",
    parameters: ["i64", "buffer", "buffer", "buffer", "usize", "i64"],
    result: "i64",
  },
  search: { name: "syscall", parameters: ["i64", "i64", "i64", "buffer", "buffer", "i64"], result: "i64" },
  read: { name: "syscall", parameters: ["i64", "i64", "i64", "buffer", "usize", "i64"], result: "i64" },
  keyctl: { name: "syscall", parameters: ["i64", "i64", "i64", "i64", "i64", "i64"], result: "i64" },
  errno: { name: "__errno_location", parameters: [], result: "pointer" },
} as const;

const TYPE = cText("user");

/** The keyring of this user; where there can be none, `put` and `remove` throw access.kernel_keyring. */
export function openKernelKeyring(): KernelKeyring {
  return {
    put(name, secret, seconds) {
      using kernel = openKernel() ?? refuse();
      const bytes = secret.open((given) => new Uint8Array(given));
      const key = kernel.add(name, bytes);
      bytes.fill(0);
      kernel.check(key, "make a key in");
      try {
        kernel.check(kernel.keyctl(SETPERM, key, RIGHTS), "protect a key in");
        kernel.check(kernel.keyctl(SET_TIMEOUT, key, BigInt(seconds)), "limit a key in");
        kernel.check(kernel.keyctl(LINK, key, USER_RING), "put a key into");
      } finally {
        kernel.keyctl(UNLINK, key, PROCESS_RING);
      }
    },
    get(name) {
      using kernel = openKernel();
      const key = kernel?.search(name) ?? -1n;
      if (kernel === undefined || key < 0n) return undefined;
      const bytes = new Uint8Array(new ArrayBuffer(MAX_BYTES));
      const size = Number(kernel.read(key, bytes));
      try {
        return size < 0 || size > MAX_BYTES ? undefined : Secret.ofBytes(bytes.subarray(0, size));
      } finally {
        bytes.fill(0);
      }
    },
    remove(name) {
      using kernel = openKernel() ?? refuse();
      const key = kernel.search(name);
      if (key < 0n && NO_KEY.has(kernel.errorNumber())) return false;
      kernel.check(key, "look into");
      // What has been revoked can't be read by whoever knows its number either.
      kernel.check(kernel.keyctl(REVOKE, key), "end a key in");
      kernel.keyctl(UNLINK, key, USER_RING);
      return true;
    },
  };
}

/** The system calls; a negative result is a failure. */
interface Kernel extends Disposable {
  add(name: string, bytes: Uint8Array<ArrayBuffer>): bigint;
  search(name: string): bigint;
  read(key: bigint, bytes: Uint8Array<ArrayBuffer>): bigint;
  keyctl(operation: number, key: bigint, argument?: bigint): bigint;
  /** Of the last failure. */
  errorNumber(): number;
  /** Throws for a failure. */
  check(result: bigint, what: string): void;
}

/** Undefined where the system or its architecture is another. */
function openKernel(): Kernel | undefined {
  const numbers = CALLS[Deno.build.arch];
  if (Deno.build.os !== "linux" || numbers === undefined) return undefined;
  let library: Deno.DynamicLibrary<typeof SYMBOLS>;
  try {
    library = Deno.dlopen("libc.so.6", SYMBOLS);
  } catch {
    return undefined;
  }
  const c = library.symbols, keyctl = BigInt(numbers.keyctl);
  const errorNumber = () => {
    const place = c.errno();
    return place === null ? 0 : new Deno.UnsafePointerView(place).getInt32();
  };
  return {
    add: (name, bytes) =>
      c.add(BigInt(numbers.addKey), TYPE, cText(name), bytes, BigInt(bytes.length), PROCESS_RING),
    search: (name) => c.search(keyctl, BigInt(SEARCH), USER_RING, TYPE, cText(name), 0n),
    read: (key, bytes) => c.read(keyctl, BigInt(READ), key, bytes, BigInt(bytes.length), 0n),
    keyctl: (operation, key, argument = 0n) => c.keyctl(keyctl, BigInt(operation), key, argument, 0n, 0n),
    errorNumber,
    check(result, what) {
      if (result < 0n) throw failed(what, errorNumber());
    },
    [Symbol.dispose]: () => library.close(),
  };
}

function failed(what: string, number: number): CredError {
  if (NOT_HERE.has(number)) return notHere(`the kernel refuses it (error ${number}), as in most containers`);
  // EDQUOT
  const why = number === 122 ? "it is full" : `error ${number}`;
  return new CredError("failed.kernel_keyring", `cannot ${what} the kernel's keyring: ${why}`);
}

function refuse(): never {
  throw notHere("this system has none");
}

function notHere(why: string): CredError {
  return new CredError("access.kernel_keyring", `there is no kernel keyring to unlock into: ${why}`, [
    "give the passphrase to each command: CRED_PASSPHRASE or CRED_PASSPHRASE_FILE",
  ]);
}

function cText(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  const terminated = new Uint8Array(new ArrayBuffer(bytes.length + 1));
  terminated.set(bytes);
  return terminated;
}
