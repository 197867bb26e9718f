// The law of fields: an event's data has each field that its type has, of its kind. What is not known is left out, so
// nothing behind here sees it. Data that has nothing else is handed on as it was parsed, without a copy.

/** A kind of value: whether what was parsed is one. */
export type Kind<T> = (value: unknown) => value is T;

/** A field that may be absent. JSON has no undefined, so absent and undefined are one thing. */
export interface Optional<T> {
  readonly optional: Kind<T>;
}

/** The fields of some data, by name: a kind for each that it has, and `optional` for each that it need not have. */
export type Fields<DATA> = {
  readonly [N in keyof DATA]-?: undefined extends DATA[N] ? Optional<Exclude<DATA[N], undefined>>
    : Kind<DATA[N]>;
};

/** A field of the kind, which may be absent. */
export function optional<T>(kind: Kind<T>): Optional<T> {
  return { optional: kind };
}

/** Any text. */
export const text: Kind<string> = (value): value is string => typeof value === "string";

const IS_HEX = Uint8Array.from(
  { length: 128 },
  (_, code) => /[0-9a-f]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** Lower-case hex digits, 64 of them. By hand, as the next: a pattern takes several times as long. */
export const hash: Kind<string> = (value): value is string => {
  if (typeof value !== "string" || value.length !== 64) return false;
  for (let i = 0; i < 64; i++) if (IS_HEX[value.charCodeAt(i)] !== 1) return false;
  return true;
};

const DASH = 0x2d;

/** A UUIDv7 in small letters. */
export const id: Kind<string> = (value): value is string => {
  if (typeof value !== "string" || value.length !== 36) return false;
  for (let i = 0; i < 36; i++) {
    const code = value.charCodeAt(i);
    const isDash = i === 8 || i === 13 || i === 18 || i === 23;
    if (isDash ? code !== DASH : IS_HEX[code] !== 1) return false;
  }
  const variant = value[19];
  return value[14] === "7" && (variant === "8" || variant === "9" || variant === "a" || variant === "b");
};

/** One of some words. */
export function oneOf<const W extends string>(...words: readonly W[]): Kind<W> {
  return (value): value is W => (words as readonly unknown[]).includes(value);
}

/** A list of texts. */
export const texts: Kind<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(text);

/** Text → number. */
export const numbers: Kind<Readonly<Record<string, number>>> = (value): value is Record<string, number> =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  Object.values(value).every((one) => typeof one === "number");

/** Fields as a list, sorted as JCS has them, which is gone through faster than an object. */
export interface FieldList {
  readonly names: readonly string[];
  readonly kinds: readonly Kind<unknown>[];
  readonly mayLack: readonly boolean[];
}

/** Makes the list of some fields. */
export function listOf(fields: Readonly<Record<string, Kind<unknown> | Optional<unknown>>>): FieldList {
  const names = Object.keys(fields).sort();
  const all = names.map((name) => fields[name]!);
  return {
    names,
    kinds: all.map((field) => typeof field === "function" ? field : field.optional),
    mayLack: all.map((field) => typeof field !== "function"),
  };
}

/**
 * Whether parsed data has the fields and no others, in the order of the list, and each is text, a safe integer or a list of texts: then it is
 * known, too, that its names are sorted as those of the list are.
 */
export function hasPlainly({ names, kinds, mayLack }: FieldList, data: object): boolean {
  let i = 0;
  for (const name in data) {
    while (names[i] !== name) if (i === names.length || !mayLack[i++]) return false;
    const value = (data as Readonly<Record<string, unknown>>)[name];
    if (!kinds[i++]!(value) || !isPlain(value)) return false;
  }
  while (i < names.length) if (!mayLack[i++]) return false;
  return true;
}

/** Text, a safe integer, or a list of texts. */
function isPlain(value: unknown): boolean {
  return typeof value === "string" || Number.isSafeInteger(value) || texts(value);
}

/** Parsed data with the fields and no others; undefined where one is missing or of another kind. */
export function dataWith({ names, kinds, mayLack }: FieldList, parsed: object): object | undefined {
  const data = parsed as Readonly<Record<string, unknown>>;
  let found = 0;
  for (let i = 0; i < names.length; i++) {
    const value = data[names[i]!];
    if (value === undefined) {
      if (!mayLack[i]) return undefined;
    } else {
      if (!kinds[i]!(value)) return undefined;
      found++;
    }
  }
  return found === Object.keys(data).length ? data : only(names, data);
}

function only(names: readonly string[], data: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    names.filter((name) => data[name] !== undefined).map((name) => [name, data[name]]),
  );
}
