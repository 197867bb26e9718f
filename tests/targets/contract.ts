// The contract of targets: what put says arrives to the byte, is listed, and can be deleted; every secret has exactly
// one outcome; and neither a value nor the token is ever part of an error or an address. What a platform cannot hold
// its driver refuses before anything is sent.

import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import type { PlatformError } from "../../src/system/http/platform_error.ts";
import type { PutResult } from "../../src/targets/target.ts";
import { assertDone, type TargetOnTrial, Trial } from "./trial.ts";

const LONG = "0123456789abcdef".repeat(2_560);
/** What values look like in the wild; none is a part of another's error or address by chance. */
const VALUES: Readonly<Record<string, string>> = {
  PLAIN: "re_Abcdefgh_ijklmnopqrstuvwxyz012345",
  UNICODE: "pässwörd·秘密·🔑·e\u0301",
  LINES: "-----BEGIN KEY-----\nMIIB\r\nAAAA==\n\n-----END KEY-----\n",
  QUOTES: `a"b'c\`d\\e\\n$HOME \${HOME} $(id) #not-a-comment = : , % & ? + end`,
  SPACES: "  between spaces\t ",
  JSON_TEXT: '{"a":[1,"two",null],"b":"\\u0000"}',
  URL: "postgres://user:p%40ss@db.example.com:5432/app?sslmode=require#x",
  LONG,
};
const NO_NAMES = ["", " ", "A B", "A=B", "A\nB", "A/B", "../A", "A?B", "A#B", "%41", "ÄÖ", "A\u0000"];

/** Holds a driver to the target port. */
export function targetContract(name: string, open: () => Promise<TargetOnTrial>): void {
  function test(title: string, run: (it: Trial) => Promise<void>): void {
    Deno.test(`target contract: ${name}: ${title}`, async () => {
      await using opened = await open();
      const it = new Trial(opened);
      await run(it);
      it.assertNoSecretInAddresses();
    });
  }

  test("says what it is", (it) => {
    const { driver } = it;
    assert.match(driver.name, /^[a-z][a-z0-9_-]*$/);
    assert.notEqual(driver.title, "");
    assert.notEqual(driver.identifierForm, "");
    assert.equal(new Set(driver.stores).size, driver.stores.length);
    if (driver.address !== undefined) {
      assert.match(driver.address.variable, /^[A-Z][A-Z0-9_]*$/);
      assert.match(driver.address.default, /^https:\/\/[^/]+(\/.*[^/])?$/);
    }
    if (driver.token !== undefined) {
      for (const variable of driver.token.variables) assert.match(variable, /^[A-Z][A-Z0-9_]*$/);
      assert.match(driver.token.page, /^https:\/\//);
      assert.notEqual(driver.token.rights, "");
    }
    return Promise.resolve();
  });

  test("an identifier is read to itself", (it) => {
    const { identifier, store } = it.connection();
    assert.equal(it.driver.readIdentifier(identifier, store), identifier);
    for (const wrong of ["", " ", "\n", "a\nb", "a\u0000b"]) {
      assert.equal(it.driver.readIdentifier(wrong, store), undefined, JSON.stringify(wrong));
    }
    return Promise.resolve();
  });

  test("a token that may write passes", (it) => it.client().check());

  test("an empty place has no secrets", async (it) => {
    assert.deepEqual(await it.client().list(), []);
  });

  test("values arrive to the byte, are listed, and are gone when deleted", async (it) => {
    const client = it.client();
    const values = Object.entries(VALUES).filter(([key, value]) => it.takes(key, Secret.ofText(value).size));
    assert.ok(values.length >= 5);
    const results = await it.put(client, values);
    for (const [key, value] of values) {
      assertDone(results.get(key), ["created", "put"]);
      assert.equal(it.stored.get(key), value, key);
    }
    const listed = await client.list();
    assert.deepEqual(listed.map((secret) => secret.name).sort(), values.map(([key]) => key).sort());
    for (const secret of listed) {
      assert.ok(secret.updatedAt === undefined || !Number.isNaN(Date.parse(secret.updatedAt)));
      if (secret.updatedAt !== undefined) {
        assert.match(secret.updatedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*Z$/);
      }
      if (secret.value !== undefined) {
        assert.ok(secret.value.equals(Secret.ofText(VALUES[secret.name]!)), secret.name);
      }
      assert.ok(!it.holdsSecret(Deno.inspect(secret, { depth: 9 })));
    }
    for (const [key] of values) {
      assert.equal(await client.delete(key), "deleted");
      assert.equal(await client.delete(key), "already_absent");
    }
    assert.deepEqual([...it.stored.keys()], []);
    assert.deepEqual(await client.list(), []);
  });

  test("what was put is not listed as changed, what somebody else wrote is", async (it) => {
    const client = it.client();
    const first = assertDone((await it.put(client, [["KEY", "value-number-one"]])).get("KEY"));
    const changed = async (mark: string | undefined) => {
      const listed = (await client.list()).find((secret) => secret.name === "KEY");
      return client.changed(listed!, mark);
    };
    assert.notEqual(await changed(first.mark), true);
    if (it.opened.edit === undefined) return;
    await it.opened.edit("KEY", "value-of-somebody-else");
    assert.equal(it.stored.get("KEY"), "value-of-somebody-else");
    assert.notEqual(await changed(first.mark), false);
    const second = assertDone((await it.put(client, [["KEY", "value-number-two"]])).get("KEY"));
    assert.notEqual(await changed(second.mark), true);
  });

  test("putting again updates", async (it) => {
    const client = it.client();
    assertDone((await it.put(client, [["KEY", "value-number-one"], ["OTHER", "value-other"]])).get("KEY"));
    const again = await it.put(client, [["KEY", "value-number-two"]]);
    assertDone(again.get("KEY"), ["updated", "put"]);
    assert.deepEqual([...it.stored].sort(), [["KEY", "value-number-two"], ["OTHER", "value-other"]]);
  });

  test("many at once are told one by one, each once, in time", async (it) => {
    const client = it.client();
    const items = Array.from({ length: 40 }, (_, i) => [`KEY_${i}`, `value-number-${i}`] as const);
    const results = await it.put(client, items);
    assert.equal(results.size, items.length);
    for (const result of results.values()) assertDone(result);
    assert.deepEqual(new Map([...it.stored].sort()), new Map([...items].sort()));
    assert.equal((await client.list()).length, items.length);
  });

  test("nothing to put is nothing done", async (it) => {
    assert.equal((await it.put(it.client(), [])).size, 0);
  });

  test("names that no place could hold are refused without a call", async (it) => {
    const client = it.client();
    for (const wrong of NO_NAMES) {
      const title = JSON.stringify(wrong);
      const refusal = it.driver.refuse({ name: wrong, size: 1 }, it.connection().store);
      assert.match(refusal?.code ?? "taken", /^usage\./, title);
      const results = await it.put(client, [[wrong, "value-of-no-name"]]);
      const result = results.get(wrong);
      assert.ok(result !== undefined && "failed" in result, title);
      it.assertFit(result.failed);
      assert.equal(result.failed.effect, "none");
      await assert.rejects(client.delete(wrong), (error) => it.assertFit(error));
    }
    assert.deepEqual(it.addresses, []);
    assert.equal(it.stored.size, 0);
  });

  test("a value that is too large is refused without a call", async (it) => {
    const size = 8 * 1024 * 1024;
    if (it.takes("KEY", size)) return;
    const results = await it.put(it.client(), [["KEY", "x".repeat(size)]]);
    const result = results.get("KEY");
    assert.ok(result !== undefined && "failed" in result && result.failed.effect === "none");
    assert.deepEqual(it.addresses, []);
  });

  test("bytes that are no text arrive or are refused", async (it) => {
    const told = new Map<string, PutResult>();
    await it.client().put(
      [{ name: "BYTES", value: Secret.ofBytes(new Uint8Array([0x66, 0xff, 0xfe, 0x00])) }],
      async (key, result) => void await told.set(key, result),
    );
    const result = told.get("BYTES");
    assert.notEqual(result, undefined);
    if ("failed" in result!) {
      it.assertFit(result.failed);
      assert.equal(it.stored.size, 0);
    }
  });

  test("one refused by the platform doesn't stop the rest", async (it) => {
    if (it.opened.failNext === undefined) return;
    const client = it.client();
    it.opened.failNext("SECOND");
    const items = [["FIRST", "value-number-one"], ["SECOND", "value-number-two"], ["THIRD", "value-three"]];
    const results = await it.put(client, items as [string, string][]);
    assertDone(results.get("FIRST"));
    assertDone(results.get("THIRD"));
    const second = results.get("SECOND");
    assert.ok(second !== undefined && "failed" in second);
    it.assertFit(second.failed);
    assert.deepEqual([...it.stored.keys()].sort(), ["FIRST", "THIRD"]);
    assertDone((await it.put(client, [["SECOND", "value-number-two"]])).get("SECOND"));
  });

  test("an outcome that cannot be recorded ends the push", async (it) => {
    const trouble = new Error("the log is full");
    const items = ["A", "B", "C"].map((key) => ({ name: key, value: Secret.ofText(`value-of-${key}`) }));
    let told = 0;
    await assert.rejects(
      it.client().put(items, () => {
        told++;
        return Promise.reject(trouble);
      }),
      (error) => error === trouble,
    );
    assert.equal(told, 1);
  });

  test("a wrong token gets nowhere and is not repeated", async (it) => {
    if (it.driver.token === undefined) return;
    const token = Secret.ofText("wrong-token-0123456789abcdefghijklmnopqr");
    const client = it.client({ token });
    const calls = [
      () => client.check(),
      () => client.list(),
      () => client.delete("KEY"),
      () => it.put(client, [["KEY", "value-number-one"]]),
    ];
    for (const call of calls) {
      await assert.rejects(call, (error) => {
        assert.equal((error as PlatformError).status, 4);
        return it.assertFit(error, token);
      });
    }
    assert.equal(it.stored.size, 0);
  });

  test("a token that fits no header is refused without a call", async (it) => {
    if (it.driver.token === undefined) return;
    for (const text of ["", "a b", "tök€n", "a\nb"]) {
      const client = it.client({ token: Secret.ofText(text) });
      await assert.rejects(client.check(), { status: 4 });
    }
    const bytes = it.client({ token: Secret.ofBytes(new Uint8Array([255])) });
    await assert.rejects(bytes.check(), { status: 4 });
    assert.deepEqual(it.addresses, []);
  });

  test("interrupted before it begins, nothing is done", async (it) => {
    const client = it.client({ interrupted: AbortSignal.abort() });
    await assert.rejects(it.put(client, [["KEY", "value-number-one"]]), { code: "interrupted", status: 130 });
    await assert.rejects(client.delete("KEY"), { code: "interrupted" });
    assert.equal(it.stored.size, 0);
  });

  test("interrupted on the way, what was told as done is done, and nothing is told twice", async (it) => {
    const user = new AbortController();
    const client = it.client({ interrupted: user.signal });
    const items = ["A", "B", "C", "D"].map((key) => ({ name: key, value: Secret.ofText(`value-of-${key}`) }));
    const told: string[] = [];
    const ending = await client.put(items, async (key, result) => {
      if (!("failed" in result)) told.push(key);
      else assert.equal(result.failed.code, "interrupted");
      await Promise.resolve();
      user.abort();
    }).then(() => undefined, (error: PlatformError) => error);
    assert.ok(ending === undefined ? told.length === 4 : ending.code === "interrupted");
    assert.equal(new Set(told).size, told.length);
    for (const key of told) assert.equal(it.stored.get(key), `value-of-${key}`);
  });
}
