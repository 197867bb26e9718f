import { Secret } from "../../domain/secret.ts";
import { failedError } from "./errors.ts";
import { cBytes, cString, type Libsecret } from "./library.ts";
import type { Connection } from "./connection.ts";

/** SECRET_SEARCH_ALL, and neither unlocking nor loading secrets. */
const SEARCH_ALL = 2;
const DEFAULT_COLLECTION = cString("default");
const SERVICE_KEY = cString("service");
const SERVICE = cString("cred");
const ACCOUNT_KEY = cString("account");

/** What a search has seen of an item: it is there and readable, there and locked, or not there. */
export type Presence = "open" | "locked" | "none";

/** The attribute that all items have, as a table that owns its strings; to be unreferenced. */
export function serviceAttributes(library: Libsecret): Deno.PointerValue {
  const { str_hash, str_equal, free_address } = library;
  const table = library.g_hash_table_new_full(str_hash, str_equal, free_address, free_address);
  library.g_hash_table_insert(table, library.g_strdup(SERVICE_KEY), library.g_strdup(SERVICE));
  return table;
}

/** The attributes of an item, as a table that owns its strings; to be unreferenced. */
export function attributesOf(library: Libsecret, item: string): Deno.PointerValue {
  const table = serviceAttributes(library);
  library.g_hash_table_insert(table, library.g_strdup(ACCOUNT_KEY), library.g_strdup(cString(item)));
  return table;
}

/** The value, unlocking where somebody can be asked; undefined when missing or still locked. */
export async function lookUp(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
): Promise<Secret | undefined> {
  const password = await connection.call(({ cancellable, error }) =>
    library.others().secret_password_lookupv_sync(null, attributes, cancellable, error)
  );
  if (password === null) return undefined;
  try {
    return Secret.ofText(new Deno.UnsafePointerView(password).getCString());
  } finally {
    library.others().secret_password_free(password);
  }
}

/**
 * The value of an item that is open, without asking anybody: in half the time of a look and a lookup, which would search
 * again. Undefined where there is none such, or none that it can read.
 */
export async function loadOpen(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
): Promise<Secret | undefined> {
  const list = await connection.call(({ cancellable, error }) =>
    library.secret_service_search_sync(connection.service, null, attributes, SEARCH_ALL, cancellable, error)
  );
  try {
    for (const found of listed(list)) {
      if (library.secret_item_get_locked(found) !== 0) continue;
      await connection.call(({ cancellable, error }) =>
        library.secret_item_load_secret_sync(found, cancellable, error)
      );
      const value = library.secret_item_get_secret(found);
      if (value === null) return undefined;
      try {
        const text = library.secret_value_get_text(value);
        return text === null ? undefined : Secret.ofText(new Deno.UnsafePointerView(text).getCString());
      } finally {
        library.secret_value_unref(value);
      }
    }
    return undefined;
  } finally {
    library.g_list_free_full(list, library.unref_address);
  }
}

/** Writes the item into the default keyring, in place of the one with the same attributes. */
export async function store(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
  value: Secret,
  label: string,
): Promise<void> {
  const labelText = cString(label.replaceAll("\0", ""));
  const password = value.open(cBytes);
  try {
    // Without a schema of our own an item made by secret-tool is the same item, and is overwritten.
    const isStored = await connection.call(({ cancellable, error }) =>
      library.others().secret_password_storev_sync(
        null,
        attributes,
        DEFAULT_COLLECTION,
        labelText,
        password,
        cancellable,
        error,
      )
    );
    if (isStored === 0) throw failedError("the keyring did not store the item");
  } finally {
    password.fill(0);
  }
}

/** Lets `act` work with a table, and gives that back. */
export async function withTable<T>(
  library: Libsecret,
  table: Deno.PointerValue,
  act: (table: Deno.PointerValue) => Promise<T>,
): Promise<T> {
  try {
    return await act(table);
  } finally {
    library.g_hash_table_unref(table);
  }
}

/** The accounts of all items with these attributes, locked ones too. */
export async function accounts(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
): Promise<readonly string[]> {
  const list = await connection.call(({ cancellable, error }) =>
    library.secret_service_search_sync(connection.service, null, attributes, SEARCH_ALL, cancellable, error)
  );
  try {
    return Array.from(listed(list), (found) => {
      const table = library.others().secret_item_get_attributes(found);
      if (table === null) return "";
      try {
        const account = library.others().g_hash_table_lookup(table, ACCOUNT_KEY);
        return account === null ? "" : new Deno.UnsafePointerView(account).getCString();
      } finally {
        library.g_hash_table_unref(table);
      }
    });
  } finally {
    library.g_list_free_full(list, library.unref_address);
  }
}

/** Looks without unlocking. A locked default keyring may hide an item, so nothing found there is `locked`. */
export async function presence(
  library: Libsecret,
  connection: Connection,
  attributes: Deno.PointerValue,
): Promise<Presence> {
  const list = await connection.call(({ cancellable, error }) =>
    library.secret_service_search_sync(connection.service, null, attributes, SEARCH_ALL, cancellable, error)
  );
  try {
    const states = Array.from(listed(list), (found) => library.secret_item_get_locked(found) !== 0);
    if (states.includes(false)) return "open";
    if (states.includes(true)) return "locked";
  } finally {
    library.g_list_free_full(list, library.unref_address);
  }
  return await isDefaultLocked(library, connection) === true ? "locked" : "none";
}

/** The data pointers of a GList. */
function* listed(list: Deno.PointerValue): Generator<Deno.PointerValue> {
  for (let node = list; node !== null;) {
    const view = new Deno.UnsafePointerView(node);
    yield view.getPointer(0);
    node = view.getPointer(8);
  }
}

/** Whether the keyring that items are stored in is locked; undefined where there is none. */
export async function isDefaultLocked(
  library: Libsecret,
  connection: Connection,
): Promise<boolean | undefined> {
  const collection = await connection.call(({ cancellable, error }) =>
    library.others().secret_collection_for_alias_sync(
      connection.service,
      DEFAULT_COLLECTION,
      0,
      cancellable,
      error,
    )
  );
  if (collection === null) return undefined;
  try {
    return library.others().secret_collection_get_locked(collection) !== 0;
  } finally {
    library.g_object_unref(collection);
  }
}
