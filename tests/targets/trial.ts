import assert from "node:assert/strict";
import { Secret } from "../../src/domain/secret.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { PlatformError } from "../../src/system/http/platform_error.ts";
import type { PutResult, TargetClient, TargetConnection, TargetDriver } from "../../src/targets/target.ts";
import { fastClock } from "../support/fake_clock.ts";

/** A platform that a driver is held to: one empty place, and the controls that the contract needs. */
export interface TargetOnTrial extends AsyncDisposable {
  readonly driver: TargetDriver;
  /** A connection to the place, with a token that may write there. */
  connection(overrides?: Partial<TargetConnection>): TargetConnection;
  /** Values as the platform would hand them to a program, by the platform's spelling of the name. */
  stored(scope: string | undefined): ReadonlyMap<string, string>;
  /** The platform refuses the next write of this name; others that come with it are written. */
  failNext?(name: string): void;
  /** Somebody else gives a stored secret another value, some minutes from now. */
  edit?(name: string, value: string): void | Promise<void>;
}

/** A connection to a stand-in's place; time runs 50 times as fast, so that waits are short. */
export function openConnection(
  server: { readonly url: string; readonly token: string },
  place: Pick<TargetConnection, "identifier" | "store" | "scope">,
  overrides: Partial<TargetConnection> = {},
): TargetConnection {
  return {
    address: server.url,
    ...place,
    token: Secret.ofText(server.token),
    fetch,
    clock: fastClock(50),
    files: denoFiles(),
    processes: denoProcesses(),
    interrupted: new AbortController().signal,
    createPlace: false,
    force: false,
    ...overrides,
  };
}

/** Puts values by their names; what was told of each. */
export async function putAll(
  client: TargetClient,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, PutResult>> {
  const told: Record<string, PutResult> = {};
  const items = Object.entries(values).map(([name, text]) => ({ name, value: Secret.ofText(text) }));
  await client.put(items, (name, result) => Promise.resolve(void (told[name] = result)));
  return told;
}

/** One trial, watched: where it called, and what must not be seen there. */
export class Trial {
  readonly opened: TargetOnTrial;
  readonly driver: TargetDriver;
  /** Every address that was called. */
  readonly addresses: string[] = [];
  readonly #secrets = new Set<string>();

  constructor(opened: TargetOnTrial) {
    this.opened = opened;
    this.driver = opened.driver;
    const { token } = opened.connection();
    if (token !== undefined) this.#secrets.add(token.openText((text) => text));
  }

  connection(overrides: Partial<TargetConnection> = {}): TargetConnection {
    const { fetch } = this.opened.connection();
    return this.opened.connection({
      fetch: (request) => {
        this.addresses.push(request.url);
        return fetch(request);
      },
      ...overrides,
    });
  }

  client(overrides: Partial<TargetConnection> = {}): TargetClient {
    return this.driver.connect(this.connection(overrides));
  }

  get stored(): ReadonlyMap<string, string> {
    return this.opened.stored(this.opened.connection().scope);
  }

  takes(key: string, size: number): boolean {
    return this.driver.refuse({ name: key, size }, this.opened.connection().store) === undefined;
  }

  /** Puts texts, and what was told of each: once, one at a time, and all before the end. */
  async put(
    client: TargetClient,
    items: readonly (readonly [key: string, text: string])[],
  ): Promise<ReadonlyMap<string, PutResult>> {
    const told = new Map<string, PutResult>();
    let telling = false;
    for (const [, text] of items) this.#secrets.add(text);
    await client.put(
      items.map(([key, text]) => ({ name: key, value: Secret.ofText(text) })),
      async (key, result) => {
        assert.equal(telling, false, "one at a time");
        telling = true;
        await new Promise((resolve) => setTimeout(resolve, 0));
        assert.ok(!told.has(key), `${key} has one outcome`);
        told.set(key, result);
        telling = false;
      },
    );
    assert.equal(telling, false, "told before the end");
    assert.deepEqual([...told.keys()].sort(), items.map(([key]) => key).sort());
    return told;
  }

  holdsSecret(text: string): boolean {
    return [...this.#secrets].some((secret) => secret.length > 3 && text.includes(secret));
  }

  assertNoSecretInAddresses(): void {
    for (const address of this.addresses) {
      assert.ok(!this.holdsSecret(address) && !this.holdsSecret(decodeURIComponent(address)));
    }
  }

  /** A PlatformError whose texts are one line each without a full stop, and that holds no secret anywhere. */
  assertFit(error: unknown, token?: Secret): true {
    assert.ok(error instanceof PlatformError, String(error));
    for (const text of [error.message, ...error.hints]) {
      assert.match(text, /^[^\p{Cc}\p{Cf}]{1,400}[^.\p{Cc}]$/u);
    }
    const whole = Deno.inspect(error, { depth: 10 });
    assert.ok(!this.holdsSecret(whole));
    token?.openText((text) => assert.ok(!whole.includes(text)));
    return true;
  }
}

/** What was told of a secret that was put; fails where it was not. */
export function assertDone(
  result: PutResult | undefined,
  words: readonly string[] = ["created", "updated", "put"],
): Exclude<PutResult, { failed: unknown }> {
  if (result === undefined || "failed" in result) {
    throw new Error(`not done: ${result === undefined ? "no outcome" : result.failed.message}`);
  }
  assert.ok(words.includes(result.done), `${result.done} is none of ${words}`);
  return result;
}
