import assert from "node:assert/strict";
import { lengthOf, lettersOf, type MadeValue, makeValue } from "../../../src/app/secrets/made_values.ts";
import { VALUE_TYPES } from "../../../src/app/secrets/value_types.ts";
import { CredError } from "../../../src/domain/errors.ts";
import { denoRandom } from "../../../src/system/deno/random.ts";
import type { Random } from "../../../src/system/random.ts";

const text = ({ value }: MadeValue) => value.openText((one) => one);

/** Randomness that is this, again and again. */
function counting(bytes: readonly number[]): Random & { readonly used: number } {
  let at = 0;
  return {
    get used() {
      return at;
    },
    bytes: (length) => Uint8Array.from({ length }, () => bytes[at++ % bytes.length]!),
  };
}

const EVERY_BYTE = Array.from({ length: 256 }, (_, i) => i);

Deno.test("made values: of all bytes each letter comes equally often, and the bytes that would favour some are not used", () => {
  for (const size of [2, 3, 10, 26, 62, 64, 100, 255, 256]) {
    const alphabet = String.fromCodePoint(...EVERY_BYTE.slice(0, size).map((i) => 0x100 + i));
    const each = Math.floor(256 / size);
    const made = lettersOf(alphabet, each * size, counting(EVERY_BYTE));
    for (const letter of alphabet) assert.equal(made.split(letter).length - 1, each, `${size}`);
  }
  const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  assert.equal(lettersOf(alphabet, 3, counting([248, 255, 0, 247, 249, 61])), "a99");
  assert.equal(lettersOf(alphabet, 2, counting([61, 62])), "9a");
});

Deno.test("made values: their forms and lengths", async () => {
  const random = counting(EVERY_BYTE);
  assert.equal(text(await makeValue("hex", 16, counting(EVERY_BYTE))), "000102030405060708090a0b0c0d0e0f");
  assert.equal(text(await makeValue("uuid", 0, counting([0xff]))), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.equal(text(await makeValue("uuid", 0, counting([0]))), "00000000-0000-4000-8000-000000000000");
  assert.equal(
    text(await makeValue("jwt-secret", 32, counting([0xfb, 0xff]))),
    "-__7__v_-__7__v_-__7__v_-__7__v_-__7__v_-_8",
  );
  assert.match(
    text(await makeValue("password", lengthOf("password", undefined), random)),
    /^[A-Za-z0-9]{32}$/,
  );
  for (const type of VALUE_TYPES) {
    const length = lengthOf(type, type === "rsa" ? 2_048 : undefined);
    const [a, b] = [await makeValue(type, length, denoRandom()), await makeValue(type, length, denoRandom())];
    assert.notEqual(text(a), text(b), type);
    assert.equal(a.publicKey !== undefined, type === "rsa" || type === "ed25519");
  }
  for (
    const [type, length] of [
      ["password", 7],
      ["password", 1_025],
      ["hex", 15],
      ["jwt-secret", 31],
      ["rsa", 1_024],
      ["rsa", 2_049],
      ["uuid", 16],
      ["ed25519", 32],
    ] as const
  ) {
    assert.throws(
      () => lengthOf(type, length),
      (error) => error instanceof CredError && error.code === "usage.length",
    );
  }
});

for (
  const [type, algorithm] of [["ed25519", "Ed25519"], ["rsa", {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
  }]] as const
) {
  Deno.test(`made values: an ${type} pair belongs together`, async () => {
    const made = await makeValue(type, lengthOf(type, type === "rsa" ? 2_048 : undefined), denoRandom());
    const bytes = (pem: string) =>
      Uint8Array.from(atob(pem.replace(/-----.*?-----|\n/g, "")), (c) => c.charCodeAt(0));
    assert.match(text(made), /^-----BEGIN PRIVATE KEY-----\n(?:.{1,64}\n)+-----END PRIVATE KEY-----$/);
    const { pem, ssh } = made.publicKey!;
    const secretKey = await crypto.subtle.importKey("pkcs8", bytes(text(made)), algorithm, false, ["sign"]);
    const publicKey = await crypto.subtle.importKey("spki", bytes(pem), algorithm, false, ["verify"]);
    const message = new TextEncoder().encode("message");
    const name = typeof algorithm === "string" ? algorithm : algorithm.name;
    const signature = await crypto.subtle.sign(name, secretKey, message);
    assert.ok(await crypto.subtle.verify(name, publicKey, signature, message));
    assert.match(ssh, type === "rsa" ? /^ssh-rsa AAAA/ : /^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI/);
  });
}

const TOOLS = ["openssl", "ssh-keygen"].every((program) => {
    try {
      new Deno.Command(program, { args: ["version"], stdin: "null", stdout: "null", stderr: "null" })
        .outputSync();
      return true;
    } catch {
      return false;
    }
  })
  ? ""
  : " (skipped: needs openssl and ssh-keygen; apt-get install openssl openssh-client)";

Deno.test({
  name: `made values: OpenSSL and OpenSSH read the pairs${TOOLS}`,
  ignore: TOOLS !== "",
  fn: async () => {
    const folder = await Deno.makeTempDir();
    const say = (program: string, ...args: readonly string[]) => {
      const { success, stdout, stderr } = new Deno.Command(program, { args: [...args], cwd: folder })
        .outputSync();
      assert.ok(success, `${program}: ${new TextDecoder().decode(stderr)}`);
      return new TextDecoder().decode(stdout).trim();
    };
    try {
      for (const type of ["ed25519", "rsa"] as const) {
        const made = await makeValue(type, lengthOf(type, undefined), denoRandom());
        await Deno.writeTextFile(`${folder}/key`, `${text(made)}\n`, { mode: 0o600 });
        assert.equal(say("openssl", "pkey", "-in", "key", "-pubout"), made.publicKey!.pem);
        await Deno.writeTextFile(`${folder}/spki`, `${made.publicKey!.pem}\n`);
        await Deno.writeTextFile(`${folder}/line`, `${made.publicKey!.ssh}\n`);
        assert.match(
          say("ssh-keygen", "-l", "-f", "line"),
          type === "rsa" ? /^3072 .*\(RSA\)$/ : /^256 .*\(ED25519\)$/,
        );
        if (type === "rsa") {
          assert.equal(say("ssh-keygen", "-i", "-m", "PKCS8", "-f", "spki"), made.publicKey!.ssh);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
