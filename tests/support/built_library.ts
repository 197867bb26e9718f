// Libraries that stand in for a system's own, built from C where the tests run. Where there is no compiler a test is
// skipped by name, unless CRED_TEST_REQUIRE names `gcc`: then it fails.

const SOURCES = new URL("../keychain/", import.meta.url).pathname;

/** Whether gcc is there. */
export function hasCompiler(): boolean {
  try {
    return new Deno.Command("gcc", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** Registers tests that need a compiler; `register` is not called without one. */
export async function compiledTests(what: string, register: () => void | Promise<void>): Promise<void> {
  if (hasCompiler()) return await register();
  if (Deno.env.get("CRED_TEST_REQUIRE")?.includes("gcc")) {
    return Deno.test(what, () => Promise.reject(new Error("not installed: gcc")));
  }
  Deno.test({ name: `${what} [skipped: apt-get install -y gcc libc6-dev]`, ignore: true, fn: () => {} });
}

/** Builds `tests/keychain/<source>` as a shared library in a folder of its own, and loads it. */
export function buildLibrary<S extends Deno.ForeignLibraryInterface>(
  source: string,
  symbols: S,
): { readonly path: string; readonly symbols: Deno.DynamicLibrary<S>["symbols"] } {
  const folder = Deno.makeTempDirSync({ prefix: "cred-library-" });
  const path = `${folder}/library.so`;
  try {
    const built = new Deno.Command("gcc", {
      args: ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-pthread", "-o", path, SOURCES + source],
    }).outputSync();
    if (!built.success) throw new Error(new TextDecoder().decode(built.stderr));
    const library = Deno.dlopen(path, symbols);
    globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
    return { path, symbols: library.symbols };
  } catch (error) {
    Deno.removeSync(folder, { recursive: true });
    throw error;
  }
}
