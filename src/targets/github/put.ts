// The law of a push to GitHub: one secret after another, each sealed for the public key that the place has now; what is
// refused or fails stops nothing but itself, unless it would fail all the same for every other one: no access and an
// interruption end the push, a limit or a dead network is the outcome of all that is left, without another call.

import type { Refusal } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { nonsense, readAnswer } from "../../system/http/answers.ts";
import type { ApiAnswer, Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { answeredAt, listAll, listedSecretSchema, publicKeySchema, repositorySchema } from "./answers.ts";
import { createEnvironment, missing, orMissing } from "./environment.ts";
import { KEY_CHANGED, TITLE } from "./errors.ts";
import { refuse, storedName } from "./names.ts";
import type { Place } from "./place.ts";
import { openSealer, type Sealer } from "./seal.ts";
import type { PushItem, PutResult } from "../target.ts";

type OnDone = (name: string, result: PutResult) => Promise<void>;
/** Who may use an organization's secret, as it is sent. */
type Visibility = {
  readonly visibility?: string;
  readonly selected_repository_ids?: readonly number[];
};

/** Writes secrets, telling each outcome as soon as it is known. */
export async function put(
  call: Call,
  place: Place,
  createPlace: boolean,
  items: readonly PushItem[],
  onDone: OnDone,
): Promise<void> {
  const push = new Push(call, place, createPlace);
  const taken = new Set<string>();
  let over: PlatformError | undefined;
  for (const item of items) {
    const refusal = refuse({ name: item.name, size: item.value.size }) ?? refuseTwin(item.name, taken);
    taken.add(storedName(item.name));
    if (refusal !== undefined) {
      await onDone(item.name, { failed: refused(refusal) });
    } else if (over !== undefined) {
      await onDone(item.name, { failed: over });
    } else {
      const result = await push.write(item);
      await onDone(item.name, result);
      if ("failed" in result && isForAll(result.failed)) over = notTried(result.failed);
    }
  }
}

/** A refusal of this program's own: nothing was sent. */
export function refused(refusal: Refusal): PlatformError {
  return new PlatformError(refusal.code, refusal.message, { effect: "none", hints: refusal.hints });
}

/** One push: the place's key and what else is asked once for all secrets. */
class Push {
  readonly #call: Call;
  readonly #place: Place;
  readonly #createPlace: boolean;
  #sealer: Sealer | undefined;
  #isSealerNew = false;
  #visibilities: ReadonlyMap<string, string> | undefined;

  constructor(call: Call, place: Place, createPlace: boolean) {
    this.#call = call;
    this.#place = place;
    this.#createPlace = createPlace;
  }

  async write(item: PushItem): Promise<PutResult> {
    // Without the key there is nothing to do for anyone: what fails here ends the push.
    this.#sealer ??= await this.#openSealer();
    try {
      const answer = await this.#send(item, this.#sealer);
      const mark = answeredAt(answer);
      const done = answer.status === 201 ? "created" : answer.status === 204 ? "updated" : "put";
      return { done, ...(mark === undefined ? {} : { mark }) };
    } catch (error) {
      if (!(error instanceof PlatformError) || /^(?:access|interrupted)\b/.test(error.code)) throw error;
      return { failed: error };
    }
  }

  async #send(item: PushItem, sealer: Sealer): Promise<ApiAnswer> {
    const visibility = await this.#visibilityOf(storedName(item.name));
    try {
      return await this.#sendSealed(item, sealer, visibility);
    } catch (error) {
      const isStale = error instanceof PlatformError && error.code === KEY_CHANGED;
      if (!isStale || this.#isSealerNew) throw error;
    }
    this.#isSealerNew = true;
    this.#sealer = await this.#openSealer();
    return await this.#sendSealed(item, this.#sealer, visibility);
  }

  #sendSealed(item: PushItem, sealer: Sealer, visibility: Visibility): Promise<ApiAnswer> {
    return this.#call({
      method: "PUT",
      path: `${this.#place.secrets}/${storedName(item.name)}`,
      body: { encrypted_value: sealer.seal(item.value), key_id: sealer.keyId, ...visibility },
      repeatable: true,
    });
  }

  async #openSealer(): Promise<Sealer> {
    const place = this.#place;
    const ask = () => this.#call({ method: "GET", path: `${place.secrets}/public-key`, repeatable: true });
    const answer = await orMissing(this.#call, place, ask, async (environment) => {
      if (!this.#createPlace) throw missing(environment);
      await createEnvironment(this.#call, environment);
      return await ask();
    });
    const { key_id: keyId, key } = readAnswer(TITLE, publicKeySchema, answer, "no public key");
    const sealer = await openSealer(keyId, key);
    if (sealer === undefined) throw nonsense(TITLE, "no public key", answer.status);
    return sealer;
  }

  /** A new secret of an organization is for its private repositories; one that is there stays as visible as it is. */
  async #visibilityOf(name: string): Promise<Visibility> {
    const { isOrganization, secrets } = this.#place;
    if (!isOrganization) return {};
    if (this.#visibilities === undefined) {
      const listed = await listAll(this.#call, secrets, "secrets", listedSecretSchema, (item) => item.name);
      this.#visibilities = new Map(
        listed.map((item) => [storedName(item.name), item.visibility ?? "private"]),
      );
    }
    const visibility = this.#visibilities.get(name) ?? "private";
    if (visibility !== "selected") return { visibility };
    // Who may use it is sent whole with each write: to leave it out could be to take it from all of them.
    const chosen = `${secrets}/${name}/repositories`;
    const all = await listAll(this.#call, chosen, "repositories", repositorySchema, (item) => item.id);
    return { visibility, selected_repository_ids: all.map((item) => item.id) };
  }
}

function refuseTwin(name: string, taken: ReadonlySet<string>): Refusal | undefined {
  if (!taken.has(storedName(name))) return undefined;
  return {
    code: "conflict.same_name",
    message: `GitHub tells no capitals from small letters: ${quote(name)} would overwrite ${
      storedName(name)
    }`,
    hints: ["push one of the two"],
  };
}

function isForAll(error: PlatformError): boolean {
  return ["failed.rate_limited", "failed.unreachable", "failed.timeout"].includes(error.code);
}

function notTried(error: PlatformError): PlatformError {
  return new PlatformError(error.code, `not tried: ${error.message}`, { effect: "none", hints: error.hints });
}
