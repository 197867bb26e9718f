/** Linux with glibc, Linux with musl, macOS. */
const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libSystem.B.dylib"];

/** Functions of the C library, which stays loaded until the process ends; null where there is none. */
export function loadLibc<const SYMBOLS extends Deno.ForeignLibraryInterface>(
  symbols: SYMBOLS,
): Deno.DynamicLibrary<SYMBOLS>["symbols"] | null {
  for (const name of LIBRARIES) {
    try {
      return Deno.dlopen(name, symbols).symbols;
    } catch {
      // The next one.
    }
  }
  return null;
}
