import assert from "node:assert/strict";
import fc from "fast-check";
import { anySteps, Four } from "./four_logs.ts";
import { readingOf, Scribe } from "./scribe.ts";

Deno.test("merging further logs never reorders what was there, and the order of files is nothing", async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, fc.boolean(), async (steps, reversed) => {
      const four = new Four(await Scribe.make());
      const { scribe, names } = four;
      await scribe.begin(1);
      for (const step of steps) await four.write(step);
      const whole = await readingOf(scribe.files());
      assert.equal(whole.code, undefined, whole.message);

      for (let mask = 0; mask < 16; mask++) {
        const some = names.filter((name, i) => scribe.logs.has(name) && mask & (1 << i));
        const part = four.closure([scribe.first, ...some]);
        const logs = [...scribe.files().logs].filter(([name]) => part.has(name));
        const files = { publicKey: scribe.publicKey, logs: new Map(reversed ? logs.reverse() : logs) };
        const { code, message, order } = await readingOf(files);
        assert.equal(code, undefined, message);
        assert.deepEqual(order, whole.order.filter((place) => part.has(place.split(":")[0]!)));
      }
    }),
    { numRuns: 25 },
  );
});

Deno.test("going on with a log never reorders what was there", async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      const four = new Four(await Scribe.make());
      await four.scribe.begin(1);
      let before: readonly string[] = [];
      for (const step of steps) {
        await four.write(step);
        const { code, order } = await readingOf(four.scribe.files());
        assert.equal(code, undefined);
        assert.deepEqual(order.filter((place) => before.includes(place)), before);
        before = order;
      }
    }),
    { numRuns: 10 },
  );
});
