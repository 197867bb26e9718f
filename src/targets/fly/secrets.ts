import * as v from "valibot";
import { quote } from "../../domain/names.ts";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { refusedHere } from "../failures.ts";
import { TITLE } from "./errors.ts";
import { refuse } from "./names.ts";
import { putBatches } from "../put_batches.ts";
import type { FitItem } from "../put_each.ts";
import type { PushItem, PutResult, RemoteSecret, TargetClient } from "../target.ts";

/** Secrets in one request. */
const BATCH = 50;

const secretSchema = v.object({
  name: v.string(),
  digest: v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/))),
  updated_at: v.optional(v.string()),
});
const listSchema = v.object({ secrets: v.nullable(v.array(secretSchema)) });
const versionSchema = v.object({ version: v.optional(v.number()), Version: v.optional(v.number()) });

type FlySecret = v.InferOutput<typeof secretSchema>;

/** The secrets of one app; what it reads is never older than what it wrote. */
export class FlySecrets implements TargetClient {
  readonly #call: Call;
  readonly #path: string;
  readonly #interrupted: AbortSignal;
  #version: number | undefined;

  constructor(call: Call, path: string, interrupted: AbortSignal) {
    this.#call = call;
    this.#path = path;
    this.#interrupted = interrupted;
  }

  async check(): Promise<void> {
    await this.#secrets();
  }

  async list(): Promise<readonly RemoteSecret[]> {
    return (await this.#secrets()).map(({ name, digest, updated_at }) => {
      const atMs = Date.parse(updated_at ?? "");
      return {
        name,
        ...(Number.isNaN(atMs) ? {} : { updatedAt: new Date(atMs).toISOString() }),
        ...(digest === undefined ? {} : { mark: digest }),
      };
    });
  }

  async put(items: readonly PushItem[], onDone: Parameters<TargetClient["put"]>[1]): Promise<void> {
    await putBatches(items, {
      size: BATCH,
      interrupted: this.#interrupted,
      refuse,
      inspect: () => Promise.resolve(),
      write: (batch) => this.#write(batch),
    }, onDone);
  }

  /** The list is asked first: a missing secret and a missing app are one answer to a deletion. */
  async delete(name: string): Promise<"deleted" | "already_absent"> {
    const refusal = refuse({ name, size: 0 });
    if (refusal !== undefined) throw refusedHere(refusal);
    if (!(await this.#secrets()).some((secret) => secret.name === name)) return "already_absent";
    try {
      this.#learn(await this.#call({ method: "DELETE", path: `${this.#path}/${name}`, repeatable: true }));
    } catch (error) {
      if (error instanceof PlatformError && error.httpStatus === 404 && error.code === "access.not_found") {
        return "already_absent";
      }
      throw error;
    }
    return "deleted";
  }

  changed(listed: RemoteSecret, mark: string | undefined): boolean | undefined {
    return mark === undefined || listed.mark === undefined ? undefined : listed.mark !== mark;
  }

  async #write(batch: readonly FitItem[]): Promise<(name: string) => PutResult> {
    const answer = await this.#call({
      method: "POST",
      path: this.#path,
      // Never null, which would delete.
      body: { values: Object.fromEntries(batch.map(({ name, value }) => [name, value])) },
      repeatable: true,
    });
    this.#learn(answer);
    const { secrets } = readAnswer(TITLE, listSchema, answer, "no word of what was written");
    return (name) => {
      const written = secrets?.find((secret) => secret.name === name);
      if (written === undefined) {
        return { failed: nonsense(TITLE, `nothing is said of ${quote(name)}`, answer.status) };
      }
      return { done: "put", ...(written.digest === undefined ? {} : { mark: written.digest }) };
    };
  }

  async #secrets(): Promise<readonly FlySecret[]> {
    const query = this.#version === undefined ? "" : `?min_version=${this.#version}`;
    const answer = await this.#call({ method: "GET", path: this.#path + query, repeatable: true });
    return readAnswer(TITLE, listSchema, answer, "no list of secrets").secrets ?? [];
  }

  /** Notes the version that an answer to a write tells: what is read from then on is at least that new. */
  #learn({ json }: ApiAnswer): void {
    const told = v.safeParse(versionSchema, json);
    const version = told.success ? told.output.version ?? told.output.Version : undefined;
    if (version !== undefined && Number.isSafeInteger(version)) {
      this.#version = Math.max(this.#version ?? 0, version);
    }
  }
}
