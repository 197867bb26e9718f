// Vercel: environment variables of a project. One variable may be for several environments at once; ours are for one, and
// one that is there for others too is never changed, split or removed.

import type { Secret } from "../../domain/secret.ts";
import type { Clock } from "../../system/clock.ts";
import { openApi } from "../../system/http/api.ts";
import type { Fetch } from "../../system/system.ts";
import { bearer } from "../../system/http/bearer.ts";
import type { TargetClient, TargetConnection, TargetDriver } from "../target.ts";
import { judgeAnswer, RIGHTS, TITLE, TOKEN_PAGE } from "./errors.ts";
import { findIdentifier, readIdentifier, refuse, scopeOf, splitIdentifier } from "./names.ts";
import { VercelVariables } from "./variables.ts";

/** The driver for Vercel. None of its own tools reads its API's address from a variable, so this one is ours. */
export const vercel: TargetDriver = {
  name: "vercel",
  title: TITLE,
  token: { variables: ["VERCEL_TOKEN"], page: TOKEN_PAGE, rights: RIGHTS, borrow: undefined },
  address: { variable: "CRED_VERCEL_URL", default: "https://api.vercel.com" },
  stores: ["project"],
  identifierForm: "[team/]project",
  readIdentifier,
  findIdentifier,
  scopeOf,
  refuse,
  oneEnvironment: false,
  afterPush: "deploy again: variables are read by the next deployment",
  connect,
};

function connect(connection: TargetConnection): TargetClient {
  const { address, identifier, clock, interrupted, onWait } = connection;
  const { project, team } = splitIdentifier(identifier);
  const token = connection.token as Secret;
  const call = openApi({
    baseUrl: address,
    headers: () => ({ authorization: bearer(connection.token, TITLE) }),
    fetch: tellingWaits(connection.fetch, clock),
    clock,
    interrupted,
    onWait,
    judge: (answer, request) => judgeAnswer(answer, request, token, identifier),
  });
  return new VercelVariables({
    call,
    project: encodeURIComponent(project),
    shown: identifier,
    team: team === undefined
      ? ""
      : `${team.startsWith("team_") ? "teamId" : "slug"}=${encodeURIComponent(team)}`,
    scope: connection.scope ?? "development",
    token,
    interrupted,
  });
}

/** Vercel says until when it refuses as an instant (seconds since 1970), in a header of its own. */
function tellingWaits(fetch: Fetch, clock: Clock): Fetch {
  return async (request) => {
    const response = await fetch(request);
    const reset = response.headers.get("x-ratelimit-reset") ?? "";
    const isTold = response.headers.has("retry-after");
    if (response.status !== 429 || isTold || !/^\d{10}$/.test(reset)) return response;
    const headers = new Headers(response.headers);
    headers.set("retry-after", String(Math.max(1, Math.ceil(Number(reset) - clock.nowMs() / 1000))));
    return new Response(response.body, { status: response.status, headers });
  };
}
