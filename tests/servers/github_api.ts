// The stand-in's rules: what each request gets. Messages are GitHub's where they were seen in the field; that of a full
// place and of a value that is too large are guesses in the same style. Nothing here knows of connections or limits.

import { fromBase64 } from "../../src/domain/encoding.ts";
import { openBox } from "./github_box.ts";
import {
  type GithubEnvironment,
  type GithubRepository,
  type GithubToken,
  type GithubWorld,
  type HeldSecret,
  type Right,
  SecretPlace,
} from "./github_world.ts";
import type { StandInCall } from "./stand_in.ts";

/** An answer: status, JSON body where there is one, and headers. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where the answer is made. */
export interface Scene {
  readonly world: GithubWorld;
  readonly token: GithubToken;
  readonly nowMs: number;
  /** Of the stand-in, for the addresses of further pages. */
  readonly url: string;
}

const BOX = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const UNSEALED = "Bad request - validation failed due to an improperly encrypted secret";
const NOT_FOUND = refuse(404, "Not Found");

/** Does what is asked, for a token that has been let in. */
export function answer(scene: Scene, call: StandInCall): Reply {
  let parts: string[];
  try {
    parts = call.path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return refuse(400, "Bad Request");
  }
  const [root, owner = "", ...rest] = parts;
  if (root === "orgs") return answerOrganization(scene, call, owner, rest);
  if (root !== "repos") return NOT_FOUND;
  const [name = "", store, ...path] = rest;
  const repository = scene.world.repository(`${owner}/${name}`);
  if (repository === undefined) return NOT_FOUND;
  const isSeen = scene.token.sees.has(repository.fullName.toLowerCase());
  if (!isSeen && repository.isPrivate) return NOT_FOUND;
  if (repository.isArchived && call.method !== "GET") {
    return refuse(403, "Repository was archived so is read-only.");
  }
  if (store === "environments") return answerEnvironments(scene, call, repository, isSeen, path);
  if (store !== "actions" && store !== "dependabot" && store !== "codespaces") return NOT_FOUND;
  if (path[0] !== "secrets") return NOT_FOUND;
  const right = store === "actions" ? "secrets" : `${store}_secrets` as const;
  return answerSecrets(scene, call, repository.stores[store], path.slice(1), { right, isSeen });
}

/** An error in the API's shape. */
export function refuse(status: number, message: string, headers?: Readonly<Record<string, string>>): Reply {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
  return { status, body, ...(headers === undefined ? {} : { headers }) };
}

/** Which right a place asks for, and whether the token sees the place at all. */
interface Door {
  readonly right: Right;
  readonly isSeen: boolean;
}

function answerOrganization(scene: Scene, call: StandInCall, login: string, path: readonly string[]): Reply {
  const place = scene.world.organization(login);
  if (place === undefined || !scene.token.sees.has(login.toLowerCase())) return NOT_FOUND;
  if (path[0] !== "actions" || path[1] !== "secrets") return NOT_FOUND;
  const door: Door = { right: "organization_secrets", isSeen: true };
  const held = place.secrets.get((path[2] ?? "").toUpperCase());
  if (path[3] === "repositories" && path.length === 4 && call.method === "GET") {
    const barred = bar(scene.token, door, "read");
    if (barred !== undefined) return barred;
    if (held?.visibility !== "selected") return held === undefined ? NOT_FOUND : refuse(409, "Conflict");
    const all = held.repositoryIds.map((id) => ({ id, name: scene.world.repositoryOfId(id)?.fullName }));
    return listed(scene, call, "repositories", all);
  }
  return answerSecrets(scene, call, place, path.slice(2), door, true);
}

function answerEnvironments(
  scene: Scene,
  call: StandInCall,
  repository: GithubRepository,
  isSeen: boolean,
  path: readonly string[],
): Reply {
  const [name, secrets, ...rest] = path;
  if (name === undefined) {
    if (call.method !== "GET") return NOT_FOUND;
    return listed(
      scene,
      call,
      "environments",
      repository.environments.map((item) => shownEnvironment(scene, item)),
    );
  }
  const environment = repository.environment(name);
  if (secrets !== undefined) {
    if (environment === undefined || secrets !== "secrets") return NOT_FOUND;
    return answerSecrets(scene, call, environment.place, rest, { right: "environments", isSeen });
  }
  if (call.method === "GET") {
    return environment === undefined
      ? NOT_FOUND
      : { status: 200, body: shownEnvironment(scene, environment) };
  }
  const barred = bar(scene.token, { right: "administration", isSeen }, "write");
  if (barred !== undefined) return barred;
  if (call.method === "DELETE") return repository.removeEnvironment(name) ? { status: 204 } : NOT_FOUND;
  if (call.method !== "PUT") return NOT_FOUND;
  const settings = readObject(call.body === "" ? "{}" : call.body);
  if (settings === undefined) return refuse(400, "Problems parsing JSON");
  // What is not said is taken away: that is why cred never writes an environment that is there.
  const made = repository.setEnvironment(name, Number(settings["wait_timer"] ?? 0));
  return { status: 200, body: shownEnvironment(scene, made) };
}

function answerSecrets(
  scene: Scene,
  call: StandInCall,
  place: SecretPlace,
  path: readonly string[],
  door: Door,
  isOrganization = false,
): Reply {
  const { token } = scene;
  const [name, ...more] = path;
  if (more.length > 0) return NOT_FOUND;
  if (name === "public-key" && call.method === "GET") {
    // Whoever may read a public repository may have its key.
    const barred = door.isSeen ? bar(token, door, "read") : undefined;
    return barred ?? { status: 200, body: { key_id: place.key.id, key: toBase64(place.key.publicKey) } };
  }
  const barred = bar(token, door, call.method === "GET" ? "read" : "write");
  if (barred !== undefined) return barred;
  if (name === undefined) {
    if (call.method !== "GET") return NOT_FOUND;
    const all = [...place.secrets.values()].sort((a, b) => a.name < b.name ? -1 : 1);
    return listed(scene, call, "secrets", all.map((held) => shownSecret(scene, held, isOrganization)));
  }
  const held = place.secrets.get(name.toUpperCase());
  switch (call.method) {
    case "GET":
      return held === undefined ? NOT_FOUND : { status: 200, body: shownSecret(scene, held, isOrganization) };
    case "DELETE":
      return place.secrets.delete(name.toUpperCase()) ? { status: 204 } : NOT_FOUND;
    case "PUT":
      return putSecret(scene, call, place, name, isOrganization);
  }
  return NOT_FOUND;
}

function putSecret(
  scene: Scene,
  call: StandInCall,
  place: SecretPlace,
  name: string,
  isOrganization: boolean,
): Reply {
  const fields = readObject(call.body);
  if (fields === undefined) return refuse(400, "Problems parsing JSON");
  for (const field of ["encrypted_value", "key_id", ...(isOrganization ? ["visibility"] : [])]) {
    if (typeof fields[field] !== "string") {
      return refuse(422, `Invalid request.\n\n"${field}" wasn't supplied.`);
    }
  }
  const { encrypted_value: box, key_id: keyId, visibility, selected_repository_ids: ids } = fields;
  if (!BOX.test(box as string)) return refuse(422, `Invalid request.\n\n${box} does not match ${BOX}.`);
  if (isOrganization && !["all", "private", "selected"].includes(visibility as string)) {
    return refuse(
      422,
      `Invalid request.\n\n${visibility} is not a member of ["all", "private", "selected"].`,
    );
  }
  if (ids !== undefined && visibility !== "selected") return refuse(422, "Invalid request.");
  if (!/^[A-Z_][A-Z0-9_]*$/i.test(name)) return refuse(422, "Failed to add secret. Name is invalid");
  if (/^GITHUB_/i.test(name)) {
    return refuse(422, "Failed to add secret. Secret names must not start with GITHUB_.");
  }
  const value = keyId === place.key.id ? openBox(fromBase64(box as string)!, place.key) : undefined;
  if (value === undefined) return refuse(422, UNSEALED);
  if (value.length > 49_152) return refuse(422, "Failed to add secret. Value is too large");
  const stored = name.toUpperCase(), isNew = !place.secrets.has(stored);
  if (isNew && place.secrets.size >= place.most) {
    return refuse(
      422,
      `Failed to add secret. The maximum number of secrets (${place.most}) has been reached`,
    );
  }
  const held = place.put(stored, value, scene.nowMs);
  if (isOrganization) {
    held.visibility = visibility as HeldSecret["visibility"];
    held.repositoryIds = (ids ?? []) as readonly number[];
  }
  return isNew ? { status: 201, body: {} } : { status: 204 };
}

function bar(token: GithubToken, door: Door, need: "read" | "write"): Reply | undefined {
  const has = token.rights[door.right];
  if (door.isSeen && (has === "write" || has === need)) return undefined;
  return refuse(403, "Resource not accessible by personal access token", {
    "x-accepted-github-permissions": `${door.right}=${need}`,
  });
}

function listed(scene: Scene, call: StandInCall, field: string, all: readonly unknown[]): Reply {
  const size = Math.min(100, positive(call.query.get("per_page")) ?? 30);
  const page = positive(call.query.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (number: number, rel: string) => {
    const query = new URLSearchParams({ per_page: String(size), page: String(number) });
    return `<${scene.url}${call.path}?${query}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, "prev"), to(1, "first")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ];
  return {
    status: 200,
    body: { total_count: all.length, [field]: all.slice((page - 1) * size, page * size) },
    headers: links.length === 0 ? {} : { link: links.join(", ") },
  };
}

function shownSecret(scene: Scene, held: HeldSecret, isOrganization: boolean): unknown {
  const shown = {
    name: held.name,
    created_at: instant(held.createdAtMs),
    updated_at: instant(held.updatedAtMs),
  };
  if (!isOrganization) return shown;
  const selected = `${scene.url}/orgs/o/actions/secrets/${held.name}/repositories`;
  return {
    ...shown,
    visibility: held.visibility,
    ...(held.visibility === "selected" ? { selected_repositories_url: selected } : {}),
  };
}

function shownEnvironment(scene: Scene, environment: GithubEnvironment): unknown {
  const rules = environment.waitTimer === 0
    ? []
    : [{ id: 1, node_id: "MDQ6R2F0ZTM3MzY=", type: "wait_timer", wait_timer: environment.waitTimer }];
  return {
    id: environment.id,
    node_id: "MDExOkVudmlyb25tZW50MTYxMDg4MDY4",
    name: environment.name,
    url: `${scene.url}/environments/${environment.id}`,
    html_url: `${scene.url}/environments/${environment.id}`,
    created_at: instant(scene.nowMs),
    updated_at: instant(scene.nowMs),
    protection_rules: rules,
    deployment_branch_policy: null,
  };
}

/** As GitHub writes it: whole seconds. */
function instant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

function positive(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : undefined;
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
