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

/** The same of what is called once there is a connection. */
const SYMBOLS = {
  // Addresses of functions that GLib calls by itself: static symbols are given as where they are.
  str_hash: { name: "g_str_hash", type: "pointer" },
  str_equal: { name: "g_str_equal", type: "pointer" },
  free_address: { name: "g_free", type: "pointer" },
  unref_address: { name: "g_object_unref", type: "pointer" },
  g_hash_table_new_full: { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "pointer" },
  g_hash_table_insert: { parameters: ["pointer", "pointer", "pointer"], result: "i32" },
  g_hash_table_lookup: { parameters: ["pointer", "buffer"], result: "pointer" },
  g_hash_table_unref: { parameters: ["pointer"], result: "void" },
  g_strdup: { parameters: ["buffer"], result: "pointer" },
  g_list_free_full: { parameters: ["pointer", "pointer"], result: "void" },
  secret_collection_for_alias_sync: {
    parameters: ["pointer", "buffer", "i32", "pointer", "buffer"],
    result: "pointer",
    nonblocking: true,
  },
  secret_collection_get_locked: { parameters: ["pointer"], result: "i32" },
  secret_item_get_attributes: { parameters: ["pointer"], result: "pointer" },
  secret_item_get_secret: { parameters: ["pointer"], result: "pointer" },
  secret_item_load_secret_sync: {
    parameters: ["pointer", "pointer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  secret_value_get_text: { parameters: ["pointer"], result: "pointer" },
  secret_value_unref: { parameters: ["pointer"], result: "void" },
  secret_item_get_locked: { parameters: ["pointer"], result: "i32" },
  secret_password_lookupv_sync: {
    parameters: ["pointer", "pointer", "pointer", "buffer"],
    result: "pointer",
    nonblocking: true,
  },
  secret_password_storev_sync: {
    parameters: ["pointer", "pointer", "buffer", "buffer", "buffer", "pointer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  secret_password_clearv_sync: {
    parameters: ["pointer", "pointer", "pointer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  secret_service_search_sync: {
    parameters: ["pointer", "pointer", "pointer", "i32", "pointer", "buffer"],
    result: "pointer",
    nonblocking: true,
  },
  secret_password_free: { parameters: ["pointer"], result: "void" },
} as const;

/** The functions of libsecret and GLib that connect. */
export type ConnectingLibrary = Deno.DynamicLibrary<typeof CONNECTING>["symbols"];

/** The functions of libsecret and GLib that a keychain calls. */
export type Libsecret = ConnectingLibrary & Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Loads the library with what connects, as each function takes its time to bind. Errors: access.keychain_missing. */
export function loadConnecting(): ConnectingLibrary {
  return load(CONNECTING);
}

/** Loads the library with all that is called; it stays loaded, as GLib allows no other way. Errors: access.keychain_missing. */
export function loadLibsecret(connecting = loadConnecting()): Libsecret {
  return { ...connecting, ...load(SYMBOLS) };
}

function load<const S extends Deno.ForeignLibraryInterface>(symbols: S): Deno.DynamicLibrary<S>["symbols"] {
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

/** A text as C wants it, in memory of its own that does not move while a call uses it. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  return cBytes(new TextEncoder().encode(text));
}

/** Bytes followed by a NUL, in memory of their own that does not move while a call uses it. */
export function cBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const terminated = new Uint8Array(new ArrayBuffer(bytes.length + 1));
  terminated.set(bytes);
  return terminated;
}
