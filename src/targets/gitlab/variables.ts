import * as v from "valibot";
import { quote } from "../../domain/names.ts";
import { Secret } from "../../domain/secret.ts";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { refusedHere } from "../failures.ts";
import { TAKEN, TITLE, VALUE_INVALID } from "./errors.ts";
import { maskOf, refuse } from "./names.ts";
import { type FitItem, fitItem, putEach } from "../put_each.ts";
import type { PushItem, PutResult, RemoteSecret, TargetClient } from "../target.ts";

const PAGE_SIZE = 100;
/** A list longer than this many pages is a platform that repeats itself. */
const MAX_PAGES = 1000;

const variableSchema = v.object({
  key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_]{1,255}$/)),
  value: v.nullish(v.string()),
  masked: v.optional(v.boolean(), false),
  hidden: v.optional(v.boolean(), false),
  environment_scope: v.optional(v.string(), "*"),
});
type Variable = v.InferOutput<typeof variableSchema>;

/** What it takes to speak of the variables of one project or group, in one environment scope. */
export interface GitlabPlace {
  readonly call: Call;
  /** `/projects/…` or `/groups/…`, encoded. */
  readonly place: string;
  readonly shown: string;
  readonly scope: string;
  /** Whether the platform may pass over scopes: for groups. */
  readonly checksScope: boolean;
  readonly interrupted: AbortSignal;
  readonly force: boolean;
}

/** The variables of one environment scope. */
export class GitlabVariables implements TargetClient {
  readonly #at: GitlabPlace;

  constructor(at: GitlabPlace) {
    this.#at = at;
  }

  /** The rights to read and to write variables are one, but a token's scope may be for reading only. */
  async check(): Promise<void> {
    const { call, place } = this.#at;
    readAnswer(
      TITLE,
      v.array(variableSchema),
      await call(get(`${place}/variables?per_page=1`)),
      "no list of variables",
    );
    const scopes = await this.#tokenScopes();
    if (scopes === undefined || scopes.includes("api")) return;
    throw new PlatformError("access.token_restricted", "the token may read variables, not write them", {
      effect: "none",
      hints: ["make one with the scope api"],
    });
  }

  async list(): Promise<readonly RemoteSecret[]> {
    return (await this.#variables()).map(({ key, value, hidden }) => ({
      name: key,
      ...(hidden || value === null || value === undefined ? {} : { value: Secret.ofText(value) }),
    }));
  }

  async put(items: readonly PushItem[], onDone: Parameters<TargetClient["put"]>[1]): Promise<void> {
    let known: Promise<Map<string, Variable>> | undefined;
    await putEach(items, async (item) => {
      const fit = fitItem(item, refuse, this.#at.interrupted);
      known ??= this.#variables().then((all) => new Map(all.map((variable) => [variable.key, variable])));
      const old = (await known).get(fit.name);
      return old === undefined ? await this.#create(fit) : await this.#update(fit, old);
    }, onDone);
  }

  async delete(name: string): Promise<"deleted" | "already_absent"> {
    const refusal = refuse({ name, size: 0 });
    if (refusal !== undefined) throw refusedHere(refusal);
    // Without the licence for it a group's filter may be passed over in silence, and another scope's variable be meant.
    if (this.#at.checksScope && !(await this.#variables()).some(({ key }) => key === name)) {
      return "already_absent";
    }
    try {
      await this.#at.call({ method: "DELETE", path: this.#pathOf(name, this.#at.scope), repeatable: true });
    } catch (error) {
      if (hasCode(error, "failed.not_found")) return "already_absent";
      throw error;
    }
    return "deleted";
  }

  /** Values are shown, so whoever knows what was put compares those; a hidden one can't be told. */
  changed(): undefined {
    return undefined;
  }

  async #create({ name, value }: FitItem): Promise<PutResult> {
    const { call, place, scope } = this.#at;
    const mask = maskOf(value);
    const make = (masked: boolean) =>
      call({
        method: "POST",
        path: `${place}/variables`,
        body: { key: name, value, environment_scope: scope, variable_type: "env_var", raw: true, masked },
        // A second one is refused as taken, and then updated.
        repeatable: true,
      });
    let answer: ApiAnswer;
    try {
      answer = await make(mask !== "never").catch((error) => {
        // A GitLab of old days masks less.
        if (mask === "where_raw" && hasCode(error, VALUE_INVALID)) return make(false);
        throw error;
      });
    } catch (error) {
      if (!hasCode(error, TAKEN)) throw error;
      const old = (await this.#variables()).find((variable) => variable.key === name);
      if (old !== undefined) return await this.#update({ name, value }, old);
      throw this.#oneScopeOnly(name, error.httpStatus);
    }
    const made = readAnswer(TITLE, variableSchema, answer, "no word of the new variable");
    if (made.environment_scope === scope) return { done: "created" };
    // Without the licence for it a group's scope is passed over in silence: the secret would be in every environment.
    await call({ method: "DELETE", path: this.#pathOf(name, made.environment_scope), repeatable: true });
    throw this.#oneScopeOnly(name, answer.status);
  }

  async #update({ name, value }: FitItem, old: Variable): Promise<PutResult> {
    const mask = maskOf(value);
    if (old.masked && mask === "never" && !(this.#at.force && !old.hidden)) {
      throw refusedHere({
        code: "conflict.unmasked",
        message: `GitLab masks ${quote(name)} in job logs, and can't mask its new value`,
        hints: old.hidden
          ? ["a hidden variable stays masked: remove it there first"]
          : ["it masks no white space, and nothing of less than 8 characters: --force writes it unmasked"],
      });
    }
    const change = (masked: boolean) =>
      this.#at.call({
        method: "PUT",
        path: this.#pathOf(name, this.#at.scope),
        // Whether a hidden variable is masked can't be said again.
        body: { value, raw: true, ...(old.hidden ? {} : { masked }) },
        repeatable: true,
      });
    const answer = await change(mask !== "never").catch((error) => {
      if (mask === "where_raw" && !old.masked && hasCode(error, VALUE_INVALID)) return change(false);
      throw error;
    });
    const made = readAnswer(TITLE, variableSchema, answer, "no word of the variable");
    if (made.environment_scope !== this.#at.scope) {
      throw nonsense(TITLE, "it changed another environment's variable", answer.status);
    }
    return { done: "updated" };
  }

  /** All variables of the scope, all pages. */
  async #variables(): Promise<readonly Variable[]> {
    const { call, place, scope } = this.#at;
    const found = new Map<string, Variable>();
    let page = "1";
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const answer = await call(get(`${place}/variables?per_page=${PAGE_SIZE}&page=${page}`));
      for (const variable of readAnswer(TITLE, v.array(variableSchema), answer, "no list of variables")) {
        if (variable.environment_scope === scope) found.set(variable.key, variable);
      }
      const next = nextPage(answer.headers);
      if (next === undefined) return [...found.values()];
      if (Number(next) <= Number(page)) throw nonsense(TITLE, "its list repeats itself", answer.status);
      page = next;
    }
    throw nonsense(TITLE, "its list has no end", 200);
  }

  /** What the token may be used for; undefined where GitLab doesn't say, as of a login's token. */
  async #tokenScopes(): Promise<readonly string[] | undefined> {
    try {
      const answer = await this.#at.call(get("/personal_access_tokens/self"));
      const token = v.safeParse(v.object({ scopes: v.array(v.string()) }), answer.json);
      return token.success ? token.output.scopes : undefined;
    } catch (error) {
      if (error instanceof PlatformError && [400, 401, 403, 404].includes(error.httpStatus ?? 0)) {
        return undefined;
      }
      throw error;
    }
  }

  #pathOf(name: string, scope: string): string {
    const filter = `filter%5Benvironment_scope%5D=${encodeURIComponent(scope)}`;
    return `${this.#at.place}/variables/${name}?${filter}`;
  }

  #oneScopeOnly(name: string, httpStatus: number | undefined): PlatformError {
    const { shown, scope } = this.#at;
    return new PlatformError(
      "conflict.scope",
      `${quote(shown)} holds ${quote(name)} in one environment scope only, so it has no place for ${
        quote(scope)
      }`,
      {
        effect: "none",
        hints: [
          "environment scopes of a group need GitLab Premium: push to the project, or environment default",
        ],
        ...(httpStatus === undefined ? {} : { httpStatus }),
      },
    );
  }
}

/** GitLab leaves out the plainer header where a list is very long. */
function nextPage(headers: Headers): string | undefined {
  const said = headers.get("x-next-page")?.trim() ?? "";
  if (/^\d{1,9}$/.test(said)) return said;
  return /[?&]page=(\d{1,9})[^<>]*>;\s*rel="next"/.exec(headers.get("link") ?? "")?.[1];
}

function get(path: string) {
  return { method: "GET", path, repeatable: true } as const;
}

function hasCode(error: unknown, code: string): error is PlatformError {
  return error instanceof PlatformError && error.code === code;
}
