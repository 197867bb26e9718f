// The law of the usual event: a text that matches its type's pattern is canonical and has the fields that the type has,
// because the pattern spells out all that may vary. So nothing need be written again and compared, nor any field looked
// at. What doesn't match may be an event all the same, and goes the long way.

import { EVENT_VERSIONS } from "../domain/event_versions.ts";
import type { EventType } from "../domain/events.ts";
import { fieldsOf } from "./event_schema.ts";
import { type FieldList, id } from "./fields.ts";
import { instant } from "./instant.ts";

/** A pattern costs about what it saves in so many events of its type: shorter histories do without. */
const WORTH = 500;

/** Nearly all safe integers that are no less than 0. */
const COUNT = String.raw`(?:0|[1-9]\d{0,14})`;

interface Usual {
  readonly type: EventType;
  /** How many events of the type came by. */
  count: number;
  /** Made when there were enough of them. */
  pattern: RegExp | undefined;
}

const usual: ReadonlyMap<string, Usual> = new Map(
  (Object.keys(EVENT_VERSIONS) as EventType[]).map((type) => [type, { type, count: 0, pattern: undefined }]),
);

/**
 * Whether a text is surely that of an event as this program writes it, which has seen nothing; false says nothing. `type`:
 * what it says that its type is.
 */
export function isUsual(text: string, type: unknown): boolean {
  const one = usual.get(type as string);
  if (one === undefined) return false;
  if (++one.count === WORTH) one.pattern = patternOf(one.type);
  return one.pattern !== undefined && one.pattern.test(text);
}

/** The pattern of a type's events of version 1; undefined where it has a field of a kind that no pattern describes. */
export function patternOf(type: EventType): RegExp | undefined {
  const data = membersOf(fieldsOf(type, 1)!);
  if (data === undefined) return undefined;
  const name = type.replaceAll(".", "\\.");
  return new RegExp(
    `^\\{"data":\\{${data}\\},"id":${id.written},"seq":${COUNT},"time":${instant.written},"type":"${name}","v":1\\}$`,
  );
}

/** The members of an object, sorted as JCS has them: where a comma stands hangs on the first that must be there. */
function membersOf({ names, kinds, mayLack }: FieldList): string | undefined {
  const first = mayLack.indexOf(false);
  if (first < 0 || kinds.some(({ written }) => written === undefined)) return undefined;
  return names.map((name, i) => {
    const member = `"${name}":${kinds[i]!.written}`;
    if (i === first) return member;
    if (i < first) return `(?:${member},)?`;
    return mayLack[i] ? `(?:,${member})?` : `,${member}`;
  }).join("");
}
