import assert from "node:assert/strict";
import { blobOf, credentialBytes } from "../../src/keychain/credential_manager/struct.ts";

const TOOLS = "x86_64-w64-mingw32-";
const SOURCE = new URL("./credential_struct.c", import.meta.url).pathname;

async function run(program: string, ...args: string[]): Promise<boolean> {
  const command = new Deno.Command(TOOLS + program, { args, stdout: "null", stderr: "inherit" });
  return await command.output().then(({ success }) => success, () => false);
}

const hasCompiler = await run("gcc", "--version");
const isRequired = Deno.env.get("CRED_TEST_REQUIRE")?.includes("mingw") ?? false;
const skipped = hasCompiler || isRequired ? "" : " [skipped: apt-get install -y gcc-mingw-w64-x86-64]";

Deno.test({
  name: `Windows keychain: a credential's bytes are those that a C compiler for Windows makes${skipped}`,
  ignore: skipped !== "",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "cred-struct-" });
    try {
      assert.ok(await run("gcc", "-c", "-Wall", "-Werror", "-o", `${folder}/it.o`, SOURCE));
      assert.ok(await run("objcopy", "-O", "binary", "-j", ".rdata", `${folder}/it.o`, `${folder}/it`));
      assert.deepEqual(
        credentialBytes({
          target: 0x1112131415161718n,
          comment: 0x2122232425262728n,
          blobBytes: 0x31323334,
          blob: 0x4142434445464748n,
          user: 0x5152535455565758n,
        }),
        (await Deno.readFile(`${folder}/it`)).subarray(0, 80),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("Windows keychain: a credential's blob is read from where it is written", () => {
  const blob = new Uint8Array([1, 2, 0, 255]);
  const address = Deno.UnsafePointer.value(Deno.UnsafePointer.of(blob));
  const bytes = credentialBytes({ target: 0n, comment: 0n, user: 0n, blob: address, blobBytes: blob.length });
  assert.deepEqual(blobOf(Deno.UnsafePointer.of(bytes)!), blob);
});
