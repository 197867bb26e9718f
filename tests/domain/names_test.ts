import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isWellFormed,
  quote,
  refuseDescription,
  refuseEnvironmentName,
  refuseSecretName,
  refuseSourceName,
} from "../../src/domain/names.ts";

/** Any UTF-16 code unit, with those that matter here more often. */
const codeUnit = fc.oneof(
  fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c)),
  fc.constantFrom("\u0000", "\u001b", "\u202e", "\u061c", '"', "\\", "\ud83d", "\udd11", "\u{e0041}"),
);

const NEVER: Readonly<Record<string, string>> = {
  empty: "",
  "a space": "A B",
  "a trailing newline": "A\n",
  "a carriage return": "A\r",
  "a NUL": "A\0B",
  "an escape": "A\u001b[31m",
  "a path up": "../A",
  "a path": "A/B",
  "a Windows path": "A\\B",
  "two dots": "..",
  "one dot": ".",
  "a right-to-left override": "A\u202eB",
  "an Arabic letter mark": "A\u061cB",
  "a zero-width space": "A\u200bB",
  "a byte order mark": "\ufeffA",
  "a letter beyond ASCII": "Ä",
  "a full-width letter": "\uff21",
  "an emoji": "🔑",
  "half a surrogate pair": "\ud800",
  "a leading dash": "-A",
  "a shell's metacharacter": "A;B",
  "an equals sign": "A=B",
  "256 characters": "A".repeat(256),
  "ten million characters": "A".repeat(10_000_000),
};

for (const [title, name] of Object.entries(NEVER)) {
  Deno.test(`no name: ${title}`, () => {
    for (const refuse of [refuseSecretName, refuseEnvironmentName, refuseSourceName]) {
      const refusal = refuse(name);
      assert.equal(refusal?.code, "usage.name");
      assert.ok(refusal.message.length < 600);
      assert.match(refusal.message, /^[\x20-\x7e…Ä\uff21🔑]*$/u);
    }
  });
}

Deno.test("names that are names", () => {
  for (const name of ["A", "_", "_1", "__proto__", "constructor", "a".repeat(255), "RESEND_API_KEY"]) {
    assert.equal(refuseSecretName(name), undefined);
  }
  for (const name of ["prod", "eu-1", "a.b", "1", "A_b", "a".repeat(255)]) {
    assert.equal(refuseEnvironmentName(name), undefined);
    assert.equal(refuseSourceName(name), undefined);
  }
  for (const name of ["1A", "A-B", "A.B"]) assert.notEqual(refuseSecretName(name), undefined);
});

Deno.test("descriptions: up to 1,000 characters of one line that print as they read", () => {
  for (
    const text of [
      "",
      "for the mailer",
      "für “Übung”",
      "鍵",
      "👩‍👩‍👧 family",
      "x".repeat(1_000),
      "🔑".repeat(1_000),
    ]
  ) {
    assert.equal(refuseDescription(text), undefined, text.slice(0, 20));
  }
  const bad = [
    "a\nb",
    "a\tb",
    "a\0",
    "\u001b[2J",
    "\u009b1m",
    "a\u202e",
    "a\u2066",
    "a\u061c",
    "a\u200b",
    "\ufeff",
    "\u{e0041}",
    "\ud800",
    "x".repeat(1_001),
    "🔑".repeat(1_001),
    "x".repeat(10_000_000),
  ];
  for (const text of bad) {
    const refusal = refuseDescription(text);
    assert.equal(refusal?.code, "usage.description");
    assert.ok(refusal.message.length < 600);
  }
});

Deno.test("quoted, a value is one printable line, and short", () => {
  assert.equal(quote("a\nb"), '"a\\nb"');
  assert.equal(quote('say "x"'), '"say \\"x\\""');
  assert.equal(quote("\u202e\u001b\u{e0041}"), '"\\u202e\\u001b\\udb40\\udc41"');
  assert.equal(quote("x".repeat(65)), `"${"x".repeat(63)}…"`);
  assert.equal(quote(`${"x".repeat(62)}🔑🔑`), `"${"x".repeat(62)}…"`);
  fc.assert(fc.property(fc.string({ unit: codeUnit, maxLength: 100 }), (text) => {
    const quoted = quote(text);
    assert.ok(quoted.length <= 6 * 64 + 3);
    assert.equal(refuseDescription(quoted), undefined);
    if (text.length <= 64) assert.equal(JSON.parse(quoted), text);
  }));
});

Deno.test("well formed is what survives UTF-8", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: codeUnit }),
      (text) => {
        assert.equal(
          isWellFormed(text),
          new TextDecoder().decode(new TextEncoder().encode(`.${text}`)) === `.${text}`,
        );
      },
    ),
  );
});
