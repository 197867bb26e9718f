import { CredError } from "../../domain/errors.ts";
import type { Environment } from "../environment.ts";

/** The process's arguments, variables and place, read when asked for. */
export function denoEnvironment(): Environment {
  return {
    get args() {
      return Deno.args;
    },
    get os() {
      const os = Deno.build.os;
      return os === "windows" || os === "darwin" ? os : "linux";
    },
    get pid() {
      return Deno.pid;
    },
    get uid() {
      return Deno.uid() ?? undefined;
    },
    get: variable,
    cwd: workingFolder,
  };
}

/** A name that no variable can have (empty, with `=` or NUL) has no value, as any other that isn't set. */
function variable(name: string): string | undefined {
  if (name === "" || name.includes("=") || name.includes("\0")) return undefined;
  return Deno.env.get(name) || undefined;
}

function workingFolder(): string {
  try {
    return Deno.cwd();
  } catch (cause) {
    throw new CredError("failed.file", "cannot tell the working directory: it may be deleted", [
      "change to a directory that exists",
    ], cause);
  }
}
