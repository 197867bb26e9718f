import assert from "node:assert/strict";
import { withoutPassword } from "../../src/vault/git.ts";

Deno.test("git: no address is shown with what stands before its @", () => {
  for (
    const [text, shown] of [
      ["https://user:hunter2@example.com/x.git", "https://example.com/x.git"],
      [
        "fetch of 'ssh://git@example.com:22/x' and http://:p@h",
        "fetch of 'ssh://example.com:22/x' and http://h",
      ],
      ["1https://user:hunter2@h", "1https://h"],
      ["HTTPS://a@b@h/c@d", "HTTPS://h/c@d"],
      ["https://example.com/@scope", "https://example.com/@scope"],
      ["git@example.com:acme/app", "git@example.com:acme/app"],
    ] as const
  ) assert.equal(withoutPassword(text), shown);
});

Deno.test("git: what a server says is read in linear time, however much it is", () => {
  const startedAt = performance.now();
  for (const text of ["x".repeat(3_000_000), "x://".repeat(700_000), "x://x".repeat(600_000)]) {
    assert.equal(withoutPassword(text), text);
  }
  assert(performance.now() - startedAt < 5_000);
});
