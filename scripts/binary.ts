import { toHex } from "../src/domain/encoding.ts";

/** The project's folder. */
export const ROOT = import.meta.dirname!.replace(/[\\/]scripts$/, "");

/** Where what is built goes. */
export const DIST = `${ROOT}/dist`;

/** The bundle's first file; its chunks lie beside it. */
export const BUNDLE = `${DIST}/cred.js`;

/** Its second thread. */
export const WORKER = `${DIST}/hash_worker.js`;

/** What the program needs: any file, variable, address and program the user names, and libraries for the keychain. */
export const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-run",
  "--allow-ffi",
  "--allow-sys=uid",
] as const;

/** Runs a program in the project's folder; `text` is all that it printed. A missing program is no success. */
export function run(
  command: string,
  args: readonly string[],
): { readonly success: boolean; readonly text: string } {
  try {
    const { success, stdout, stderr } = new Deno.Command(command, {
      args: [...args],
      cwd: ROOT,
      env: { RUST_BACKTRACE: "0", NO_COLOR: "1" },
    }).outputSync();
    const decoder = new TextDecoder();
    return { success, text: decoder.decode(stdout) + decoder.decode(stderr) };
  } catch (cause) {
    return { success: false, text: String(cause) };
  }
}

/** The version of Deno that a runtime, or a binary made of one, says of itself to servers. */
export function runtimeVersion(path: string): string {
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  return /Deno\/(\d+\.\d+\.\d+)/.exec(text)?.[1] ?? "unknown";
}

/** Lower-case hex. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Seconds since 1970 that what is made gets as its time: SOURCE_DATE_EPOCH, else the last commit's time, else 0. */
export function sourceTime(): number {
  const given = Deno.env.get("SOURCE_DATE_EPOCH");
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  const { success, text } = run("git", ["log", "-1", "--format=%ct"]);
  return success ? Number(text.trim()) : 0;
}
