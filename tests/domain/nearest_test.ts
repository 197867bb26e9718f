import assert from "node:assert/strict";
import fc from "fast-check";
import { didYouMean, nearest } from "../../src/domain/nearest.ts";

const NAMES = ["RESEND_EMAIL_KEY", "RESEND_KEY", "DATABASE_URL", "A", "AB", "prod", "production"];

const CASES: readonly (readonly [typed: string, meant: readonly string[]])[] = [
  ["RESEND_EMIAL_KEY", ["RESEND_EMAIL_KEY"]],
  ["resend_key", ["RESEND_KEY"]],
  ["RESEND_KY", ["RESEND_KEY"]],
  ["DATABSE_URLS", ["DATABASE_URL"]],
  ["RESEND", ["RESEND_EMAIL_KEY", "RESEND_KEY"]],
  ["produciton", ["production"]],
  ["prdo", ["prod"]],
  ["B", ["A", "AB"]],
  ["STRIPE_KEY", []],
  ["XYZ", []],
];

for (const [typed, meant] of CASES) {
  Deno.test(`nearest: ${typed}`, () => assert.deepEqual(nearest(typed, NAMES), meant));
}

Deno.test("nearest: in words", () => {
  assert.equal(didYouMean("RESEND_KY", NAMES), '; did you mean "RESEND_KEY"?');
  assert.equal(didYouMean("B", NAMES), '; did you mean "A" or "AB"?');
  assert.equal(didYouMean("STRIPE_KEY", NAMES), "");
});

Deno.test("nearest: a letter that was changed, lost, added or swapped is found in any name", () => {
  const letter = fc.constantFrom(..."ABCDEFGH_");
  fc.assert(fc.property(
    fc.array(letter, { minLength: 2, maxLength: 20 }),
    fc.nat(),
    letter,
    fc.constantFrom("change", "lose", "add", "swap"),
    (letters, where, other, slip) => {
      const at = where % (letters.length - 1);
      const [a, b] = [letters[at]!, letters[at + 1]!];
      const typed = [...letters];
      if (slip === "change") typed[at] = other;
      else if (slip === "lose") typed.splice(at, 1);
      else if (slip === "add") typed.splice(at, 0, other);
      else typed.splice(at, 2, b, a);
      assert.deepEqual(nearest(typed.join(""), [letters.join("")]), [letters.join("")]);
    },
  ));
});
