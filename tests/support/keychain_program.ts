// A process that does with the system keychain what lines of JSON on its input say; see keychain_process.ts.

import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";
import { openLibsecret } from "../../src/keychain/libsecret/mod.ts";
import {
  fromHex,
  type KeychainAnswer,
  type KeychainCall,
  type KeychainProcessOptions,
  toHex,
} from "./keychain_process.ts";

async function main(options: KeychainProcessOptions): Promise<void> {
  const { interruptAfterMs, ...limits } = options;
  const interruption = new AbortController();
  const keychain = openLibsecret({ ...limits, interrupted: interruption.signal });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rest = "";
  const running: Promise<void>[] = [];
  for await (
    const text of Deno.stdin.readable.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }))
  ) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    if (interruptAfterMs !== undefined) timer ??= setTimeout(() => interruption.abort(), interruptAfterMs);
    for (const line of lines) running.push(answer(keychain, JSON.parse(line) as KeychainCall));
  }
  await Promise.all(running);
  clearTimeout(timer);
}

async function answer(keychain: Keychain, call: KeychainCall): Promise<void> {
  let given: KeychainAnswer;
  try {
    const result = await perform(keychain, call);
    given = { id: call.id, ...(result === undefined ? {} : { result }) };
  } catch (error) {
    if (!(error instanceof CredError)) throw error;
    given = { id: call.id, error: { code: error.code, message: error.message, hints: error.hints } };
  }
  write(`${JSON.stringify(given)}\n`);
}

async function perform(keychain: Keychain, call: KeychainCall): Promise<string | boolean | undefined> {
  switch (call.act) {
    case "begin":
      keychain.begin?.();
      return undefined;
    case "get":
      return (await keychain.get(call.item))?.open(toHex);
    case "set":
      await keychain.set(call.item, Secret.ofBytes(fromHex(call.value ?? "")), call.label ?? "");
      return undefined;
    case "delete":
      return await keychain.delete(call.item);
    case "has":
      return await keychain.has(call.item);
    case "list":
      return (await keychain.list()).join(" ");
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let done = 0; done < bytes.length;) done += Deno.stdout.writeSync(bytes.subarray(done));
}

if (import.meta.main) await main(JSON.parse(Deno.args[0] ?? "{}") as KeychainProcessOptions);
