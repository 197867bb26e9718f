// The stand-in's rules: what each request gets, as the live API has been seen to answer. Nothing here knows of
// connections, faults or rate limits.

import type { ResendAccount, ResendKey } from "./resend_accounts.ts";
import { wireInstant } from "./resend_accounts.ts";

/** A request, as far as the rules look at it. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The bearer token, where there is an authorization header. */
  readonly token: string | undefined;
}

/** An answer: status and JSON body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The account that a token belongs to, and its key. */
export function authenticate(
  accounts: readonly ResendAccount[],
  token: string | undefined,
): { readonly account: ResendAccount; readonly key: ResendKey } | Reply {
  if (token === undefined) return refuse(401, "missing_api_key", "Missing API Key");
  for (const account of accounts) {
    const key = account.keyOfToken(token);
    if (key !== undefined) return { account, key };
  }
  return refuse(400, "validation_error", "API key is invalid");
}

/** Does what is asked, for a caller that has been let in. */
export function answer(account: ResendAccount, key: ResendKey, call: ApiCall): Reply {
  key.lastUsedAt = wireInstant(new Date());
  const id = /^\/api-keys\/([^/]+)$/.exec(call.path)?.[1];
  const route = id === undefined ? call.path : "/api-keys/{id}";
  if (route === "/emails" && call.method === "POST") return sendEmail(call);
  if (key.permission !== "full_access") {
    return refuse(401, "restricted_api_key", "This API key is restricted to only send emails");
  }
  switch (`${call.method} ${route}`) {
    case "GET /api-keys":
      return listed(call.query, account.keys, (item) => ({
        id: item.id,
        name: item.name,
        created_at: item.createdAt,
        last_used_at: item.lastUsedAt ?? null,
      }));
    case "POST /api-keys":
      return createKey(account, call);
    case "PATCH /api-keys/{id}":
      return renameKey(account, id!, call);
    case "DELETE /api-keys/{id}":
      return deleteKey(account, id!);
    case "GET /domains":
      return listed(call.query, account.domains, (item) => ({
        ...item,
        status: "verified",
        created_at: "2023-04-26T20:21:26.347412+00:00",
        region: "us-east-1",
      }));
  }
  if (["/api-keys", "/api-keys/{id}", "/domains", "/emails"].includes(route)) {
    return refuse(405, "method_not_allowed", "This HTTP method is not allowed for this endpoint.");
  }
  return refuse(404, "not_found", "The requested endpoint does not exist.");
}

/** An error in the API's shape. */
export function refuse(status: number, name: string, message: string): Reply {
  return { status, body: { statusCode: status, name, message } };
}

function createKey(account: ResendAccount, call: ApiCall): Reply {
  const fields = readFields(call.body);
  if (!("name" in fields)) return fields.reply;
  const { name, permission = "full_access", domain_id: domainId } = fields.all;
  if (permission !== "full_access" && permission !== "sending_access") {
    return refuse(422, "invalid_access", 'API key permission must be "full_access" or "sending_access"');
  }
  if (domainId !== undefined && (typeof domainId !== "string" || !UUID.test(domainId))) {
    return refuse(422, "invalid_parameter", "The `domain_id` must be a valid UUID.");
  }
  if (domainId !== undefined && !account.domains.some((domain) => domain.id === domainId)) {
    return refuse(404, "not_found", "Domain not found");
  }
  const key = account.addKey({ name: name as string, permission, domainId });
  return { status: 201, body: { object: "list", id: key.id, token: key.token } };
}

function renameKey(account: ResendAccount, id: string, call: ApiCall): Reply {
  const key = findKey(account, id);
  if ("status" in key) return key;
  const fields = readFields(call.body);
  if (!("name" in fields)) return fields.reply;
  key.name = fields.name;
  return { status: 200, body: { object: "api_key", id } };
}

function deleteKey(account: ResendAccount, id: string): Reply {
  const key = findKey(account, id);
  if ("status" in key) return key;
  account.removeKey(id);
  return { status: 200, body: { object: "list", id, deleted: true } };
}

function findKey(account: ResendAccount, id: string): ResendKey | Reply {
  if (!UUID.test(id)) return refuse(422, "invalid_parameter", "The `id` must be a valid UUID.");
  return account.key(id) ?? refuse(404, "not_found", "API key not found");
}

type Fields =
  | { readonly name: string; readonly all: Readonly<Record<string, unknown>> }
  | { readonly reply: Reply };

function readFields(body: string): Fields {
  let all: Record<string, unknown>;
  try {
    all = JSON.parse(body);
    if (typeof all !== "object" || all === null || Array.isArray(all)) throw new Error("no object");
  } catch {
    return { reply: refuse(422, "validation_error", "The request body is not a JSON object.") };
  }
  const { name } = all;
  if (name === undefined) return { reply: refuse(422, "missing_required_field", "Missing `name` field.") };
  if (typeof name !== "string") {
    return { reply: refuse(422, "validation_error", "Expected string for `name`") };
  }
  if (name === "") {
    return { reply: refuse(422, "validation_error", "String must contain at least 1 character(s)") };
  }
  return { name, all };
}

function sendEmail(call: ApiCall): Reply {
  const fields = (() => {
    try {
      return JSON.parse(call.body) as Record<string, unknown>;
    } catch {
      return {};
    }
  })();
  const missing = ["from", "to", "subject"].find((field) => fields?.[field] === undefined);
  if (missing !== undefined) return refuse(422, "missing_required_field", `Missing \`${missing}\` field.`);
  return { status: 200, body: { id: crypto.randomUUID() } };
}

/** A page after or before an item (which is not in it), or everything where no limit is given. */
function listed<T extends { readonly id: string }>(
  query: URLSearchParams,
  items: readonly T[],
  show: (item: T) => unknown,
): Reply {
  const limitText = query.get("limit"), after = query.get("after"), before = query.get("before");
  const limit = Number(limitText ?? items.length);
  if (limitText !== null && (!/^\d+$/.test(limitText) || limit < 1 || limit > 100)) {
    return refuse(422, "validation_error", "The `limit` must be a number between 1 and 100.");
  }
  if (after !== null && before !== null) {
    return refuse(422, "validation_error", "Only one of `after` and `before` can be given.");
  }
  const cursor = after ?? before;
  const at = cursor === null ? -1 : items.findIndex((item) => item.id === cursor);
  if (cursor !== null && at < 0) return refuse(422, "invalid_parameter", "The cursor is not a known id.");
  const start = before === null ? at + 1 : Math.max(0, at - limit);
  const end = before === null ? Math.min(items.length, start + limit) : at;
  const more = before === null ? end < items.length : start > 0;
  return { status: 200, body: { object: "list", has_more: more, data: items.slice(start, end).map(show) } };
}
