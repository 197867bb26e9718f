// Resend: keys that send mail, and keys that may do everything. The wire is what answers.ts and errors.ts say it
// is. A list shows neither level nor domain, and there is no way to get one key or its owner.

import * as v from "valibot";
import { Secret } from "../../domain/secret.ts";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import { openApi } from "../../system/http/api.ts";
import { bearer } from "../../system/http/bearer.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import {
  createdKeySchema,
  deletedKeySchema,
  listedDomainSchema,
  listedKeySchema,
  pageSchema,
  readInstant,
  remoteIdSchema,
} from "./answers.ts";
import { judgeAnswer, quoteRemote, TITLE, TOKEN_PAGE } from "./errors.ts";
import type { Connection, MintedKey, NewKey, RemoteKey, SourceClient, SourceDriver } from "../source.ts";

const LOOK = "a token is one line of letters, digits and underscores, starting with re_";
const PAGE_SIZE = 100;
/** A list longer than this many pages is a platform that repeats itself. */
const MAX_PAGES = 1000;

/** The driver for resend.com. */
export const resend: SourceDriver = {
  name: "resend",
  title: TITLE,
  permissions: [
    { name: "sending_access", brief: "send mail only, from every domain or one" },
    { name: "full_access", brief: "everything, managing keys and domains included" },
  ],
  domainPermission: "sending_access",
  tokenPage: TOKEN_PAGE,
  addressVariable: "RESEND_BASE_URL",
  defaultAddress: "https://api.resend.com",
  maxNameLength: 50,
  connect,
};

function connect(connection: Connection): SourceClient {
  const call = openApi({
    baseUrl: connection.address,
    headers: () => ({ authorization: bearer(connection.token, TITLE, LOOK) }),
    fetch: connection.fetch,
    clock: connection.clock,
    interrupted: connection.interrupted,
    onWait: connection.onWait,
    judge: (answer) => judgeAnswer(answer, connection.token),
  });
  return {
    check: () => check(call),
    create: (key) => create(call, key),
    list: () => list(call),
    delete: (remoteId) => deleteKey(call, remoteId),
    domainId: (name) => domainId(call, name),
    trial: { tryKey: (value, permission) => tryKey(call, value, permission) },
  };
}

async function check(call: Call): Promise<void> {
  const answer = await call({ method: "GET", path: "/api-keys?limit=1", repeatable: true });
  readAnswer(TITLE, pageSchema(listedKeySchema), answer, "no list of keys");
}

/** Only a key with full access is let in here, and one that may send is told apart from one that is not known. */
async function tryKey(call: Call, value: Secret, permission: string): Promise<void> {
  const headers = { authorization: bearer(value, TITLE, LOOK) };
  let may = "full_access";
  try {
    await call({ method: "GET", path: "/api-keys?limit=1", repeatable: true, headers });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.code !== "access.token_restricted") throw error;
    may = "sending_access";
  }
  if (may === permission) return;
  throw new PlatformError(
    "failed.wrong_permission",
    `Resend made a key with ${may} where ${permission} was asked for`,
    { effect: "none" },
  );
}

async function create(call: Call, key: NewKey): Promise<MintedKey> {
  const answer = await call({
    method: "POST",
    path: "/api-keys",
    body: {
      name: key.remoteName,
      permission: key.permission,
      ...(key.domainId === undefined ? {} : { domain_id: key.domainId }),
    },
    // Names are not unique there: a second attempt would make a second key.
    repeatable: false,
    deadlineMs: key.deadlineMs,
  });
  const made = readAnswer(TITLE, createdKeySchema, answer, "no usable key");
  return { remoteId: made.id, value: Secret.ofText(made.token) };
}

async function list(call: Call): Promise<readonly RemoteKey[]> {
  const keys = await listAll(call, "/api-keys", listedKeySchema);
  return keys.map((key) => {
    const createdAt = readInstant(key.created_at), lastUsedAt = readInstant(key.last_used_at);
    return {
      remoteId: key.id,
      remoteName: key.name,
      ...(createdAt === undefined ? {} : { createdAt }),
      ...(lastUsedAt === undefined ? {} : { lastUsedAt }),
    };
  });
}

async function deleteKey(call: Call, remoteId: string): Promise<"deleted" | "already_absent"> {
  if (!v.is(remoteIdSchema, remoteId)) {
    throw new PlatformError("failed.refused", "no key at Resend can have such an id", { effect: "none" });
  }
  let answer: ApiAnswer;
  try {
    answer = await call({ method: "DELETE", path: `/api-keys/${remoteId}`, repeatable: true });
  } catch (error) {
    // Also after an attempt whose answer was lost: who deleted it is not known then, that it is gone is.
    if (error instanceof PlatformError && error.code === "failed.not_found") return "already_absent";
    throw error;
  }
  if (answer.json !== undefined) {
    const deleted = readAnswer(TITLE, deletedKeySchema, answer, "no word of a deleted key");
    if (deleted.id !== undefined && deleted.id !== remoteId) {
      throw nonsense(TITLE, "another key's id", answer.status);
    }
  }
  return "deleted";
}

async function domainId(call: Call, name: string): Promise<string> {
  const domains = await listAll(call, "/domains", listedDomainSchema);
  const wanted = name.toLowerCase();
  const found = domains.find((domain) => domain.name.toLowerCase() === wanted);
  if (found !== undefined) return found.id;
  const names = domains.map((domain) => `"${quoteRemote(domain.name)}"`);
  throw new PlatformError("usage.unknown_domain", `the account has no domain "${quoteRemote(name)}"`, {
    effect: "none",
    hints: [names.length === 0 ? "it has no domain at all" : `its domains: ${names.join(", ")}`],
  });
}

/** All items of all pages, each id once. */
async function listAll<T extends { readonly id: string }>(
  call: Call,
  path: string,
  item: v.GenericSchema<unknown, T>,
): Promise<readonly T[]> {
  const items = new Map<string, T>();
  let after = "";
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const answer = await call({
      method: "GET",
      path: `${path}?limit=${PAGE_SIZE}${after}`,
      repeatable: true,
    });
    const page = readAnswer(TITLE, pageSchema(item), answer, "no list");
    const before = items.size;
    for (const entry of page.data) if (!items.has(entry.id)) items.set(entry.id, entry);

    const last = page.data.at(-1);
    const more = page.has_more ?? page.data.length >= PAGE_SIZE;
    if (!more || last === undefined) return [...items.values()];
    if (items.size === before) {
      if (page.has_more === undefined) return [...items.values()];
      throw nonsense(TITLE, "its list repeats itself", answer.status);
    }
    after = `&after=${last.id}`;
  }
  throw nonsense(TITLE, "its list has no end", 200);
}
