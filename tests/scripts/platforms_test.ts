import assert from "node:assert/strict";
import { platformOf, thisPlatform } from "../../scripts/platforms.ts";

/** An executable's beginning: these bytes at these places. */
function header(...parts: readonly (readonly [at: number, bytes: readonly number[]])[]): Uint8Array {
  const bytes = new Uint8Array(256);
  for (const [at, part] of parts) bytes.set(part, at);
  return bytes;
}

const ELF = [0x7f, 0x45, 0x4c, 0x46],
  MACH = [0xcf, 0xfa, 0xed, 0xfe],
  DOS = [0x4d, 0x5a],
  PE = [0x50, 0x45, 0, 0];

const CASES: readonly (readonly [Uint8Array, string | undefined])[] = [
  [header([0, ELF], [18, [0x3e, 0]]), "linux-x86_64"],
  [header([0, ELF], [18, [0xb7, 0]]), "linux-aarch64"],
  [header([0, ELF], [18, [0x28, 0]]), undefined],
  [header([0, MACH], [4, [7, 0, 0, 1]]), "macos-x86_64"],
  [header([0, MACH], [4, [12, 0, 0, 1]]), "macos-aarch64"],
  [header([0, DOS], [60, [0x80, 0, 0, 0]], [0x80, PE], [0x84, [0x64, 0x86]]), "windows-x86_64"],
  [header([0, DOS], [60, [0x80, 0, 0, 0]], [0x80, PE], [0x84, [0x4c, 0x01]]), undefined],
  [header([0, DOS], [60, [0xff, 0xff, 0xff, 0x7f]]), undefined],
  [header(), undefined],
  [new Uint8Array(3), undefined],
];

Deno.test("platforms: an executable tells which system it is for", () => {
  for (const [bytes, name] of CASES) assert.equal(platformOf(bytes)?.name, name);
});

Deno.test("platforms: so does this one", () => {
  using file = Deno.openSync(Deno.execPath());
  const beginning = new Uint8Array(4096);
  file.readSync(beginning);
  assert.equal(platformOf(beginning), thisPlatform());
});
