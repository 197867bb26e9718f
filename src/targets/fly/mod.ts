// Fly.io: secrets of an app, by the Machines API. An app has no environments, so each of ours has an app of its own. What
// is written is staged: running machines have the old values until they are updated.

import type { Secret } from "../../domain/secret.ts";
import { openApi } from "../../system/http/api.ts";
import { judgeAnswer, RIGHTS, TITLE, TOKEN_PAGE } from "./errors.ts";
import { findIdentifier, readIdentifier, refuse } from "./names.ts";
import { FlySecrets } from "./secrets.ts";
import { authorization } from "./token.ts";
import type { TargetClient, TargetConnection, TargetDriver } from "../target.ts";

/** The driver for Fly.io. */
export const fly: TargetDriver = {
  name: "fly",
  title: TITLE,
  token: {
    variables: ["FLY_API_TOKEN", "FLY_ACCESS_TOKEN"],
    page: TOKEN_PAGE,
    rights: RIGHTS,
    borrow: "FLY_API_TOKEN=$(fly tokens create deploy --expiry 1h) cred push fly",
  },
  address: { variable: "FLY_FLAPS_BASE_URL", default: "https://api.machines.dev" },
  stores: ["app"],
  identifierForm: "app",
  readIdentifier,
  findIdentifier,
  scopeOf: () => undefined,
  refuse,
  oneEnvironment: true,
  markOfValue: true,
  afterPush: "update the machines so that they see it: fly secrets deploy, or the next fly deploy",
  connect,
};

function connect(connection: TargetConnection): TargetClient {
  const { address, identifier, fetch, clock, interrupted, onWait } = connection;
  const token = connection.token as Secret;
  const call = openApi({
    baseUrl: `${address}/v1`,
    headers: () => ({ authorization: authorization(connection.token) }),
    fetch,
    clock,
    interrupted,
    onWait,
    judge: (answer, request) => judgeAnswer(answer, request, token, identifier),
  });
  return new FlySecrets(call, `/apps/${encodeURIComponent(identifier)}/secrets`, interrupted);
}
