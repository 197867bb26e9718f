import type { Role } from "../domain/events.ts";

/** Answer of `access request`. */
export interface AccessRequestView {
  readonly vault: string;
  readonly signer: string;
  readonly recipient: string;
  /** What a machine that has access is given: `cred access grant LINE`. */
  readonly line: string;
}

/** Answer of `access grant`. */
export interface AccessGrantedView {
  readonly vault: string;
  readonly name: string;
  readonly signer: string;
  readonly recipient: string;
  readonly role: Role;
  /** Whether it had access before, and only what it could not open was sealed again. */
  readonly already: boolean;
  /** Values that were sealed again. */
  readonly sealed: number;
  /** Versions that this machine can't open, and so could not seal to the other. */
  readonly left: readonly { readonly version: string; readonly why: string }[];
  readonly dryRun: boolean;
}
