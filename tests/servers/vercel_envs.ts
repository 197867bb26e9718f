// The stand-in's rules for writing variables: all of a request is checked first, then each has an outcome of its own.

import type { StandInCall } from "./stand_in.ts";
import { refuse, type Reply, shown, type VercelProject } from "./vercel.ts";

/** A variable; `plain` is what a program gets. */
export interface VercelEnv {
  readonly id: string;
  readonly key: string;
  plain: string;
  type: "plain" | "encrypted" | "sensitive" | "system";
  readonly target: string[];
  readonly customEnvironmentIds: string[];
  readonly gitBranch?: string;
  readonly createdAt: number;
  updatedAt: number;
}

interface Wanted {
  readonly key: string;
  readonly value: string;
  readonly type: VercelEnv["type"];
  readonly target: readonly string[];
  readonly customEnvironmentIds: readonly string[];
}

const TARGETS = ["production", "preview", "development"];

/** `POST …/env`: one variable, or several in an array. */
export function writeEnvs(project: VercelProject, call: StandInCall, failing: Set<string>): Reply {
  let body: unknown;
  try {
    body = JSON.parse(call.body);
  } catch {
    return refuse(400, "bad_request", "Invalid JSON");
  }
  const isMany = Array.isArray(body);
  const wanted: Wanted[] = [];
  for (const item of isMany ? body as unknown[] : [body]) {
    const read = readEnv(project, item);
    if ("status" in read) return read;
    wanted.push(read);
  }
  const upsert = call.query.get("upsert") === "true";
  const created: object[] = [], failed: object[] = [];
  for (const item of wanted) {
    const error = failing.delete(item.key)
      ? { code: "BAD_REQUEST", message: `This very variable is refused: ${item.value}.`, envVarKey: item.key }
      : write(project, item, upsert, created);
    if (error !== undefined) failed.push({ error });
  }
  return { status: 201, body: { created: isMany ? created : created[0], failed } };
}

function write(project: VercelProject, item: Wanted, upsert: boolean, created: object[]): object | undefined {
  const { key, value, type, target, customEnvironmentIds } = item;
  const places = [...target, ...customEnvironmentIds];
  const held = project.envs.filter((env) =>
    env.key === key && env.gitBranch === undefined &&
    [...env.target, ...env.customEnvironmentIds].some((place) => places.includes(place))
  );
  const [same] = held;
  if (same !== undefined) {
    const isSame = [...same.target, ...same.customEnvironmentIds].sort().join() === [...places].sort().join();
    if (!upsert || !isSame || held.length > 1) {
      const code = upsert ? "ENV_CONFLICT" : "ENV_ALREADY_EXISTS";
      const message =
        "Another Environment Variable with the same Name and Environment exists in your project.";
      return { code, message, envVarKey: key, envVarId: same.id, target };
    }
    Object.assign(same, { plain: value, type, updatedAt: Math.max(Date.now(), same.updatedAt + 1) });
    created.push(shown(same));
    return undefined;
  }
  const nowMs = Date.now();
  const env: VercelEnv = {
    id: crypto.randomUUID().replaceAll("-", "").slice(0, 16),
    key,
    plain: value,
    type,
    target: [...target],
    customEnvironmentIds: [...customEnvironmentIds],
    createdAt: nowMs,
    updatedAt: nowMs,
  };
  project.envs.push(env);
  created.push(shown(env));
  return undefined;
}

function readEnv(project: VercelProject, item: unknown): Wanted | Reply {
  const bad = (message: string) => refuse(400, "bad_request", `Invalid request: ${message}`);
  if (typeof item !== "object" || item === null) return bad("body should be object");
  const { key, value, type, target = [], customEnvironmentIds = [], ...more } = item as Record<
    string,
    unknown
  >;
  const unknown = Object.keys(more).find((field) => !["comment", "gitBranch"].includes(field));
  if (unknown !== undefined) return bad(`should NOT have additional property \`${unknown}\``);
  if (typeof key !== "string" || !/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(key)) {
    return refuse(
      400,
      "INVALID_KEY",
      "The name contains invalid characters. Only letters, digits, and underscores.",
    );
  }
  if (typeof value !== "string") return bad("missing required property `value`");
  if (!["plain", "encrypted", "sensitive"].includes(type as string)) {
    return bad("`type` should be equal to one of");
  }
  const targets = target as string[], custom = customEnvironmentIds as string[];
  if (targets.length + custom.length === 0) return bad("should have required property `target`");
  if (!targets.every((place) => TARGETS.includes(place))) return bad("`target` should be equal to one of");
  if (!custom.every((id) => project.environments.some((place) => place.id === id))) {
    return bad("custom environment not found");
  }
  if (type === "sensitive" && targets.includes("development")) {
    return refuse(
      400,
      "BAD_REQUEST",
      "You cannot set a Sensitive Environment Variable's target to development.",
    );
  }
  if (new TextEncoder().encode(value).length > 65_536) {
    return refuse(400, "BAD_REQUEST", "The value is too large.");
  }
  return { key, value, type: type as Wanted["type"], target: targets, customEnvironmentIds: custom };
}
