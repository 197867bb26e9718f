// GitLab: CI/CD variables of a project, or of a group. One key may be there once for each environment scope, so the scope
// is part of every call. A variable that is there keeps all that isn't its value: protected, type, description.

import type { Secret } from "../../domain/secret.ts";
import { openApi } from "../../system/http/api.ts";
import { bearer } from "../../system/http/bearer.ts";
import { judgeAnswer, RIGHTS, TITLE, TOKEN_PAGE } from "./errors.ts";
import { findIdentifier, readIdentifier, refuse, scopeOf } from "./names.ts";
import { relativeResets } from "./rate.ts";
import { GitlabVariables } from "./variables.ts";
import type { TargetClient, TargetConnection, TargetDriver } from "../target.ts";

/** The driver for GitLab. Its own command line reads the same variable for the address. */
export const gitlab: TargetDriver = {
  name: "gitlab",
  title: TITLE,
  token: {
    variables: ["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"],
    page: TOKEN_PAGE,
    rights: RIGHTS,
    borrow: "GITLAB_TOKEN=$(glab config get token --host gitlab.com) cred push gitlab",
  },
  address: { variable: "GITLAB_HOST", default: "https://gitlab.com" },
  stores: ["project", "group"],
  identifierForm: "group/project",
  readIdentifier,
  findIdentifier,
  scopeOf,
  refuse,
  oneEnvironment: false,
  afterPush: undefined,
  connect,
};

function connect(connection: TargetConnection): TargetClient {
  const { address, identifier, store, scope, clock, interrupted, onWait } = connection;
  const token = connection.token as Secret;
  const call = openApi({
    baseUrl: `${address}/api/v4`,
    // What both a token that was made and one that a login gave can be sent as.
    headers: () => ({ authorization: bearer(connection.token, TITLE) }),
    fetch: relativeResets(connection.fetch, clock),
    clock,
    interrupted,
    onWait,
    judge: (answer, request) => judgeAnswer(answer, request, token, identifier),
  });
  return new GitlabVariables({
    call,
    place: `/${store === "group" ? "groups" : "projects"}/${encodeURIComponent(identifier)}`,
    shown: identifier,
    scope: scope ?? "*",
    checksScope: store === "group",
    interrupted,
    force: connection.force,
  });
}
