// The law of the rooms: who may import whom, and which package belongs where. Nothing else is allowed, so a new
// arrow is a decision made here. `types` may be had as types only, so that nothing of them is loaded.

interface Room {
  readonly values: readonly string[];
  readonly types?: readonly string[];
}

/** What each room of src/ (and main.ts) may import, besides itself. */
const ROOMS: Readonly<Record<string, Room>> = {
  domain: { values: [] },
  system: { values: ["domain"] },
  log: { values: ["domain", "system"] },
  views: { values: ["domain"], types: ["log"] },
  vault: { values: ["domain", "log", "system"] },
  sources: { values: ["domain", "system"] },
  targets: { values: ["domain", "system"] },
  keychain: { values: ["domain", "system"] },
  app: { values: ["domain", "log", "vault", "sources", "targets", "keychain", "system", "views"] },
  render: { values: ["views", "domain"] },
  cli: { values: ["app", "views", "render", "domain", "system"] },
  "main.ts": { values: ["cli", "system"] },
};

/** Folders below src/ that may use a package; other packages are for tests and scripts. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  "@noble/ciphers": ["vault"],
  "@noble/hashes": ["log", "vault"],
  "@serenity-kit/noble-sodium": ["targets"],
  "@stricli/core": ["cli"],
  "age-encryption": ["vault", "keychain"],
  "canonicalize": ["log"],
  "valibot": ["log", "vault", "sources", "targets", "system/http"],
};

/** Packages that take their time to load: only where the line that needs them is reached. */
const LAZY: ReadonlySet<string> = new Set(["@serenity-kit/noble-sodium"]);

/** How something is imported: for its types, when the file is loaded, or when the line is reached. */
export type ImportKind = "types" | "at_once" | "lazily";

/** Where a file stands: `inside` is its path below src/, or `main.ts`; undefined for all that is not the product. */
export function placeOf(root: string, path: string): string | undefined {
  const from = `${slashed(root).replace(/\/$/, "")}/`;
  if (!slashed(path).startsWith(from)) return undefined;
  const below = slashed(path).slice(from.length);
  if (below === "main.ts") return below;
  return below.startsWith("src/") ? below.slice("src/".length) : undefined;
}

/** The room of a place: its first folder. */
export function roomOf(place: string): string {
  return place.split("/", 1)[0]!;
}

/** Whether a place lies in a folder (`system/deno`) or is it. */
export function isWithin(place: string, folder: string): boolean {
  return place === folder || place.startsWith(`${folder}/`);
}

/** Why `place` may not import `specifier`; undefined when it may. */
export function importRefusal(place: string, specifier: string, kind: ImportKind): string | undefined {
  if (/^\.{1,2}\//.test(specifier)) return fileRefusal(place, specifier, kind);
  if (specifier.startsWith("node:")) {
    return kind === "at_once" ? `"${specifier}" is slow to load: import it where it is needed` : undefined;
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  const folders = PACKAGES[name];
  if (folders === undefined) return `"${name}" is no package of the product`;
  if (folders.some((folder) => isWithin(place, folder))) {
    const isSlow = LAZY.has(name) && kind === "at_once";
    return isSlow ? `"${name}" is slow to load: import it where it is needed` : undefined;
  }
  return `"${name}" belongs in ${folders.map((folder) => `src/${folder}`).join(", ")}`;
}

function fileRefusal(place: string, specifier: string, kind: ImportKind): string | undefined {
  const home = place === "main.ts" ? "file:///" : "file:///src/";
  const target = placeOf("/", new URL(specifier, home + place).pathname);
  if (target === undefined) return `"${specifier}" is not part of the product`;
  const from = roomOf(place), to = roomOf(target);
  const room = ROOMS[from];
  if (room === undefined) return `src/${from} is no room: name it in scripts/rooms.ts`;
  if (isWithin(target, "system/deno") && !isWithin(place, "system/deno") && place !== "main.ts") {
    return "only main.ts makes the system";
  }
  if (from === to || room.values.includes(to)) return undefined;
  if (!room.types?.includes(to)) return `${from} may not import ${to}`;
  return kind === "types" ? undefined : `${from} may import only types from ${to}`;
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
