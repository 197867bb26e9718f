import assert from "node:assert/strict";
import type { App } from "../../src/app/app.ts";
import type { Answer } from "../../src/cli/answer.ts";
import { lazily } from "../../src/cli/context.ts";
import type { CommonFlags } from "../../src/cli/flags.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";

/** What is done for a command, in its order. */
async function done(keychain: () => Promise<Keychain>, options?: { readonly opens: boolean }) {
  const did: string[] = [];
  const app = { keychain: () => keychain().finally(() => did.push("keychain")) } as App;
  const run = (): Promise<Answer> => (did.push("run"), Promise.resolve({ view: {}, text: "" }));
  const work = lazily(() => (did.push("load"), Promise.resolve({ run })), options);
  const answer = async (_: CommonFlags, act: (app: App) => Promise<Answer>) => void await act(app);
  await (await work()).call({ answer }, {} as CommonFlags);
  return did;
}

Deno.test("a command that opens values has the keychain begin before it is loaded; no other asks for one", async () => {
  let begun = 0;
  const keychain = () => Promise.resolve({ begin: () => void begun++ } as Partial<Keychain> as Keychain);
  assert.deepEqual(await done(keychain, { opens: true }), ["keychain", "load", "run"]);
  assert.equal(begun, 1);
  assert.deepEqual(await done(keychain), ["load", "run"]);
  assert.equal(begun, 1);
});

Deno.test("what is wrong with the keychain is told when there is something to open, not before", async () => {
  const broken = () => Promise.reject<Keychain>(new Error("no keychain"));
  assert.deepEqual(await done(broken, { opens: true }), ["keychain", "load", "run"]);
});
