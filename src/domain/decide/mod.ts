// The law of decisions: a command is judged by the state alone, and gives events or a refusal. Outcomes of remote acts
// are facts and are recorded, not judged.

import type { NewEvent } from "../events.ts";
import type { State } from "../state.ts";
import { decideGrantAccess, decideSealAgain, type GrantAccess, type SealAgain } from "./access.ts";
import { type AdoptKey, decideAdoptKey } from "./adoption.ts";
import { accept, type Decision } from "./decision.ts";
import { decideRequestDeletions, decideRequestKey, type RequestDeletions, type RequestKey } from "./keys.ts";
import {
  decideRemoveEnvironment,
  decideSetSecrets,
  type RemoveEnvironment,
  type SetSecrets,
} from "./many_secrets.ts";
import { decideRevokeAccess, type RevokeAccess } from "./revoke_access.ts";
import {
  type AbandonRotations,
  decideAbandonRotations,
  decideFinishRotations,
  decideRequestRotation,
  decideSwitchKey,
  type FinishRotations,
  type RequestRotation,
  type SwitchKey,
} from "./rotations.ts";
import { decideSetPolicy, type SetPolicy } from "./policies.ts";
import {
  decideDescribeSecret,
  decideRemoveSecret,
  decideSetSecret,
  type DescribeSecret,
  type RemoveSecret,
  type SetSecret,
} from "./secrets.ts";
import {
  type AddSource,
  type AddToken,
  decideAddSource,
  decideAddToken,
  decideFinishRevocation,
  decideRequestRevocation,
  type FinishRevocation,
  type RequestRevocation,
} from "./sources.ts";
import { decideRollBack, type RollBack } from "./versions.ts";
import {
  type BindTarget,
  decideBindTarget,
  decideLimitSecret,
  decideRequestPrunes,
  decideRequestPushes,
  decideUnbindTarget,
  type LimitSecret,
  type RequestPrunes,
  type RequestPushes,
  type UnbindTarget,
} from "./targets.ts";

/** What happened at a platform. */
export interface RecordOutcomes {
  readonly type: "record outcomes";
  readonly events: readonly NewEvent[];
}

/** Everything that can be asked of a vault. */
export type Command =
  | AddSource
  | AddToken
  | RequestRevocation
  | FinishRevocation
  | RequestKey
  | RequestDeletions
  | AdoptKey
  | RequestRotation
  | SwitchKey
  | FinishRotations
  | AbandonRotations
  | SetSecret
  | DescribeSecret
  | RemoveSecret
  | SetSecrets
  | RemoveEnvironment
  | RollBack
  | SetPolicy
  | BindTarget
  | UnbindTarget
  | LimitSecret
  | RequestPushes
  | RequestPrunes
  | GrantAccess
  | RevokeAccess
  | SealAgain
  | RecordOutcomes;

/** Judges a command. */
export function decide(state: State, command: Command): Decision {
  switch (command.type) {
    case "add source":
      return decideAddSource(state, command);
    case "add token":
      return decideAddToken(state, command);
    case "request revocation":
      return decideRequestRevocation(state, command);
    case "finish revocation":
      return decideFinishRevocation(state, command);
    case "request key":
      return decideRequestKey(state, command);
    case "request deletions":
      return decideRequestDeletions(state, command);
    case "adopt key":
      return decideAdoptKey(state, command);
    case "request rotation":
      return decideRequestRotation(state, command);
    case "switch key":
      return decideSwitchKey(state, command);
    case "finish rotations":
      return decideFinishRotations(state, command);
    case "abandon rotations":
      return decideAbandonRotations(state, command);
    case "set secret":
      return decideSetSecret(state, command);
    case "describe secret":
      return decideDescribeSecret(state, command);
    case "remove secret":
      return decideRemoveSecret(state, command);
    case "roll back":
      return decideRollBack(state, command);
    case "set secrets":
      return decideSetSecrets(state, command);
    case "remove environment":
      return decideRemoveEnvironment(state, command);
    case "set policy":
      return decideSetPolicy(state, command);
    case "bind target":
      return decideBindTarget(state, command);
    case "unbind target":
      return decideUnbindTarget(state, command);
    case "limit secret":
      return decideLimitSecret(state, command);
    case "request pushes":
      return decideRequestPushes(state, command);
    case "request prunes":
      return decideRequestPrunes(state, command);
    case "grant access":
      return decideGrantAccess(state, command);
    case "revoke access":
      return decideRevokeAccess(state, command);
    case "seal again":
      return decideSealAgain(state, command);
    case "record outcomes":
      return accept(...command.events);
  }
}
