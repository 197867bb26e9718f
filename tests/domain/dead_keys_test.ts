import assert from "node:assert/strict";
import fc from "fast-check";
import { forgetDead } from "../../src/domain/dead_keys.ts";
import { evolve } from "../../src/domain/evolve.ts";
import { sealedFiles } from "../../src/domain/queries.ts";
import { emptyState } from "../../src/domain/state.ts";
import { anyHistory } from "./any_event.ts";

Deno.test("who lets go of dead keys knows the same of all that may be opened, whatever comes after", () => {
  let forgotten = 0;
  fc.assert(
    fc.property(anyHistory, (history) => {
      const whole = emptyState(), lean = emptyState();
      for (const event of history) {
        evolve(whole, event);
        evolve(lean, event);
        forgetDead(lean, event.event);
        const names = ["versions", "secrets", "rivals", "signers", "recipients", "fingerprintKeys"] as const;
        for (const name of names) assert.deepEqual(lean[name], whole[name]);
        assert.deepEqual(sealedFiles(lean), sealedFiles(whole));
      }
      for (const { id } of lean.keys.values()) if (id === "") forgotten++;
    }),
    { numRuns: 3_000 },
  );
  assert.ok(forgotten > 5, `${forgotten}`);
});
