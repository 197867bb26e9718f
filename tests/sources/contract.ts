import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import type { PlatformError } from "../../src/system/http/platform_error.ts";
import type { Connection, SourceClient, SourceDriver } from "../../src/sources/source.ts";
import { fastClock } from "../support/fake_clock.ts";

/** A platform that a driver is held to, with the controls that the contract needs. */
export interface SourceStandIn extends AsyncDisposable {
  readonly driver: SourceDriver;
  readonly address: string;
  /** May create, list and delete keys. */
  readonly masterToken: string;
  /** Is known to the platform but may not manage keys. */
  limitedToken(): string;
  /** The master token of an account that has nothing to do with the first one. */
  otherMasterToken(): string;
  /** Domains of the account, where keys can be limited to one. */
  readonly domains: readonly string[];
  /** Makes a key behind the driver's back, returning its id. */
  addKey(name: string): string;
  /** Names of all live keys of the account. */
  keyNames(): readonly string[];
  /** What a live key with this value may do; undefined when there is none. */
  keyOf(value: Secret): { readonly permission: string; readonly domain: string | undefined } | undefined;
  /** The next answer to a creation is lost, after the key was made. */
  loseCreation(): void;
  /** The next answer to a deletion is lost, after the key was deleted. */
  loseDeletion(): void;
  /** The next requests, whatever they are, are refused for the rate limit. */
  limitRate(times: number): void;
}

const NAME = "KEY cred-01234567-0123456789ABCDEFGHJKMNPQRS";

/** A connection to a stand-in; time runs 50 times as fast, so that waits are short. */
export function connectionTo(address: string, token: string, more: Partial<Connection> = {}): Connection {
  const clock = fastClock(50);
  return {
    address,
    token: Secret.ofText(token),
    fetch,
    clock,
    interrupted: new AbortController().signal,
    ...more,
  };
}

/** Holds a driver to the source port. */
export function sourceContract(name: string, start: () => Promise<SourceStandIn>): void {
  function test(title: string, run: (it: SourceStandIn, client: SourceClient) => Promise<void>): void {
    Deno.test(`source contract: ${name}: ${title}`, async () => {
      await using it = await start();
      await run(it, it.driver.connect(connectionTo(it.address, it.masterToken)));
    });
  }
  const soon = () => Date.now() + 3_600_000;
  const newKey = (it: SourceStandIn, more: object = {}) => ({
    remoteName: NAME,
    permission: it.driver.permissions[0]!.name,
    deadlineMs: soon(),
    ...more,
  });

  test("says what it is", (it) => {
    const { driver } = it;
    assert.match(driver.name, /^[a-z][a-z0-9_]*$/);
    assert.match(driver.addressVariable, /^[A-Z][A-Z0-9_]*$/);
    assert.match(driver.defaultAddress, /^https:\/\/[^/]+(\/.*[^/])?$/);
    assert.match(driver.tokenPage, /^https:\/\//);
    assert.ok(driver.permissions.length > 0);
    assert.ok(driver.maxNameLength >= 49, "a name of cred's own fits");
    if (driver.domainPermission !== undefined) {
      assert.ok(driver.permissions.some((level) => level.name === driver.domainPermission));
    }
    return Promise.resolve();
  });

  test("a master token passes", (_, client) => client.check());

  test("a token that may not manage keys is told from a wrong one", async (it) => {
    const limited = it.driver.connect(connectionTo(it.address, it.limitedToken()));
    const wrong = it.driver.connect(connectionTo(it.address, "re_Abcdefgh_ijklmnopqrstuvwxyz012345"));
    const calls = [
      (client: SourceClient) => client.check(),
      (client: SourceClient) => client.list(),
      (client: SourceClient) => client.create(newKey(it)),
      (client: SourceClient) => client.delete(it.addKey("x")),
    ];
    for (const call of calls) {
      await assert.rejects(call(limited), { code: "access.token_restricted", status: 4, effect: "none" });
      await assert.rejects(call(wrong), { code: "access.token_rejected", status: 4, effect: "none" });
    }
  });

  test("a token that fits no header is refused without a call", async (it) => {
    for (const token of ["", "a b", "tök€n", "a\nb", "\ud800"]) {
      const client = it.driver.connect(connectionTo(it.address, token));
      await assert.rejects(client.check(), { code: "access.token_rejected", effect: "none" });
    }
    const bytes = it.driver.connect({
      ...connectionTo(it.address, "x"),
      token: Secret.ofBytes(new Uint8Array([255])),
    });
    await assert.rejects(bytes.check(), { code: "access.token_rejected", effect: "none" });
  });

  test("a created key is listed by its name and works, and shows its value to nobody", async (it, client) => {
    const made = await client.create(newKey(it));
    assert.deepEqual(it.keyOf(made.value), { permission: it.driver.permissions[0]!.name, domain: undefined });
    assert.ok(!Deno.inspect(made).includes(made.value.openText((text) => text)));
    const found = (await client.list()).filter((key) => key.remoteName === NAME);
    assert.deepEqual(found.map((key) => key.remoteId), [made.remoteId]);
    assert.match(found[0]!.createdAt!, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("every level can be made", async (it, client) => {
    for (const { name: permission } of it.driver.permissions) {
      const made = await client.create(newKey(it, { permission }));
      assert.equal(it.keyOf(made.value)?.permission, permission);
    }
  });

  test("a key can be limited to a domain", async (it, client) => {
    if (it.driver.domainPermission === undefined) return;
    const [domain] = it.domains;
    const domainId = await client.domainId(domain!.toUpperCase());
    const made = await client.create(newKey(it, { permission: it.driver.domainPermission, domainId }));
    assert.equal(it.keyOf(made.value)?.domain, domain);
    await assert.rejects(client.domainId("nowhere.example"), (error: PlatformError) => {
      assert.deepEqual([error.code, error.status], ["usage.unknown_domain", 2]);
      for (const known of it.domains) assert.ok(error.hints.join().includes(`"${known}"`));
      return true;
    });
  });

  test(
    "a key is tried without a trace: one that works, one of another level, one that is dead",
    async (it, client) => {
      if (client.trial === undefined) return;
      const before = it.keyNames().length;
      const levels = it.driver.permissions.map(({ name }) => name);
      for (const permission of levels) {
        const made = await client.create(newKey(it, { permission }));
        await client.trial.tryKey(made.value, permission);
        for (const other of levels.filter((level) => level !== permission)) {
          await assert.rejects(client.trial.tryKey(made.value, other), { code: "failed.wrong_permission" });
        }
        await client.delete(made.remoteId);
        await assert.rejects(client.trial.tryKey(made.value, permission), { code: "access.token_rejected" });
      }
      assert.equal(it.keyNames().length, before);
      // It is the key that was tried, not the master token.
      await client.check();
    },
  );

  test("a deleted key is dead, and deleting again says that it was gone", async (it, client) => {
    const made = await client.create(newKey(it));
    assert.equal(await client.delete(made.remoteId), "deleted");
    assert.equal(it.keyOf(made.value), undefined);
    assert.equal(await client.delete(made.remoteId), "already_absent");
  });

  test("an id that could lead elsewhere is no id", async (it, client) => {
    const before = it.keyNames();
    for (const id of ["", ".", "..", "../domains", "a/b", "a?b", "a#b", "%2e%2e", "a b", "x".repeat(500)]) {
      await assert.rejects(client.delete(id), { code: "failed.refused", effect: "none" });
    }
    assert.deepEqual(it.keyNames(), before);
  });

  test("another account's token sees none of it and deletes none of it", async (it, client) => {
    const made = await client.create(newKey(it));
    const other = it.driver.connect(connectionTo(it.address, it.otherMasterToken()));
    assert.ok((await other.list()).every((key) => key.remoteId !== made.remoteId));
    assert.equal(await other.delete(made.remoteId), "already_absent");
    assert.notEqual(it.keyOf(made.value), undefined);
  });

  test("a list of several pages is whole", async (it, client) => {
    for (let i = 0; i < 250; i++) it.addKey(`k${i}`);
    const keys = await client.list();
    assert.deepEqual(keys.map((key) => key.remoteName).sort(), [...it.keyNames()].sort());
    assert.equal(new Set(keys.map((key) => key.remoteId)).size, keys.length);
  });

  test("a creation whose answer is lost is not repeated, and can be found", async (it, client) => {
    // A connection that was kept from an earlier call is the one that may be used again behind our back.
    await client.check();
    it.loseCreation();
    await assert.rejects(client.create(newKey(it)), { code: "failed.unreachable", effect: "unknown" });
    assert.equal((await client.list()).filter((key) => key.remoteName === NAME).length, 1);
  });

  test("a deletion whose answer is lost ends well", async (it, client) => {
    const id = it.addKey("x");
    it.loseDeletion();
    assert.equal(await client.delete(id), "already_absent");
    assert.ok(!it.keyNames().includes("x"));
  });

  test("a rate limit is waited out, for a creation too, and told", async (it) => {
    const waits: number[] = [];
    const client = it.driver.connect(
      connectionTo(it.address, it.masterToken, { onWait: (ms) => waits.push(ms) }),
    );
    it.limitRate(6);
    const made = await client.create(newKey(it));
    assert.ok(waits.length >= 6);
    it.limitRate(6);
    await client.list();
    it.limitRate(6);
    assert.equal(await client.delete(made.remoteId), "deleted");
    assert.equal(it.keyNames().filter((key) => key === NAME).length, 0);
  });

  test("nothing is created after the deadline", async (it, client) => {
    await assert.rejects(client.create(newKey(it, { deadlineMs: Date.now() - 1000 })), { effect: "none" });
    assert.ok(!it.keyNames().includes(NAME));
  });

  test("an interruption ends every call", async (it) => {
    const client = it.driver.connect(
      connectionTo(it.address, it.masterToken, { interrupted: AbortSignal.abort() }),
    );
    for (
      const call of [client.check(), client.list(), client.create(newKey(it)), client.delete(it.addKey("x"))]
    ) {
      await assert.rejects(call, { code: "interrupted", status: 130, effect: "none" });
    }
    assert.ok(!it.keyNames().includes(NAME));
  });
}
