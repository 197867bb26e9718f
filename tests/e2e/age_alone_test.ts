// What the README says of a vault without cred: the age program alone opens a value, with the recovery file, whose
// passphrase is typed. The commands are the README's own.

import assert from "node:assert/strict";
import { openPlayground } from "../../scripts/playground.ts";
import { shell } from "./session.ts";
import { NO_TERMINAL, onTerminal } from "./terminal.ts";

const README = `${import.meta.dirname!.replace(/[\\/]tests[\\/]e2e$/, "")}/README.md`;
const script = /^```sh age\n([^]*?)^```$/m.exec(await Deno.readTextFile(README))?.[1] ?? "";
const VALUE = "postgres://localhost/päss", WORDS = "correct horse battery";

async function hasAge(): Promise<boolean> {
  try {
    return (await new Deno.Command("age", { args: ["--version"], stdout: "null" }).output()).success;
  } catch {
    if (Deno.env.get("CRED_TEST_REQUIRE")?.split(",").includes("age")) throw new Error("age is not there");
    return false;
  }
}

const MISSING = NO_TERMINAL !== "" || await hasAge()
  ? NO_TERMINAL
  : " (skipped: needs age; apt-get install age)";

Deno.test({
  name: `readme: the age program alone opens a value with the recovery file${MISSING}`,
  ignore: MISSING !== "",
  fn: async () => {
    assert.match(script, /^age -d -i cred-recovery\.age /m);
    await using playground = await openPlayground();
    const set = (value: string) => `printf '${value}' | cred secret set DATABASE_URL -`;
    const before = await shell(`cred init; ${set("an older one")}; ${set(VALUE)}`, playground);
    assert.equal(before.status, 0, before.stderr);
    {
      await using terminal = onTerminal("cred recovery create --to cred-recovery.age", playground);
      await terminal.until("New passphrase for the recovery file: ");
      await terminal.type(`${WORDS}\r`);
      await terminal.until("The same passphrase again: ");
      await terminal.type(`${WORDS}\r`);
      await terminal.until("made a recovery key in cred-recovery.age");
      await terminal.until("cred sync");
      assert(!terminal.shown.includes(WORDS));
    }
    // Sealed again for another, it is another file of the same value.
    assert.equal((await shell("cred access create ci --read-only >/dev/null", playground)).status, 0);
    // With age and nothing else: neither the keychain nor what this machine remembers is there.
    await Deno.remove(`${playground.folder}/home`, { recursive: true });
    await using terminal = onTerminal(script, playground);
    await terminal.until("passphrase");
    await terminal.type(`${WORDS}\r`);
    await terminal.until(VALUE);
  },
});
