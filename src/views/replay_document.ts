// What README.md here says of replay document 1, as a type: the answer of `replay`. What has no value, and an empty map
// or list, is left out.

import type { Role } from "../domain/events.ts";
import type { KeyStatus, Policy, Source } from "../domain/state.ts";

/** Replay document 1: the state that the counted records made. `cred replay` prints the digest of its JCS form. */
export interface ReplayDocument {
  readonly replay: 1;
  /** The vault's id. */
  readonly vault?: string;
  readonly createdAt?: string;
  /** Log → its size and the base64 root of its tree, as far as it was replayed. */
  readonly heads?: ById<readonly [size: number, root: string]>;
  /** By id. */
  readonly signers?: ById<{
    /** Base64. */
    readonly publicKey: string;
    readonly label?: string;
    readonly role: Role;
    readonly addedAt: string;
    /** Id of a signer; absent for the first. */
    readonly addedBy?: string;
    readonly retiredAt?: string;
  }>;
  /** By id. */
  readonly recipients?: ById<{
    /** `age1…` */
    readonly key: string;
    readonly label?: string;
    /** Id of the signer whose machine holds its identity. */
    readonly signer?: string;
    /** The only environments whose values it may open. */
    readonly environments?: readonly string[];
    readonly addedAt: string;
  }>;
  /** Id of the key that new fingerprints are made with. */
  readonly fingerprintKey?: string;
  /** By id. */
  readonly fingerprintKeys?: ById<Sealed>;
  /** By name. */
  readonly sources?: ById<{
    readonly driver: string;
    readonly address: string;
    readonly status: Source["status"];
    readonly items?: readonly string[];
    readonly token: string;
    readonly addedAt: string;
    readonly revokedAt?: string;
  }>;
  /** By id: every key that was ever asked for. */
  readonly keys?: ById<ReplayedKey>;
  /** By id. */
  readonly versions?: ById<
    Sealed & {
      readonly environment: string;
      readonly name: string;
      readonly fingerprint: string;
      readonly createdAt: string;
      readonly expiresAt?: string;
    }
  >;
  /** By `<environment>/<name>`. */
  readonly secrets?: ById<{
    /** Ids, as each became current. */
    readonly versions?: readonly string[];
    readonly description?: string;
    /** The only targets that may have it; absent: all may. */
    readonly targets?: readonly string[];
    readonly createdAt: string;
    readonly updatedAt: string;
  }>;
  /** By `max-age` or `max-age/<source>`. */
  readonly policies?: ById<{
    readonly policy: Policy["policy"];
    readonly source?: string;
    readonly ms: number;
    readonly setAt: string;
  }>;
  /** By the intent's id. */
  readonly intents?: ById<{
    readonly kind: "create" | "delete";
    readonly key: string;
    readonly source: string;
    readonly log: string;
    /** @format date-time */
    readonly at: string;
    /** @format date-time */
    readonly deadline?: string;
  }>;
  /** By name. */
  readonly targets?: ById<{
    readonly driver: string;
    readonly binding: ReplayedBinding;
    readonly environments?: ById<ReplayedBinding>;
    readonly items?: readonly string[];
    readonly token?: string;
    readonly addedAt: string;
  }>;
  /** What each place holds since it was written. */
  readonly deliveries?: readonly (ReplayedPlace & {
    readonly target: string;
    readonly environment: string;
    readonly name: string;
    readonly version: string;
    readonly fingerprint: string;
    /** By which the driver knows what it wrote. */
    readonly mark?: string;
    readonly pushedAt: string;
  })[];
  /** By the intent's id. */
  readonly errands?: ById<
    ReplayedPlace & {
      readonly kind: "push" | "prune";
      readonly target: string;
      /** Only of a push. */
      readonly version?: string;
      readonly log: string;
      /** @format date-time */
      readonly at: string;
    }
  >;
}

type ById<T> = { readonly [id: string]: T };

interface Sealed {
  /** Hex SHA-256 of the age file. */
  readonly sealed: string;
  /** Ids of recipients. */
  readonly to?: readonly string[];
}

/** A key, as replay document 1 has it. */
interface ReplayedKey {
  readonly source: string;
  readonly environment: string;
  readonly name: string;
  readonly status: KeyStatus;
  readonly permission: string;
  readonly domain?: string;
  readonly description?: string;
  readonly remoteName: string;
  readonly remoteId?: string;
  /** Fingerprint of the master token that it was asked for with. */
  readonly token: string;
  readonly requestedAt?: string;
  readonly generatedAt?: string;
  /** Of one that was made elsewhere: when it was taken over. */
  readonly adoptedAt?: string;
  readonly endedAt?: string;
  /** Id of the key whose place it was to take. */
  readonly replaces?: string;
  readonly testedAt?: string;
  readonly testFailedAt?: string;
  readonly switchedAt?: string;
  /** For how long after that the other is kept. */
  readonly graceMs?: number;
}

/** A binding, as replay document 1 has it. */
interface ReplayedBinding {
  readonly address: string;
  readonly identifier: string;
  readonly store: string;
}

/** A place at a target, as replay document 1 has it. */
interface ReplayedPlace extends ReplayedBinding {
  readonly driver: string;
  readonly scope?: string;
  readonly remoteName: string;
}
