// What GitHub's answers look like, as far as they are needed, and how a list of several pages is read.

import * as v from "valibot";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { TITLE } from "./errors.ts";

const PAGE_SIZE = 100;
/** A list longer than this many pages is a platform that repeats itself. */
const MAX_PAGES = 1000;

/** `GET …/public-key`. */
export const publicKeySchema = v.object({
  key_id: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/)),
  key: v.pipe(v.string(), v.maxLength(128)),
});

/** An item of `GET …/secrets`; an organization's has a visibility. */
export const listedSecretSchema = v.object({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,512}$/)),
  updated_at: v.optional(v.unknown()),
  visibility: v.optional(v.picklist(["all", "private", "selected"])),
});

/** An item of `GET …/secrets/{name}/repositories`. */
export const repositorySchema = v.object({ id: v.pipe(v.number(), v.safeInteger()) });

/** All items of all pages of a list, each key once. */
export async function listAll<T>(
  call: Call,
  path: string,
  field: "secrets" | "repositories",
  item: v.GenericSchema<unknown, T>,
  keyOf: (item: T) => unknown,
): Promise<readonly T[]> {
  const totalSchema = v.object({ total_count: v.optional(v.number(), 0) });
  const pageSchema = v.object({ [field]: v.array(item) });
  const items = new Map<unknown, T>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await call({
      method: "GET",
      path: `${path}?per_page=${PAGE_SIZE}&page=${page}`,
      repeatable: true,
    });
    const total = readAnswer(TITLE, totalSchema, answer, "no list").total_count;
    const entries = readAnswer(TITLE, pageSchema, answer, "no list")[field]!;
    const before = items.size;
    for (const entry of entries) items.set(keyOf(entry), entry);

    const link = answer.headers.get("link");
    const isShort = entries.length < PAGE_SIZE || items.size >= total;
    const isLast = link === null ? isShort : !/\brel="?next\b/.test(link);
    if (isLast) return [...items.values()];
    if (items.size === before) throw nonsense(TITLE, "its list repeats itself", answer.status);
  }
  throw nonsense(TITLE, "its list has no end", 200);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;

/** An instant of a list, in RFC 3339, UTC; undefined where there is none. */
export function readInstant(value: unknown): string | undefined {
  return typeof value === "string" && INSTANT.test(value) ? toRfc3339(Date.parse(value)) : undefined;
}

/** When GitHub gave an answer, by its own clock, in RFC 3339, UTC. */
export function answeredAt(answer: ApiAnswer): string | undefined {
  const date = answer.headers.get("date") ?? "";
  return /^[A-Z][a-z]{2}, /.test(date) ? toRfc3339(Date.parse(date)) : undefined;
}

function toRfc3339(atMs: number): string | undefined {
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}
