// Runs the tests of the Windows keychain with the real Deno for Windows, under Wine: what `deno task test:windows`
// runs. Deno and Wine's prefix are copies in a temporary folder, and only those are changed for an older Wine.
import { ROOT, run } from "./binary.ts";

const DENO = "2.9.6";
/** Not `wine`, which asks for its 32-bit half. */
const WINE = "/usr/lib/wine/wine64";
const WINE_SERVER = "/usr/lib/wine/wineserver64";
const COMPILER = "x86_64-w64-mingw32-gcc";
const TESTS = ["tests/keychain/native_test.ts"];

/** A V8 that finds this function expects of it what Wine 8 does not do; one that doesn't find it does without. */
const MISSING_FUNCTION = ["VirtualAlloc2\0", "VirtualAllocZ\0"] as const;

function fail(sentence: string): never {
  console.error(`cannot test for Windows: ${sentence}`);
  Deno.exit(1);
}

function must(what: string, result: { readonly success: boolean; readonly text: string }): void {
  if (!result.success) fail(`${what}: ${result.text.trim()}`);
}

/** Puts the Deno for Windows into the folder, so that Wine runs it. */
function prepareDeno(folder: string): void {
  const shell = (script: string) => run("sh", ["-c", `cd "$1" && ${script}`, "sh", folder]);
  must("npm", shell(`npm pack --silent @deno/win32-x64@${DENO} && tar -xzf ./*.tgz package/deno.exe`));
  const path = `${folder}/package/deno.exe`;
  const bytes = Deno.readFileSync(path);
  const [from, to] = MISSING_FUNCTION.map((text) => new TextEncoder().encode(text)) as [
    Uint8Array,
    Uint8Array,
  ];
  const at = indexOf(bytes, from);
  if (at >= 0) bytes.set(to, at);
  Deno.writeFileSync(path, bytes);
  const source = `${ROOT}/tests/keychain/process_prng.c`;
  const library = `${folder}/package/bcryptprimitives.dll`;
  must(COMPILER, run(COMPILER, ["-shared", "-O2", "-o", library, source, "-ladvapi32"]));
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  for (let at = bytes.indexOf(part[0]!); at >= 0; at = bytes.indexOf(part[0]!, at + 1)) {
    if (part.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}

async function wine(folder: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(WINE, {
    args,
    cwd: ROOT,
    env: {
      WINEPREFIX: `${folder}/prefix`,
      WINEDEBUG: "-all",
      WINEDLLOVERRIDES: "mscoree,mshtml=",
      DENO_DIR: `Z:${folder}/cache`,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    },
  }).spawn().status;
  return success;
}

if (Deno.build.os !== "linux" || Deno.build.arch !== "x86_64") fail("this needs Linux on x86_64");
for (const program of [WINE, COMPILER]) {
  if (!run(program, ["--version"]).success) {
    fail(
      `${program} is not installed: apt-get install -y --no-install-recommends wine wine64 gcc-mingw-w64-x86-64`,
    );
  }
}
const folder = Deno.makeTempDirSync({ prefix: "cred-windows-" });
let isGood = false;
try {
  prepareDeno(folder);
  if (!await wine(folder, "wineboot", "-i")) fail("Wine cannot make its folder");
  const flags = ["-A", "--no-check", "--no-config", "--no-lock", "--no-remote"];
  isGood = await wine(folder, `${folder}/package/deno.exe`, "test", ...flags, ...TESTS);
  // It writes into the folder until it ends.
  const env = { WINEPREFIX: `${folder}/prefix` };
  await new Deno.Command(WINE_SERVER, { args: ["-k", "-w"], env }).output();
} finally {
  Deno.removeSync(folder, { recursive: true });
}
if (!isGood) Deno.exit(1);
