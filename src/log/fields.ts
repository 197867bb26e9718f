// The law of fields: an event's data has each field that its type has, of its kind. What is not known is left out, so
// nothing behind here sees it. Data that has nothing else is handed on as it was parsed, without a copy.

/** A kind of value: whether what was parsed is one. */
export interface Kind<T> {
  (value: unknown): value is T;
  /** Matches texts that are the JCS form of such a value, nearly all if not all; undefined where none is given. */
  readonly written?: string;
}

/** A field that may be absent. JSON has no undefined, so absent and undefined are one thing. */
export interface Optional<T> {
  readonly optional: Kind<T>;
}

/** The fields of some data, by name: a kind for each that it has, and `optional` for each that it need not have. */
export type Fields<DATA> = {
  readonly [N in keyof DATA]-?: undefined extends DATA[N] ? Optional<Exclude<DATA[N], undefined>>
    : Kind<DATA[N]>;
};

/** A kind, with a pattern of how its values are written. */
export function kind<T>(is: (value: unknown) => value is T, written: string): Kind<T> {
  return Object.assign(is, { written });
}

/** A field of the kind, which may be absent. */
export function optional<T>(kind: Kind<T>): Optional<T> {
  return { optional: kind };
}

/** Whatever is written without an escape, and of whose surrogates none can be a half. */
const PLAIN_TEXT = String.raw`"[^"\\\x00-\x1f\ud800-\udfff]*"`;

/** Any text. */
export const text: Kind<string> = kind((value) => typeof value === "string", PLAIN_TEXT);

/** Texts that match a pattern as a whole; it holds nothing that JSON would escape. */
export function matching(pattern: string): Kind<string> {
  const whole = new RegExp(`^(?:${pattern})$`);
  return kind(
    (value): value is string => typeof value === "string" && whole.test(value),
    `"(?:${pattern})"`,
  );
}

/** As many hex digits in a row: said one by one, a digit is matched in half the time. */
const digits = (count: number) => "[0-9a-f]".repeat(count);

/** Lower-case hex digits, 64 of them. */
export const hash: Kind<string> = matching(digits(64));

/** A UUIDv7 in small letters. */
export const id: Kind<string> = matching(
  `${digits(8)}-${digits(4)}-7${digits(3)}-[89ab]${digits(3)}-${digits(12)}`,
);

/** One of some words. */
export function oneOf<const W extends string>(...words: readonly W[]): Kind<W> {
  return matching(words.join("|")) as Kind<W>;
}

/** A list of texts. */
export const texts: Kind<readonly string[]> = kind(
  (value): value is readonly string[] => Array.isArray(value) && value.every(text),
  String.raw`\[(?:${PLAIN_TEXT}(?:,${PLAIN_TEXT})*)?\]`,
);

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
