/** Cryptographic randomness, injected. */
export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>;
}
