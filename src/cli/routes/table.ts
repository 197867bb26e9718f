import type { Route } from "../route.ts";

/** Every command of the program by its first word. The words of the others are not loaded for one. */
const ROUTES: Readonly<Record<string, () => Promise<Route>>> = {
  source: async () => (await import("./source.ts")).sourceRoutes,
  secret: async () => (await import("./secret.ts")).secretRoutes,
  target: async () => (await import("./target.ts")).targetRoutes,
  push: async () => (await import("./target.ts")).push,
  diff: async () => (await import("./target.ts")).diff,
  prune: async () => (await import("./target.ts")).prune,
  env: async () => (await import("./environment.ts")).environmentRoutes,
  run: async () => (await import("./use.ts")).run,
  import: async () => (await import("./exchange.ts")).importFile,
  export: async () => (await import("./exchange.ts")).exportFile,
  log: async () => (await import("./log.ts")).logRoutes,
  access: async () => (await import("./access.ts")).accessRoutes,
  recovery: async () => (await import("./recovery.ts")).recoveryRoutes,
  signer: async () => (await import("./signer.ts")).signerRoutes,
  keychain: async () => (await import("./keychain.ts")).keychainRoutes,
  unlock: async () => (await import("./unlock.ts")).unlock,
  lock: async () => (await import("./unlock.ts")).lock,
  sync: async () => (await import("./sync.ts")).sync,
  due: async () => (await import("./due.ts")).due,
  policy: async () => (await import("./policy.ts")).policyRoutes,
  replay: async () => (await import("./vault.ts")).replay,
  status: async () => (await import("./vault.ts")).status,
  doctor: async () => (await import("./doctor.ts")).doctor,
  init: async () => (await import("./vault.ts")).init,
  schema: async () => (await import("./schema.ts")).schema,
  completions: async () => (await import("./completions.ts")).completions,
  help: async () => (await import("./help.ts")).help,
};

/** The first word of every command. */
export const COMMANDS: readonly string[] = Object.keys(ROUTES);

/** Loads the words of a command, where its first word names one. */
export async function loadRoute(word: string | undefined): Promise<Route | undefined> {
  return word !== undefined && Object.hasOwn(ROUTES, word) ? await ROUTES[word]!() : undefined;
}
