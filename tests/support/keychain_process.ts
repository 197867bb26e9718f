import { CredError, type ErrorCode } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import type { Keychain } from "../../src/keychain/keychain.ts";

const PROGRAM = new URL("./keychain_program.ts", import.meta.url).pathname;

/** A call as it goes to the other process: one line of JSON. */
export interface KeychainCall {
  readonly id: number;
  readonly act: "begin" | "get" | "set" | "delete" | "has" | "list";
  /** Empty for `begin` and `list`. */
  readonly item: string;
  /** Hexadecimal bytes. */
  readonly value?: string;
  readonly label?: string;
}

/** An answer as it comes back. */
export interface KeychainAnswer {
  readonly id: number;
  readonly result?: string | boolean;
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly hints: readonly string[] };
}

/** The system keychain as another process sees it, which has an environment of its own. */
export interface KeychainProcess extends Keychain, AsyncDisposable {
  begin(): void;
  /** Ends the process; what it and its libraries have written to the standard error stream. */
  stderr(): Promise<string>;
}

/** How the process opens its keychain. */
export interface KeychainProcessOptions {
  readonly timeoutMs?: number;
  readonly mayAsk?: boolean;
  /** When the calls are interrupted, counted from the first. */
  readonly interruptAfterMs?: number;
}

/** Starts a process that opens the system keychain in `env`; CRED_TEST_DENO may name another Deno for it. */
export function startKeychainProcess(
  env: Readonly<Record<string, string>>,
  options: KeychainProcessOptions = {},
): KeychainProcess {
  const [program, ...args] = (Deno.env.get("CRED_TEST_DENO") ?? Deno.execPath()).split(" ");
  const child = new Deno.Command(program!, {
    args: [...args, "run", "-A", "--no-check", PROGRAM, JSON.stringify(options)],
    env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const errors = new Response(child.stderr).text();
  const waiting = new Map<number, (answer: KeychainAnswer) => void>();
  const reading = readAnswers(child.stdout, waiting, errors);
  let lastId = 0;

  async function ask(call: Omit<KeychainCall, "id">): Promise<string | boolean | undefined> {
    const id = ++lastId;
    const answered = new Promise<KeychainAnswer>((resolve) => waiting.set(id, resolve));
    await writer.write(new TextEncoder().encode(`${JSON.stringify({ id, ...call })}\n`));
    const { result, error } = await answered;
    if (error !== undefined) throw new CredError(error.code, error.message, error.hints);
    return result;
  }

  async function end(): Promise<void> {
    await writer.close().catch(() => {});
    await Promise.all([child.status, reading, errors]);
  }

  return {
    kind: "system",
    title: "another process",
    begin: () => void ask({ act: "begin", item: "" }),
    async get(item) {
      const value = await ask({ act: "get", item });
      return typeof value === "string" ? Secret.ofBytes(fromHex(value)) : undefined;
    },
    async set(item, value, label) {
      await ask({ act: "set", item, value: value.open(toHex), label });
    },
    delete: async (item) => await ask({ act: "delete", item }) === true,
    has: async (item) => await ask({ act: "has", item }) === true,
    list: async () => String(await ask({ act: "list", item: "" })).split(" ").filter((name) => name !== ""),
    async stderr() {
      await end();
      return await errors;
    },
    [Symbol.asyncDispose]: end,
  };
}

async function readAnswers(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  waiting: Map<number, (answer: KeychainAnswer) => void>,
  errors: Promise<string>,
): Promise<void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream("utf-8", { ignoreBOM: true }))) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const answer = JSON.parse(line) as KeychainAnswer;
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    }
  }
  const message = `the keychain process ended: ${await errors}`;
  for (const [id, resolve] of waiting) resolve({ id, error: { code: "failed", message, hints: [] } });
}

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hexadecimal digits as bytes. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
