// GitHub: secrets of a repository, its environments or its organization, for Actions, Dependabot and Codespaces. The
// platform shows no value and no hash of one: that it changed there is known only by the time of the last write.

import { readAnswer } from "../../system/http/answers.ts";
import { bearer } from "../../system/http/bearer.ts";
import type { Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { listAll, listedSecretSchema, publicKeySchema, readInstant } from "./answers.ts";
import { isNotSeen, missing, orMissing } from "./environment.ts";
import { judgeAnswer, TITLE, TOKEN_PAGE } from "./errors.ts";
import { findIdentifier, readIdentifier } from "./identifier.ts";
import { openLimited } from "./limits.ts";
import { refuse, scopeOf, storedName, STORES } from "./names.ts";
import { type Place, placeOf } from "./place.ts";
import { put, refused } from "./put.ts";
import type { RemoteSecret, TargetClient, TargetConnection, TargetDriver } from "../target.ts";

const LOOK = `a token is one line of letters, digits and underscores: make one at ${TOKEN_PAGE}`;
/** How much later than our own write another one must be to be told from it: its clock ticks in seconds. */
const SAME_WRITE_MS = 2000;

/** The driver for github.com and GitHub Enterprise. */
export const github: TargetDriver = {
  name: "github",
  title: TITLE,
  token: {
    variables: ["GITHUB_TOKEN", "GH_TOKEN"],
    page: TOKEN_PAGE,
    rights: `a fine-grained token with "Secrets: write" for the repository ("Environments: write" for its ` +
      `environments, "Administration: write" to make one), or a classic one with the scope repo`,
    borrow: "GH_TOKEN=$(gh auth token) cred push github",
  },
  address: { variable: "GITHUB_API_URL", default: "https://api.github.com" },
  stores: STORES,
  identifierForm: "owner/repo",
  readIdentifier,
  findIdentifier,
  scopeOf,
  storedName,
  refuse,
  oneEnvironment: false,
  afterPush: undefined,
  connect,
};

function connect(connection: TargetConnection): TargetClient {
  const place = placeOf(connection.identifier, connection.store, connection.scope);
  const call = openCall(connection, place);
  const { createPlace } = connection;
  return {
    check: () => check(call, place, createPlace),
    list: () => list(call, place, createPlace),
    put: (items, onDone) => put(call, place, createPlace, items, onDone),
    delete: (name) => deleteSecret(call, place, name),
    changed,
  };
}

function openCall(connection: TargetConnection, place: Place): Call {
  const { token } = connection;
  if (token === undefined) {
    const options = { effect: "none", hints: [LOOK] } as const;
    throw new PlatformError("access.token_rejected", "no token for GitHub is given", options);
  }
  const call = openLimited({
    baseUrl: connection.address,
    headers: () => ({
      authorization: bearer(token, TITLE, LOOK),
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
    }),
    fetch: connection.fetch,
    clock: connection.clock,
    interrupted: connection.interrupted,
    onWait: connection.onWait,
    judge: (answer) => judgeAnswer(answer, place, token),
  });
  return (request) => call(request).catch((error) => Promise.reject(moved(error, place)));
}

async function check(call: Call, place: Place, createPlace: boolean): Promise<void> {
  const ask = async ({ secrets }: Place) => {
    const answer = await call({ method: "GET", path: `${secrets}/public-key`, repeatable: true });
    readAnswer(TITLE, publicKeySchema, answer, "no public key");
    // The key of a public repository is anybody's; its list of secrets takes a token with rights.
    await call({ method: "GET", path: `${secrets}?per_page=1`, repeatable: true });
  };
  await orMissing(call, place, () => ask(place), (environment) => {
    if (!createPlace) throw missing(environment);
    return ask(environment.repository);
  });
}

/** Nothing in an environment that is yet to be made. */
function list(call: Call, place: Place, createPlace: boolean): Promise<readonly RemoteSecret[]> {
  return orMissing(call, place, () => listThere(call, place), (environment) => {
    if (!createPlace) throw missing(environment);
    return Promise.resolve([]);
  });
}

async function listThere(call: Call, place: Place): Promise<readonly RemoteSecret[]> {
  const listed = await listAll(
    call,
    place.secrets,
    "secrets",
    listedSecretSchema,
    (item) => storedName(item.name),
  );
  return listed.map((item) => {
    const updatedAt = readInstant(item.updated_at);
    return { name: storedName(item.name), ...(updatedAt === undefined ? {} : { updatedAt }) };
  });
}

async function deleteSecret(call: Call, place: Place, name: string): Promise<"deleted" | "already_absent"> {
  const refusal = refuse({ name, size: 0 });
  if (refusal !== undefined) throw refused(refusal);
  const path = `${place.secrets}/${storedName(name)}`;
  try {
    await call({ method: "DELETE", path, repeatable: true });
    return "deleted";
  } catch (error) {
    if (!isNotSeen(error)) throw error;
    // That may be a lack of rights: it is gone only where the place can be looked at and doesn't list it, or where the
    // environment that held it is certainly gone.
    const left = await orMissing(call, place, () => listThere(call, place), () => Promise.resolve([]));
    if (left.some((item) => item.name === storedName(name))) throw error;
    return "already_absent";
  }
}

function changed(listed: RemoteSecret, mark: string | undefined): boolean | undefined {
  const listedMs = Date.parse(listed.updatedAt ?? ""), putMs = Date.parse(mark ?? "");
  if (Number.isNaN(listedMs) || Number.isNaN(putMs)) return undefined;
  return listedMs > putMs + SAME_WRITE_MS;
}

/** A repository that was renamed answers with its new address; what is known by the old one is for the user to mend. */
function moved(error: unknown, place: Place): unknown {
  if (!(error instanceof PlatformError) || ![301, 302, 307, 308].includes(error.httpStatus ?? 0)) {
    return error;
  }
  return new PlatformError("failed.moved", `${place.shown} was renamed or moved at GitHub`, {
    effect: "none",
    httpStatus: error.httpStatus!,
    hints: ["name it as it is called now, and set the git remote's address to that"],
  });
}
