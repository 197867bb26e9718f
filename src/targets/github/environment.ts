// The law of environments: GitHub answers 404 for what is missing and for what the token may not see, so one is called
// missing only where the repository's list of environments can be read. It is made only when that is asked for and
// GitHub has just said that it isn't there: making one that is there would take its protection rules away.

import type { Call } from "../../system/http/exchange.ts";
import { PlatformError } from "../../system/http/platform_error.ts";
import { NOT_SEEN } from "./errors.ts";
import type { EnvironmentPlace, Place } from "./place.ts";

/** Does `act`, or `otherwise` where the place is an environment that is missing. */
export async function orMissing<T>(
  call: Call,
  place: Place,
  act: () => Promise<T>,
  otherwise: (environment: EnvironmentPlace) => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isNotSeen(error) || place.environment === undefined) throw error;
    if (await isThere(call, place.environment)) throw error;
    return await otherwise(place.environment);
  }
}

/** Makes an environment that was found missing, without any rules. */
export async function createEnvironment(call: Call, environment: EnvironmentPlace): Promise<void> {
  // Not repeated: somebody may have made it meanwhile, with rules.
  await call({ method: "PUT", path: environment.path, body: {}, repeatable: false });
}

/** What to say of an environment that is missing. */
export function missing(environment: EnvironmentPlace): PlatformError {
  return new PlatformError(
    "failed.no_place",
    `${environment.repository.shown} has no environment "${environment.name}" at GitHub`,
    {
      effect: "none",
      hints: ["make it there, or let --create-environment make one without protection rules"],
    },
  );
}

/** Whether an error says that something isn't there, or isn't to be seen. */
export function isNotSeen(error: unknown): boolean {
  return error instanceof PlatformError && error.code === NOT_SEEN;
}

async function isThere(call: Call, environment: EnvironmentPlace): Promise<boolean> {
  try {
    await call({ method: "GET", path: environment.path, repeatable: true });
    return true;
  } catch (error) {
    if (!isNotSeen(error)) throw error;
  }
  try {
    await call({ method: "GET", path: `${environment.all}?per_page=1`, repeatable: true });
    return false;
  } catch (error) {
    if (!isNotSeen(error)) throw error;
    const { shown, rights } = environment.repository;
    throw new PlatformError(NOT_SEEN, `${shown} is not there, or the token has no right to it`, {
      effect: "none",
      httpStatus: 404,
      hints: [rights],
    });
  }
}
