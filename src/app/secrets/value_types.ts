/** The kinds of values that cred makes itself. */
export const VALUE_TYPES = ["password", "hex", "uuid", "ed25519", "rsa", "jwt-secret"] as const;

/** One of them. */
export type ValueType = typeof VALUE_TYPES[number];
