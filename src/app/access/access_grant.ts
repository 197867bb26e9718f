import { refuseToGrant } from "../../domain/decide/access.ts";
import { fromBase64 } from "../../domain/encoding.ts";
import { CredError } from "../../domain/errors.ts";
import type { Role } from "../../domain/events.ts";
import { signerIdOf } from "../../log/origin.ts";
import { parseAccessRequest } from "../../vault/access_request.ts";
import type { AccessGrantedView } from "../../views/access.ts";
import { openSigningKeys } from "./access.ts";
import type { App } from "../app.ts";
import { refuseNow } from "../refuse_now.ts";
import { letIn, newcomerOf } from "./let_in.ts";
import { requireVault, viewVault } from "../vault.ts";

/** What `access grant` was asked. */
export interface GrantWish {
  /** What `access request` printed. */
  readonly line: string;
  /** Else the name that the request has. */
  readonly name: string | undefined;
  readonly role: Role;
  /** The only environments whose values it may open; undefined: all. */
  readonly environments: readonly string[] | undefined;
}

/** Lets a machine sign, and seals everything again so that it can open it. */
export async function grantAccess(
  app: App,
  { line, role, environments, ...wish }: GrantWish,
): Promise<AccessGrantedView> {
  const request = parseAccessRequest(line);
  const vault = await requireVault(app);
  if (request.vault !== vault.id) {
    throw new CredError(
      "usage.access_request",
      `this request is for vault ${request.vault.slice(0, 8)}, and this is vault ${vault.id.slice(0, 8)}`,
      ["name the vault: --vault PATH"],
    );
  }
  const name = wish.name ?? request.label;
  const publicKey = fromBase64(request.publicKey)!;
  const signer = signerIdOf(publicKey);
  const { recipient } = request;
  const newcomer = { ...newcomerOf(name, { signer, publicKey, recipient }, role), environments };
  const { state } = await viewVault(app, vault);
  refuseNow(refuseToGrant(state, newcomer));
  const { dryRun } = app.options;
  const keys = await openSigningKeys(app, vault, state);
  return {
    vault: vault.place.folder,
    name,
    signer,
    recipient: newcomer.recipient,
    role,
    ...(environments === undefined ? {} : { environments }),
    already: state.signers.has(signer),
    ...await letIn(app, vault, state, keys, newcomer),
    dryRun,
  };
}
