// A stand-in for Vercel's environment variables: a project of a team and one of a person, as strict as the real one about
// which variable is for which environment. For tests and a sandbox of one's own:
//   deno run -A tests/servers/vercel.ts [--port N] [--token …]

import { openStandIn, type StandIn, type StandInCall } from "./stand_in.ts";
import { type VercelEnv, writeEnvs } from "./vercel_envs.ts";

/** How a stand-in is set up. */
export interface VercelOptions {
  readonly port?: number;
  readonly token?: string;
}

/** A project. */
export interface VercelProject {
  readonly id: string;
  readonly name: string;
  readonly team: { readonly id: string; readonly slug: string } | undefined;
  readonly environments: { readonly id: string; readonly slug: string }[];
  readonly envs: VercelEnv[];
}

/** A running stand-in. */
export interface VercelServer extends StandIn {
  readonly token: string;
  /** Of somebody whose team wants single sign-on first. */
  readonly samlToken: string;
  readonly project: VercelProject;
  readonly ownProject: VercelProject;
  /** The next writing of this name fails, alone among the others. */
  failNext(name: string): void;
  /** Envs in a page of a list; all unless said. */
  setPageSize(size: number): void;
  /** Hides all that is for production, as from somebody who may not see it. */
  hideProduction(): void;
  /** What a program would have in an environment. */
  valuesOf(project: VercelProject, environment: string): ReadonlyMap<string, string>;
}

/** Starts a stand-in on loopback. */
export function startVercel(options: VercelOptions = {}): VercelServer {
  const token = options.token ?? "vercel_Abcdefghijklmnopqrstuvwx", samlToken = "vercel_saml_0123456789";
  const makeProject = (name: string, team: VercelProject["team"]): VercelProject => ({
    id: `prj_${crypto.randomUUID().replaceAll("-", "")}`,
    name,
    team,
    environments: [{ id: `env_${name.replace(/\W/g, "")}staging`, slug: "staging" }],
    envs: [],
  });
  const project = makeProject("shop.web", { id: "team_Abc123", slug: "acme" });
  const ownProject = makeProject("blog", undefined);
  const projects = [project, ownProject];
  const failing = new Set<string>();
  let pageSize = Infinity, hidesProduction = false;

  function serve(call: StandInCall): Response {
    const { status, body } = answer(call);
    const headers = { "x-ratelimit-limit": "600", "x-ratelimit-remaining": "599" };
    return new Response(JSON.stringify(body), {
      status,
      headers: { ...headers, "content-type": "application/json; charset=utf-8" },
    });
  }

  function answer(call: StandInCall): Reply {
    const given = /^Bearer (.+)$/.exec(call.headers.get("authorization") ?? "")?.[1];
    if (given === samlToken) {
      return refuse(403, "forbidden", "You must re-authenticate to this team", { saml: true, scope: "acme" });
    }
    if (given !== token) return refuse(403, "forbidden", "Not authorized", { invalidToken: true });
    const route = /^\/(v\d+)\/projects\/([^/]+)\/(env|custom-environments)(?:\/([^/]+))?$/.exec(call.path);
    if (route === null) return refuse(404, "not_found", "The requested endpoint was not found");
    const [, version, idOrName, kind, id] = route;
    const found = projects.find((item) => isOf(item, decodeURIComponent(idOrName!), call.query));
    if (found === undefined) return refuse(404, "not_found", "Project not found");
    switch (`${call.method} ${version} ${kind}${id === undefined ? "" : "/{id}"}`) {
      case "GET v9 custom-environments":
        return {
          status: 200,
          body: { accountLimit: { total: 1 }, environments: found.environments.map(shownPlace) },
        };
      case "GET v10 env":
        return listed(found, call.query);
      case "POST v10 env":
        return writeEnvs(found, call, failing);
      case "DELETE v9 env/{id}": {
        const at = found.envs.findIndex((env) => env.id === id);
        if (at < 0) return refuse(404, "not_found", "The environment variable was not found");
        return { status: 200, body: shown(found.envs.splice(at, 1)[0]!) };
      }
    }
    return refuse(405, "method_not_allowed", "The method is not allowed");
  }

  function listed({ envs }: VercelProject, query: URLSearchParams): Reply {
    const seen = hidesProduction ? envs.filter((env) => !env.target.includes("production")) : envs;
    const all = seen.map((env) => ({ ...shown(env), securityIssues: [] }));
    if (hidesProduction) {
      return { status: 200, body: { envs: all, hiddenProductionEnvCount: envs.length - seen.length } };
    }
    const from = Number(query.get("until") ?? 0), to = Math.min(from + pageSize, all.length);
    const pagination = { count: to - from, next: to < all.length ? to : null, prev: null };
    return { status: 200, body: { envs: all.slice(from, to), pagination } };
  }

  const standIn = openStandIn({ serve, ...(options.port === undefined ? {} : { port: options.port }) });
  return {
    ...standIn,
    token,
    samlToken,
    project,
    ownProject,
    failNext: (name) => void failing.add(name),
    setPageSize: (size) => void (pageSize = size),
    hideProduction: () => void (hidesProduction = true),
    valuesOf({ envs, environments }, environment) {
      const custom = environments.find(({ slug }) => slug === environment)?.id ?? "";
      const here = envs.filter((env) =>
        env.gitBranch === undefined &&
        (env.target.includes(environment) || env.customEnvironmentIds.includes(custom))
      );
      return new Map(here.map((env) => [env.key, env.plain]));
    },
  };
}

/** An answer: status and JSON body. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** An error in the API's shape. */
export function refuse(status: number, code: string, message: string, more: object = {}): Reply {
  return { status, body: { error: { code, message, ...more } } };
}

/** A variable as the API shows it: nothing of a sensitive one, of an encrypted one only that it is. */
export function shown({ plain, ...env }: VercelEnv): object {
  const value = env.type === "plain"
    ? plain
    : env.type === "sensitive"
    ? ""
    : btoa(`{"v":"v2","c":"${env.id}"}`);
  return { ...env, value };
}

/** A project belongs to the team that is named in the query, or to the caller where none is. */
function isOf(project: VercelProject, idOrName: string, query: URLSearchParams): boolean {
  const { id, name, team } = project;
  const teamId = query.get("teamId"), slug = query.get("slug");
  const isTeam = team === undefined
    ? teamId === null && slug === null
    : (teamId === team.id || slug === team.slug);
  return isTeam && (idOrName === id || idOrName === name);
}

function shownPlace({ id, slug }: { readonly id: string; readonly slug: string }): object {
  return { id, slug, type: "preview", createdAt: 0, updatedAt: 0 };
}

if (import.meta.main) {
  const flags = new Map<string, string>();
  for (let i = 0; i < Deno.args.length; i += 2) flags.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
  const token = flags.get("--token");
  const server = startVercel({
    port: Number(flags.get("--port") ?? 0),
    ...(token === undefined ? {} : { token }),
  });
  const { url, project } = server;
  console.log(JSON.stringify({ url, token: server.token, project: `${project.team?.slug}/${project.name}` }));
}
