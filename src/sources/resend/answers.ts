// What Resend's answers look like, as far as they are needed: its documentation and its wire differ, so unknown and
// odd fields are let through and both ways of writing an instant are read.

import * as v from "valibot";

/** An id that is safe to print and to put into a path. */
export const remoteIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/));

/** `POST /api-keys`: the only time that the token is shown. One line of printable ASCII, so that it fits a header. */
export const createdKeySchema = v.object({
  id: remoteIdSchema,
  token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/)),
});

/** An item of `GET /api-keys`. */
export const listedKeySchema = v.object({
  id: remoteIdSchema,
  name: v.nullish(v.string(), ""),
  created_at: v.optional(v.unknown()),
  last_used_at: v.optional(v.unknown()),
});

/** An item of `GET /domains`. */
export const listedDomainSchema = v.object({ id: remoteIdSchema, name: v.string() });

/** A page of a list; `has_more` is missing where everything came at once. */
export function pageSchema<T>(item: v.GenericSchema<unknown, T>) {
  return v.object({ data: v.array(item), has_more: v.optional(v.boolean()) });
}

/** `DELETE /api-keys/{id}`; an empty body is as good. */
export const deletedKeySchema = v.object({
  id: v.optional(v.string()),
  deleted: v.optional(v.literal(true)),
});

/** An error; a body of another shape was not written by the API. */
export const apiErrorSchema = v.object({ name: v.string(), message: v.optional(v.string(), "") });

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})? ?(Z|[+-]\d\d)(?::?(\d\d))?$/i;

/** An instant as Resend writes it (`2023-10-06 23:47:56.678+00` or ISO 8601) in RFC 3339, UTC, with milliseconds. */
export function readInstant(value: unknown): string | undefined {
  const match = typeof value === "string" ? INSTANT.exec(value) : null;
  if (match === null) return undefined;
  const [, date, time, fraction = "", hours = "Z", minutes = "00"] = match;
  const zone = hours.toUpperCase() === "Z" ? "Z" : `${hours}:${minutes}`;
  const atMs = Date.parse(`${date}T${time}${fraction.slice(0, 4)}${zone}`);
  return Number.isNaN(atMs) ? undefined : new Date(atMs).toISOString();
}
