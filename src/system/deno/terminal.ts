import { CredError } from "../../domain/errors.ts";
import { Secret } from "../../domain/secret.ts";
import type { Terminal } from "../terminal.ts";
import { type ControllingTerminal, openControllingTerminal } from "./controlling_terminal.ts";
import { fileError } from "./file_errors.ts";
import { type Interrupted, unlessInterrupted } from "./interrupted.ts";
import { outputStream } from "./output_stream.ts";

const NO_TERMINAL_COLUMNS = 80;
const NEWLINE = 0x0a;
const CHUNK_BYTES = 65_536;

/** Something to read from, and what was read of it beyond a line. */
interface TypedInput extends ControllingTerminal {
  ahead: Uint8Array<ArrayBuffer>;
}

/** The terminal and standard streams of the process. */
export function denoTerminal(interrupted: Interrupted): Terminal {
  const stdout = outputStream(() => Deno.stdout);
  const stderr = outputStream(() => Deno.stderr);
  const ask = (question: string) => stderr.writeQuietly(question);
  const stdin: TypedInput = { read: readStdin, setRaw, ahead: new Uint8Array() };
  let opened: TypedInput | undefined;

  /** Where a person types who reads the questions. */
  function typed(): TypedInput | undefined {
    if (!Deno.stderr.isTerminal()) return undefined;
    if (opened !== undefined || Deno.stdin.isTerminal()) return opened ?? stdin;
    const terminal = openControllingTerminal();
    return opened = terminal === undefined ? undefined : { ...terminal, ahead: new Uint8Array() };
  }

  async function read(from: TypedInput = stdin): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (from.ahead.length > 0) {
      const bytes = from.ahead;
      from.ahead = new Uint8Array();
      return bytes;
    }
    return await unlessInterrupted(interrupted(), from.read(CHUNK_BYTES));
  }

  async function readAll(limit: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (let chunk = await read(); chunk !== undefined; chunk = await read()) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) {
        throw new CredError("usage.too_large", `standard input is larger than ${limit} bytes`);
      }
    }
    return joined(chunks, size);
  }

  async function askLine(question: string): Promise<string | undefined> {
    ask(question);
    try {
      return await readLine();
    } catch (error) {
      ask("\n");
      throw error;
    }
  }

  async function readLine(): Promise<string | undefined> {
    const chunks: Uint8Array[] = [];
    const from = typed() ?? stdin;
    let size = 0;
    for (let chunk = await read(from); chunk !== undefined; chunk = await read(from)) {
      const end = chunk.indexOf(NEWLINE);
      chunks.push(end < 0 ? chunk : chunk.subarray(0, end));
      size += chunks.at(-1)!.length;
      if (end >= 0) {
        from.ahead = chunk.slice(end + 1);
        return lineText(joined(chunks, size));
      }
    }
    return size === 0 ? undefined : lineText(joined(chunks, size));
  }

  async function askSecret(question: string): Promise<Secret> {
    const { SecretLine } = await import("./secret_line.ts");
    const line = new SecretLine();
    // Listened for before the terminal changes: a signal must not leave it without echo.
    interrupted().throwIfAborted();
    const from = typed() ?? stdin;
    from.setRaw(true);
    try {
      ask(question);
      let state = line.feed(new Uint8Array());
      while (state === "more") {
        const chunk = await read(from);
        state = chunk === undefined ? "given_up" : line.feed(chunk);
        chunk?.fill(0);
      }
      if (state === "given_up") throw new CredError("interrupted", "interrupted");
      return Secret.ofBytes(line.bytes);
    } finally {
      from.setRaw(false);
      ask("\n");
    }
  }

  return {
    isTty: {
      get stdin() {
        return Deno.stdin.isTerminal();
      },
      get stdout() {
        return Deno.stdout.isTerminal();
      },
      get stderr() {
        return Deno.stderr.isTerminal();
      },
    },
    columns,
    out: stdout.write,
    err: stderr.writeQuietly,
    readAll,
    canAsk: () => typed() !== undefined,
    askSecret,
    askLine,
  };
}

async function readStdin(size: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunk = new Uint8Array(size);
  const length = await Deno.stdin.read(chunk);
  return length === null ? undefined : chunk.subarray(0, length);
}

function setRaw(raw: boolean): void {
  try {
    Deno.stdin.setRaw(raw);
  } catch (cause) {
    if (raw) throw fileError("hide what is typed at", "standard input", cause);
    // The terminal is gone: there is nothing to restore.
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || NO_TERMINAL_COLUMNS;
  } catch {
    return NO_TERMINAL_COLUMNS;
  }
}

function lineText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replace(/\r$/, "");
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
