import { CredError } from "../../domain/errors.ts";
import { errorCode, fileError } from "./file_errors.ts";

const BUSY_WAIT_MS = 5;

/** Where output goes; after its reader has gone, nowhere. */
export interface OutputStream {
  /** Writes all of it; failures other than a closed pipe throw. */
  write(data: string | Uint8Array): void;
  /** The same for the stream that failures are told on: its own have no place to go. */
  writeQuietly(text: string): void;
}

/** A standard stream of the process, looked up when first written to. */
export function outputStream(stream: () => { writeSync(bytes: Uint8Array): number }): OutputStream {
  let closed = false;

  function write(data: string | Uint8Array): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    for (let done = 0; done < bytes.length && !closed;) {
      try {
        done += stream().writeSync(bytes.subarray(done));
      } catch (cause) {
        afterFailure(cause);
      }
    }
  }

  function afterFailure(cause: unknown): void {
    if (cause instanceof Deno.errors.BrokenPipe) closed = true;
    // Whoever started us may have made the pipe non-blocking: wait until there is room.
    else if (errorCode(cause) === "EAGAIN" || cause instanceof Deno.errors.WouldBlock) pause(BUSY_WAIT_MS);
    else throw fileError("write to", "standard output", cause);
  }

  function writeQuietly(text: string): void {
    try {
      write(text);
    } catch (cause) {
      if (!(cause instanceof CredError)) throw cause;
      closed = true;
    }
  }

  return { write, writeQuietly };
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
