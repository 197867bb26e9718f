// The binary as users get it: installed from a release. Needs CRED_BIN.
import assert from "node:assert/strict";
import { VERSION } from "../../src/domain/version.ts";
import { serveRelease } from "../support/release_server.ts";

const BINARY = Deno.env.get("CRED_BIN");
const reason = BINARY === undefined ? " (skipped: needs CRED_BIN, the path of a compiled binary)" : "";

Deno.test({
  name: `binary: it is installed from a release${reason}`,
  ignore: reason !== "",
  fn: async () => {
    await using release = await serveRelease(await Deno.readFile(BINARY!));
    const { status, stdout } = await release.install();
    assert.equal(status, 0);
    assert(stdout.startsWith(`installed cred ${VERSION} as ${release.target}\n`));
  },
});
