import * as v from "valibot";
import { quote } from "../../domain/names.ts";
import { Secret } from "../../domain/secret.ts";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import type { ApiRequest, Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { quoteRemote, refusedHere } from "../failures.ts";
import { putBatches } from "../put_batches.ts";
import type { FitItem } from "../put_each.ts";
import type { PushItem, PutResult, RemoteSecret, TargetClient } from "../target.ts";
import { customEnvironmentsSchema, listSchema, type VercelVariable, writtenSchema } from "./answers.ts";
import { refusal, RIGHTS, TITLE } from "./errors.ts";
import { refuse, TARGETS } from "./names.ts";

/** Variables in one request. */
const BATCH = 25;
const MAX_PAGES = 100;

/** What it takes to speak of one environment of one project. */
export interface VercelPlace {
  readonly call: Call;
  /** Encoded. */
  readonly project: string;
  readonly shown: string;
  /** `teamId=…` or `slug=…`; empty for a person's own. */
  readonly team: string;
  /** One of Vercel's three environments, or the slug of a custom one. */
  readonly scope: string;
  readonly token: Secret;
  readonly interrupted: AbortSignal;
}

type Known = ReadonlyMap<string, VercelVariable>;

/** The variables of one environment. */
export class VercelVariables implements TargetClient {
  readonly #at: VercelPlace;
  #custom: Promise<string> | undefined;

  constructor(at: VercelPlace) {
    this.#at = at;
  }

  async check(): Promise<void> {
    await this.#variables();
  }

  async list(): Promise<readonly RemoteSecret[]> {
    return (await this.#variables()).map((variable) => {
      const { key, value, type, decrypted, updatedAt } = variable;
      const isShown = (type === "plain" || decrypted) && typeof value === "string";
      return {
        name: key,
        ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt).toISOString() }),
        ...markOf(variable),
        ...(isShown ? { value: Secret.ofText(value) } : {}),
      };
    });
  }

  async put(items: readonly PushItem[], onDone: Parameters<TargetClient["put"]>[1]): Promise<void> {
    let listed: Promise<Known> | undefined;
    const known = () =>
      listed ??= this.#variables().then((all) => new Map(all.map((variable) => [variable.key, variable])));
    await putBatches(items, {
      size: BATCH,
      interrupted: this.#at.interrupted,
      refuse,
      inspect: async ({ name }) => this.#refuseShared((await known()).get(name)),
      write: async (batch) => await this.#write(batch, await known()),
    }, onDone);
  }

  async delete(name: string): Promise<"deleted" | "already_absent"> {
    const refused = refuse({ name, size: 0 });
    if (refused !== undefined) throw refusedHere(refused);
    const variable = (await this.#variables()).find(({ key }) => key === name);
    if (variable === undefined) return "already_absent";
    this.#refuseShared(variable);
    const path = this.#path(`/v9/projects/${this.#at.project}/env/${variable.id}`);
    try {
      await this.#at.call({ method: "DELETE", path, repeatable: true });
    } catch (error) {
      if (error instanceof PlatformError && error.code === "failed.not_found") return "already_absent";
      throw error;
    }
    return "deleted";
  }

  changed(listed: RemoteSecret, mark: string | undefined): boolean | undefined {
    return mark === undefined || listed.mark === undefined ? undefined : listed.mark !== mark;
  }

  async #write(batch: readonly FitItem[], known: Known): Promise<(name: string) => PutResult> {
    const request = await this.#writing(batch, known);
    const answer = await this.#at.call(request);
    const written = readAnswer(TITLE, writtenSchema, answer, "no word of what was written");
    return (name) => this.#resultOf(name, written, known, request, answer.status);
  }

  #resultOf(
    name: string,
    { created, failed }: v.InferOutput<typeof writtenSchema>,
    known: Known,
    request: ApiRequest,
    status: number,
  ): PutResult {
    const error = failed.find(({ error }) => (error.envVarKey ?? error.key) === name)?.error;
    if (error !== undefined) {
      return {
        failed: refusal(error, quoteRemote(error.message, this.#at.token, request) || error.code, status),
      };
    }
    const variable = created.find(({ key }) => key === name);
    if (variable === undefined) {
      return { failed: nonsense(TITLE, `nothing is said of ${quote(name)}`, status) };
    }
    return { done: known.has(name) ? "updated" : "created", ...markOf(variable) };
  }

  async #writing(batch: readonly FitItem[], known: Known): Promise<ApiRequest> {
    const { scope } = this.#at;
    const place = isTarget(scope) ? { target: [scope] } : { customEnvironmentIds: [await this.#customId()] };
    return {
      method: "POST",
      path: this.#path(`/v10/projects/${this.#at.project}/env`, "upsert=true"),
      body: batch.map(({ name, value }) => ({
        key: name,
        value,
        // Nobody can read a sensitive one again; development, which people pull to their machines, has none by rule.
        type: scope !== "development" || known.get(name)?.type === "sensitive" ? "sensitive" : "encrypted",
        ...place,
      })),
      repeatable: true,
    };
  }

  /** Refuses to touch a variable that is for other environments too. */
  #refuseShared(variable: VercelVariable | undefined): void {
    if (variable === undefined) return;
    const { key, target, customEnvironmentIds } = variable;
    const others = target.filter((other) => other !== this.#at.scope);
    const custom = customEnvironmentIds.length - (isTarget(this.#at.scope) ? 0 : 1);
    if (others.length === 0 && custom <= 0) return;
    const shown = others.length === 0
      ? "custom environments"
      : others.map((other) => quote(other)).join(", ");
    throw refusedHere({
      code: "conflict.shared",
      message: `the variable ${quote(key)} at Vercel is for ${shown} too: changing it would change those`,
      hints: [`take ${quote(this.#at.scope)} out of its environments at Vercel, and push again`],
    });
  }

  /** All variables that are for this environment, whatever else they are for; a git branch's own are not. */
  async #variables(): Promise<readonly VercelVariable[]> {
    const { scope, call, project } = this.#at;
    const customId = isTarget(scope) ? undefined : await this.#customId();
    const found = new Map<string, VercelVariable>();
    let until = "";
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const answer = await call({
        method: "GET",
        path: this.#path(`/v10/projects/${project}/env`, until),
        repeatable: true,
      });
      const { envs, pagination, hiddenProductionEnvCount } = readAnswer(
        TITLE,
        listSchema,
        answer,
        "no list of variables",
      );
      if (scope === "production" && hiddenProductionEnvCount > 0) throw hidden(hiddenProductionEnvCount);
      for (const variable of envs) {
        const isHere = customId === undefined
          ? variable.target.includes(scope)
          : variable.customEnvironmentIds.includes(customId);
        if (isHere && !variable.gitBranch && variable.type !== "system") found.set(variable.key, variable);
      }
      const next = pagination?.next;
      if (next === undefined || next === null) return [...found.values()];
      const following = `until=${encodeURIComponent(String(next))}`;
      if (following === until) throw nonsense(TITLE, "its list repeats itself", answer.status);
      until = following;
    }
    throw nonsense(TITLE, "its list has no end", 200);
  }

  #customId(): Promise<string> {
    return this.#custom ??= this.#findCustom();
  }

  async #findCustom(): Promise<string> {
    const { call, project, scope, shown } = this.#at;
    const path = this.#path(`/v9/projects/${project}/custom-environments`);
    const answer = await call({ method: "GET", path, repeatable: true });
    const { environments } = readAnswer(TITLE, customEnvironmentsSchema, answer, "no list of environments");
    const found = environments.find(({ slug }) => slug === scope);
    if (found !== undefined) return found.id;
    const names = [...TARGETS, ...environments.map(({ slug }) => slug)].map((name) => quote(name));
    throw refusedHere({
      code: "usage.environment",
      message: `project ${quote(shown)} has no environment ${quote(scope)}`,
      hints: [`its environments: ${names.slice(0, 8).join(", ")}`],
    });
  }

  #path(path: string, query = ""): string {
    const all = [this.#at.team, query].filter((part) => part !== "").join("&");
    return all === "" ? path : `${path}?${all}`;
  }
}

/** What tells a writing from the next one: values are not shown, but every writing has its time. */
function markOf({ id, updatedAt }: VercelVariable): { readonly mark?: string } {
  return updatedAt === undefined ? {} : { mark: `${id}@${updatedAt}` };
}

/** What is not seen might be overwritten, or be taken for gone. */
function hidden(count: number): PlatformError {
  return new PlatformError("access.token_restricted", `the token may not see ${count} production variables`, {
    effect: "none",
    hints: [`it needs ${RIGHTS}`],
  });
}

function isTarget(scope: string): boolean {
  return TARGETS.some((target) => target === scope);
}
