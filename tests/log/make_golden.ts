// Makes the golden vaults in golden/: with a fixed seed, clock and randomness, through the program's own signing. They
// were made once and are never made again; a test holds that the program still writes every byte of them.
//   deno run -A tests/log/make_golden.ts

import type { KeyWish, NewEvent } from "../../src/domain/events.ts";
import { verifierKeyOf } from "../../src/log/origin.ts";
import { access } from "./golden_access.ts";
import { limited } from "./golden_limited.ts";
import { adoption } from "./golden_adoption.ts";
import { begun, fingerprint, id, keyEvents, RECIPIENTS, secretEvents, sourceEvents } from "./golden_facts.ts";
import { rotations } from "./golden_rotations.ts";
import { due } from "./golden_due.ts";
import { versions } from "./golden_versions.ts";
import type { Scribe } from "./scribe.ts";

/** Where the golden vaults lie. */
export const GOLDEN = new URL("./golden/", import.meta.url);

/** One log with every kind of event of sources, keys and secrets. */
async function one(): Promise<Scribe> {
  const scribe = await begun();
  const [resend, eu] = [sourceEvents("resend", 0xa1), sourceEvents("resend-eu", 0xa3)];
  const key = (n: number, name: string, more?: Partial<KeyWish>) => keyEvents(scribe.vaultId, n, name, more);
  const a = key(10, "RESEND_EMAIL_KEY", { description: "Email service key" });
  const b = key(11, "B", { permission: "full_access" });
  const c = key(12, "C", { domain: "example.com", environment: "prod" });
  const [d, e, f, g] = [key(13, "D"), key(14, "E"), key(15, "F"), key(16, "G")];
  const h = key(17, "H", { source: "resend-eu", token: fingerprint(0xa3) });
  const [s, t, u] = [secretEvents(30, "__proto__"), secretEvents(31, "MANUAL"), secretEvents(32, "MANUAL")];
  const batches: readonly NewEvent[][] = [
    [resend.added],
    ...[a, b, c].flatMap(({ asked, made }) => [[asked], [made]]),
    [d.asked],
    [d.refused],
    [e.asked],
    [e.stray],
    [f.asked],
    [f.notThere],
    [g.asked],
    [b.gone],
    [a.askedToDelete],
    [a.notDeleted],
    [sourceEvents("resend", 0xa2).tokenAdded],
    [sourceEvents("resend", 0xa4).tokenReplaced(id(10))],
    [s.setWith("Ümläute, “quotes”, 🔑 and \u2028")],
    [t.set],
    [u.set],
    [u.described("by hand")],
    [secretEvents(33, "GONE", "prod").set],
    [secretEvents(33, "GONE", "prod").removed],
    [eu.added],
    [h.asked],
    [h.made],
    [eu.revoking],
    [h.askedToRevoke],
    [h.absent],
    [eu.revoked],
    [b.askedToDelete],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}

/** Two logs of one signer: a name given twice, an outcome in another log than its intent, a clock that is behind. */
async function two(): Promise<Scribe> {
  const scribe = await begun();
  const { first } = scribe;
  const further = scribe.further(0xc1);
  const [here, there] = [keyEvents(scribe.vaultId, 10, "KEY"), keyEvents(scribe.vaultId, 11, "KEY")];
  await scribe.write(first, [sourceEvents("resend", 0xa1).added]);
  await scribe.write(first, [here.asked]);
  scribe.nowMs -= 3_600_000;
  await scribe.open(further, first);
  await scribe.write(further, [there.asked]);
  await scribe.write(further, [there.made]);
  scribe.nowMs += 3_600_000;
  await scribe.write(first, [here.made]);
  await scribe.write(further, [there.askedToDelete], scribe.heads(first));
  await scribe.write(first, [there.deleted], scribe.heads(further));
  await scribe.write(further, [secretEvents(30, "MANUAL").set]);
  return scribe;
}

/** Several signers, of whom one is retired. */
async function signers(): Promise<Scribe> {
  const scribe = await begun();
  const { first } = scribe;
  const [ci, backup] = [await scribe.guest(0x43), await scribe.guest(0x44)];
  const add = ({ publicKey, first }: Scribe, label: string, role: "writer" | "recovery"): NewEvent => (
    {
      type: "signer.added",
      data: { signer: first, publicKey: btoa(String.fromCharCode(...publicKey)), label, role },
    }
  );
  await scribe.write(first, [add(backup, "paper", "recovery")]);
  await scribe.write(first, [{ type: "recipient.added", data: { ...RECIPIENTS[1]!, label: "ci" } }]);
  await scribe.write(first, [add(ci, "ci", "writer")]);
  ci.nowMs = scribe.nowMs;
  await ci.open(ci.first, first);
  await ci.write(ci.first, [secretEvents(30, "COUNTS").set]);
  scribe.nowMs = ci.nowMs;
  await scribe.write(first, [{ type: "signer.retired", data: { signer: ci.first } }], scribe.heads(ci.first));
  await scribe.write(first, [{ type: "recipient.removed", data: { recipient: RECIPIENTS[1]!.recipient } }]);
  ci.nowMs = scribe.nowMs;
  await ci.write(ci.first, [secretEvents(31, "DOES_NOT").set]);
  return scribe;
}

/** One log with every kind of event of targets. */
async function targets(): Promise<Scribe> {
  const scribe = await begun();
  const secret = secretEvents(30, "API_KEY");
  const bound = {
    target: "github",
    driver: "github",
    address: "https://api.github.com",
    identifier: "owner/repo",
    store: "actions",
  };
  const { target, ...base } = bound;
  const place = (remoteName: string, scope?: string) => ({
    ...base,
    remoteName,
    ...(scope === undefined ? {} : { scope }),
  });
  const version = id(30);
  const push = (n: number, remoteName: string, scope?: string): NewEvent => (
    {
      type: "secret.push_requested",
      id: id(n),
      data: { environment: "default", name: "API_KEY", ...place(remoteName, scope), target, version },
    }
  );
  const prune = (n: number, remoteName: string): NewEvent => (
    { type: "secret.prune_requested", id: id(n), data: { ...place(remoteName), target } }
  );
  const failed = (type: "secret.push_failed" | "secret.prune_failed", n: number): NewEvent => (
    { type, data: { target, request: id(n), message: "github answered 403" } }
  );
  const pushed = (n: number, remoteName: string, scope?: string): NewEvent => ({
    type: "secret.pushed",
    data: {
      environment: "default",
      name: "API_KEY",
      ...place(remoteName, scope),
      target,
      version,
      fingerprint: fingerprint(30),
      request: id(n),
      mark: "2026-11-23T12:00:00Z",
    },
  });
  const batches: readonly NewEvent[][] = [
    [secret.set],
    [{ type: "target.bound", data: { ...bound, item: "token-github", token: fingerprint(0xb1) } }],
    [{ type: "target.bound", data: { ...bound, identifier: "owner/prod", environment: "prod" } }],
    [{ type: "target.bound", data: { ...bound, target: "old" } }],
    [{ type: "target.unbound", data: { target: "old" } }],
    [secret.limited(["github"])],
    [push(40, "API_KEY"), push(41, "API_KEY_2"), push(42, "API_KEY_3", "production"), push(43, "API_KEY_4")],
    [pushed(40, "API_KEY"), failed("secret.push_failed", 41), pushed(42, "API_KEY_3", "production")],
    [prune(44, "API_KEY")],
    [{ type: "secret.pruned", data: { ...place("API_KEY"), target, request: id(44), result: "deleted" } }],
    [prune(45, "API_KEY_2"), failed("secret.prune_failed", 45)],
    [secretEvents(31, "NOWHERE").set, secretEvents(31, "NOWHERE").limited([])],
  ];
  for (const batch of batches) await scribe.write(scribe.first, batch);
  return scribe;
}

/** How each golden vault is made. */
export const VAULTS: Readonly<Record<string, () => Promise<Scribe>>> = {
  one,
  two,
  signers,
  targets,
  versions,
  due,
  rotations,
  access,
  limited,
  adoption,
};

/** The files of a vault that was written by a scribe: path → text. */
export function vaultFiles({ vaultId, first, publicKey, logs }: Scribe): Map<string, string> {
  const pointer = { format: 1, id: vaultId, signer: verifierKeyOf(vaultId, first, publicKey) };
  return new Map([
    ["vault.json", `${JSON.stringify(pointer)}\n`],
    ...[...logs].map(([log, text]) => [`log/${log}.jsonl`, text] as const),
  ]);
}

if (import.meta.main) {
  for (const [name, make] of Object.entries(VAULTS)) {
    for (const [path, text] of vaultFiles(await make())) {
      const file = new URL(`${name}/${path}`, GOLDEN);
      await Deno.mkdir(new URL(".", file), { recursive: true });
      await Deno.writeTextFile(file, text, { createNew: true });
    }
  }
}
