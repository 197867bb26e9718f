import { CredError } from "../../domain/errors.ts";

/** The libraries by their names: the loader takes them from the system's folder, as it knows them already. */
const LIBRARIES = { credentials: "advapi32.dll", errors: "kernel32.dll" } as const;

/** Names or paths of the two libraries. */
export type CredentialLibraryPaths = Readonly<Record<keyof typeof LIBRARIES, string>>;

const WRITE = { name: "CredWriteW", parameters: ["buffer", "u32"], result: "i32" } as const;
const READ = { name: "CredReadW", parameters: ["buffer", "u32", "u32", "buffer"], result: "i32" } as const;
const DELETE = { name: "CredDeleteW", parameters: ["buffer", "u32", "u32"], result: "i32" } as const;

const ENUMERATE = {
  name: "CredEnumerateW",
  parameters: ["buffer", "u32", "buffer", "buffer"],
  result: "i32",
} as const;

/** Each function twice: beside the program, where it can be waited for, and within it, where its error can be asked for. */
const CREDENTIAL_SYMBOLS = {
  write: { ...WRITE, nonblocking: true },
  writeHere: WRITE,
  read: { ...READ, nonblocking: true },
  readHere: READ,
  delete: { ...DELETE, nonblocking: true },
  deleteHere: DELETE,
  enumerate: { ...ENUMERATE, nonblocking: true },
  enumerateHere: ENUMERATE,
  free: { name: "CredFree", parameters: ["pointer"], result: "void" },
} as const;

const ERROR_SYMBOLS = { GetLastError: { parameters: [], result: "u32" } } as const;

/** The functions of the Credential Manager. */
export type CredentialLibrary = Deno.DynamicLibrary<typeof CREDENTIAL_SYMBOLS>["symbols"] & {
  /** Why the last call within the program failed. */
  readonly lastError: () => number;
};

/** Loads the libraries; they stay loaded. Errors: access.keychain_missing. */
export function loadCredentialLibrary(paths: CredentialLibraryPaths = LIBRARIES): CredentialLibrary {
  try {
    // Before any call: loading a library sets the last error of the thread.
    const { GetLastError } = Deno.dlopen(paths.errors, ERROR_SYMBOLS).symbols;
    const { symbols } = Deno.dlopen(paths.credentials, CREDENTIAL_SYMBOLS);
    return { ...symbols, lastError: () => GetLastError() };
  } catch (cause) {
    throw new CredError("access.keychain_missing", "cannot load the Windows Credential Manager", [
      "cred keychain use file",
    ], cause);
  }
}
