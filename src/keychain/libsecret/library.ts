import { type ConnectingLibrary, load } from "./loader.ts";

/** Names and types of the C functions that read an item, once there is a connection. */
const READING = {
  // Addresses of functions that GLib calls by itself: static symbols are given as where they are.
  str_hash: { name: "g_str_hash", type: "pointer" },
  str_equal: { name: "g_str_equal", type: "pointer" },
  free_address: { name: "g_free", type: "pointer" },
  unref_address: { name: "g_object_unref", type: "pointer" },
  g_hash_table_new_full: { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "pointer" },
  g_hash_table_insert: { parameters: ["pointer", "pointer", "pointer"], result: "i32" },
  g_hash_table_unref: { parameters: ["pointer"], result: "void" },
  g_strdup: { parameters: ["buffer"], result: "pointer" },
  g_list_free_full: { parameters: ["pointer", "pointer"], result: "void" },
  secret_item_get_secret: { parameters: ["pointer"], result: "pointer" },
  secret_item_load_secret_sync: {
    parameters: ["pointer", "pointer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  secret_value_get_text: { parameters: ["pointer"], result: "pointer" },
  secret_value_unref: { parameters: ["pointer"], result: "void" },
  secret_item_get_locked: { parameters: ["pointer"], result: "i32" },
  secret_service_search_sync: {
    parameters: ["pointer", "pointer", "pointer", "i32", "pointer", "buffer"],
    result: "pointer",
    nonblocking: true,
  },
} as const;

/** The same of what everything else calls besides. */
const OTHERS = {
  g_hash_table_lookup: { parameters: ["pointer", "buffer"], result: "pointer" },
  secret_collection_for_alias_sync: {
    parameters: ["pointer", "buffer", "i32", "pointer", "buffer"],
    result: "pointer",
    nonblocking: true,
  },
  secret_collection_get_locked: { parameters: ["pointer"], result: "i32" },
  secret_item_get_attributes: { parameters: ["pointer"], result: "pointer" },
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
  secret_password_free: { parameters: ["pointer"], result: "void" },
} as const;

/** The functions of libsecret and GLib that a keychain calls; each takes its time to bind, so `others` are when needed. */
export type Libsecret = ConnectingLibrary & Deno.DynamicLibrary<typeof READING>["symbols"] & {
  readonly others: () => Deno.DynamicLibrary<typeof OTHERS>["symbols"];
};

/** Binds what is called. Errors: access.keychain_missing. */
export function loadLibsecret(connecting: ConnectingLibrary): Libsecret {
  let others: ReturnType<Libsecret["others"]> | undefined;
  return { ...connecting, ...load(READING), others: () => others ??= load(OTHERS) };
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
