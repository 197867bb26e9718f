import assert from "node:assert/strict";
import fc from "fast-check";
import { formatPosition, parsePosition } from "../../src/domain/position.ts";

const A = "9f3c21d07ab4e6f8";
const B = "9f3c21d07ab4e6f8.1a2b3c4d";
const C = "9f3c21d07ab4e6f8.1a2b3c4e";
const D = "9f3d000000000000";

Deno.test("positions are as short as they are clear", () => {
  assert.equal(formatPosition({ log: A, seq: 5 }, [A]), "5");
  assert.equal(formatPosition({ log: A, seq: 5 }, [A, D]), "9f3c:5");
  assert.equal(formatPosition({ log: A, seq: 5 }, [A, B]), "9f3c:5");
  assert.equal(formatPosition({ log: B, seq: 0 }, [A, B]), "9f3c.1a2b:0");
  assert.equal(formatPosition({ log: B, seq: 0 }, [A, B, C]), "9f3c21d0.1a2b3c4d:0");
  assert.equal(formatPosition({ log: A, seq: 0 }, [A, "9f3c21d07ab4e6f9"]), `${A}:0`);
});

Deno.test("positions are read in every form that is clear", () => {
  assert.deepEqual(parsePosition("5", [A]), { log: A, seq: 5 });
  for (const text of ["9:5", "9f3c:5", `${A}:5`]) {
    assert.deepEqual(parsePosition(text, [A]), { log: A, seq: 5 });
  }
  assert.deepEqual(parsePosition("9f3c:5", [A, B]), { log: A, seq: 5 });
  assert.deepEqual(parsePosition("9f.1a:5", [A, B]), { log: B, seq: 5 });
});

Deno.test("what is no position says why", () => {
  for (
    const text of [
      "",
      " 5",
      "5 ",
      "-1",
      "1.5",
      "0x5",
      "1e3",
      "5:",
      ":5",
      "zz:5",
      "9f3c:",
      "../a:1",
      "9F3C:1",
      "١",
      "9".repeat(16),
      `${A}0:1`,
      `${B}0:1`,
    ]
  ) {
    assert.equal(parsePosition(text, [A]), "a position is a number, or LOG:NUMBER", text);
  }
  assert.equal(parsePosition("aaaa:5", [A]), "this history has no such log");
  assert.equal(parsePosition("5", []), "this history has no such log");
  assert.equal(parsePosition("5", [A, B]), "say which log: 9f3c:5, 9f3c.1a2b:5");
  assert.equal(
    parsePosition("9f3c.1:5", [A, B, C]),
    "say which log: 9f3c21d0.1a2b3c4d:5, 9f3c21d0.1a2b3c4e:5",
  );
});

Deno.test("every position is read back from the form that is written", () => {
  const hex = (length: number) =>
    fc.string({ unit: fc.constantFrom("0", "1", "f"), minLength: length, maxLength: length });
  const logName = fc.tuple(hex(16), fc.option(hex(8))).map(([signer, further]) =>
    further === null ? signer : `${signer}.${further}`
  );
  fc.assert(fc.property(fc.uniqueArray(logName, { minLength: 1, maxLength: 8 }), fc.nat(), (logs, seq) => {
    for (const log of logs) {
      assert.deepEqual(parsePosition(formatPosition({ log, seq }, logs), logs), { log, seq });
      assert.deepEqual(parsePosition(`${log}:${seq}`, logs), { log, seq });
    }
  }));
});
