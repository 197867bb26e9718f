/** Answer of `secret generate`. Never the value; a public key is none. */
export interface GeneratedSecretView {
  readonly vault: string | undefined;
  readonly environment: string;
  readonly type: string;
  /** What `--length` counts of it; absent where it has one length only. */
  readonly length?: number;
  /** The secret, and of a key pair that of the public key. */
  readonly secret: string;
  readonly publicSecret?: string;
  /** Absent in a dry run: SPKI in PEM, and as OpenSSH has it. */
  readonly publicKey?: { readonly pem: string; readonly ssh: string };
  readonly dryRun: boolean;
}
