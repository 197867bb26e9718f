import { CredError } from "../../domain/errors.ts";

/** The library by its soname: the loader finds it, and never in the working directory. */
const SONAME = "libsecret-1.so.0";

/** Names and types of the C functions that connect; those of GLib and GIO are found through libsecret, which needs them. */
const CONNECTING = {
  g_error_free: { parameters: ["pointer"], result: "void" },
  g_quark_to_string: { parameters: ["u32"], result: "pointer" },
  g_object_unref: { parameters: ["pointer"], result: "void" },
  g_cancellable_new: { parameters: [], result: "pointer" },
  g_cancellable_cancel: { parameters: ["pointer"], result: "void" },
  secret_service_get_sync: { parameters: ["i32", "pointer", "buffer"], result: "pointer", nonblocking: true },
} as const;

/** The functions of libsecret and GLib that connect. */
export type ConnectingLibrary = Deno.DynamicLibrary<typeof CONNECTING>["symbols"];

/** Loads the library with what connects, as each function takes its time to bind. Errors: `load`'s. */
export function loadConnecting(): ConnectingLibrary {
  return load(CONNECTING);
}

/** Binds functions of the library, which stays loaded, as GLib allows no other way. Errors: access.keychain_missing. */
export function load<const S extends Deno.ForeignLibraryInterface>(
  symbols: S,
): Deno.DynamicLibrary<S>["symbols"] {
  try {
    return Deno.dlopen(SONAME, symbols).symbols;
  } catch (cause) {
    throw new CredError("access.keychain_missing", `cannot load libsecret: ${wordsOf(cause)}`, [
      "cred keychain use file",
      "apt-get install -y libsecret-1-0 gnome-keyring",
    ], cause);
  }
}

/** The loader's words without what the runtime puts before them. */
function wordsOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.replace(/^(Could not open library: )+/, "");
}
