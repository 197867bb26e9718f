// What can be broken around a vault: tokens, the network, the clock, the keychain, git.

import assert from "node:assert/strict";
import { filesUnder } from "../../support/secrets_at_rest.ts";
import { type Case, cred, items, testBroken } from "./broken.ts";

const DAY = 86_400_000;

const CASES: readonly Case[] = [
  {
    what: "a token that was ended at its platform",
    break: (world) => world.server.account.restore([]),
    found: [["token", "problem", /^Resend does not accept the token/]],
  },
  {
    what: "a token that may not manage keys",
    break: (world) =>
      world.server.misbehave({}, {
        what: "answer",
        work: false,
        status: 401,
        body: { statusCode: 401, name: "restricted_api_key", message: "This API key is restricted" },
      }),
    found: [["token", "problem", /accepts the token for sending only/]],
    mend: /full_access/,
  },
  {
    what: "a token that is not in the keychain",
    break: (world) =>
      [...filesUnder(items(world))].filter((path) => path.includes("/token-")).forEach((path) =>
        Deno.removeSync(path)
      ),
    found: [["token", "warning", /its master token is not in this machine's keychain/]],
    mend: /^cred source add resend$/,
  },
  {
    what: "a platform at another address",
    break: () => {},
    options: () => ({ env: { RESEND_BASE_URL: "https://elsewhere.example" } }),
    found: [["token", "problem", /was configured for/]],
  },
  {
    what: "no network",
    break: () => {},
    options: () => ({ fetch: () => Promise.reject(new TypeError("client error (Connect): dns error")) }),
    found: [["token", "not_checked", /^cannot reach "127\.0\.0\.1/]],
  },
  {
    what: "nobody asked",
    break: () => {},
    flags: " --offline",
    options: () => ({ fetch: () => Promise.reject(new Error("it was asked")) }),
    found: [["token", "not_checked", /--offline/]],
  },
  {
    what: "a clock that went back",
    break: (world) => void (world.clockAheadMs = -3 * DAY),
    flags: " --offline",
    found: [
      ["token", "not_checked", /--offline/],
      ["clock", "problem", /the newest record is dated .*, 3 days from now: this clock went back/],
    ],
    mend: /timedatectl/,
  },
  {
    what: "a clock far ahead of a platform's",
    break: (world) => void (world.clockAheadMs = 400 * DAY),
    found: [["clock", "problem", /^this clock is 400 days ahead of that of 127\.0\.0\.1$/]],
  },
  {
    what: "a keychain without its keys",
    break: (world) =>
      [...filesUnder(items(world))].filter((path) => path.includes("/vault-")).forEach((path) =>
        Deno.removeSync(path)
      ),
    found: [["access", "problem", /this machine has no access to this vault/]],
    mend: /cred access request/,
  },
  {
    what: "a wrong passphrase",
    break: () => {},
    options: () => ({ env: { CRED_PASSPHRASE: "another passphrase" } }),
    found: [
      ["keychain", "problem", /./],
      ["access", "not_checked", /the keychain does not work/],
      ["token", "not_checked", /the keychain does not work/],
    ],
  },
  {
    what: "a choice of keychains that there are none of",
    break: () => {},
    options: () => ({ env: { CRED_KEYCHAIN: "none" } }),
    found: [
      ["keychain", "problem", /CRED_KEYCHAIN is "none"/],
      ["access", "not_checked", /./],
      ["token", "not_checked", /./],
    ],
  },
  {
    what: "no git",
    break: () => {},
    options: () => ({
      processes: (processes) => ({ ...processes, output: () => Promise.resolve(undefined) }),
    }),
    found: [["git", "warning", /git is not installed/]],
  },
  {
    what: "a vault that git tracks with the code",
    break: async (world) => {
      for (const args of [["init", "--quiet"], ["add", "--force", ".cred"]]) {
        const { success } = await new Deno.Command("git", { args, cwd: world.folder }).output();
        assert(success);
      }
    },
    found: [["git", "problem", /git tracks the vault/]],
    mend: /^git rm -r --cached /,
  },
  {
    what: "something that cred does not expect",
    break: () => {},
    options: (world) => ({
      files: (files) => ({
        ...files,
        list: (path) =>
          path === `${cred(world)}/values` ? Promise.reject(new TypeError("oh")) : files.list(path),
      }),
    }),
    found: [
      ["paths", "problem", /something that cred did not expect: TypeError: oh/],
      ["values", "problem", /TypeError: oh/],
      ["leftovers", "problem", /TypeError: oh/],
    ],
  },
];

testBroken("what is broken around a vault", CASES);
