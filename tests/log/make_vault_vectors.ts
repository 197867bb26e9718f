// Makes the vectors in vectors/vaults/: whole folders of vaults, for what no log says alone: who counts, what was seen
// before, which values and which pointer belong to it. Made once; vaults.json is the truth, for other readers, too.
//   deno run -A tests/log/make_vault_vectors.ts

import { toBase64, toHex } from "../../src/domain/encoding.ts";
import type { NewEvent, Role } from "../../src/domain/events.ts";
import { lightSha256 } from "../../src/log/hash.ts";
import { checkpointText, originOf, verifierKeyOf } from "../../src/log/origin.ts";
import { formatPointer } from "../../src/vault/pointer.ts";
import { Scribe } from "./scribe.ts";

/** Where the folders lie. */
export const VAULTS = new URL("./vectors/vaults/", import.meta.url);

/** What a reader must say of a folder. */
export interface VaultVector {
  /** Code of the refusal; null: it verifies. */
  readonly expected: string | null;
  /** Where it verifies: records that don't count, as `<log>:<seq>`, in the order of history. */
  readonly idle?: readonly string[];
  /** A file beside the vault with a checkpoint that its history is held against. */
  readonly extends?: string;
  /** The verifier key of the signer that it is demanded to begin with. */
  readonly signer?: string;
}

/** A vector, and its files. */
export interface VaultFiles extends VaultVector {
  readonly files: ReadonlyMap<string, string>;
}

const utf8 = new TextEncoder();
const value = (n: number) => `value ${n}`;
const fileOf = (n: number) => toHex(lightSha256(utf8.encode(value(n))));

function set(n: number): NewEvent {
  const data = {
    environment: "default",
    name: `SECRET_${n}`,
    sealed: fileOf(n),
    to: ["r1"],
    fingerprint: `fk:${n}`,
  };
  return { type: "secret.set", data };
}

function adds({ first: signer, publicKey }: Scribe, label: string, role: Role): NewEvent {
  return { type: "signer.added", data: { signer, publicKey: toBase64(publicKey), label, role } };
}

function retires({ first: signer }: Scribe): NewEvent {
  return { type: "signer.retired", data: { signer } };
}

/** The folder as it should be. */
function filesOf(scribe: Scribe, ...values: readonly number[]): Map<string, string> {
  const key = verifierKeyOf(scribe.vaultId, scribe.first, scribe.publicKey);
  return new Map([
    ["vault.json", formatPointer(scribe.vaultId, key)],
    ...[...scribe.logs].map(([log, text]) => [`log/${log}.jsonl`, text] as const),
    ...values.map((n) => [`values/${fileOf(n)}.age`, value(n)] as const),
  ]);
}

/** A vault of an owner, whom it added as a second owner, and a writer: each has a secret. */
async function several() {
  const first = await Scribe.make(0x60);
  const [owner, writer] = [await first.guest(0x61), await first.guest(0x62)];
  await first.write(first.first, [first.beginning, adds(owner, "laptop-2", "owner")]);
  await owner.open(owner.first, first.first);
  await owner.write(owner.first, [adds(writer, "ci", "writer"), set(1)]);
  await writer.open(writer.first, owner.first);
  await writer.write(writer.first, [set(2)]);
  await first.write(first.first, [set(3)], first.heads(writer.first));
  return { first, owner, writer };
}

/** How each vector is made. */
export const VAULT_MAKINGS: Readonly<Record<string, () => Promise<VaultFiles>>> = {
  async one_signer() {
    const scribe = await Scribe.make(0x60);
    await scribe.write(scribe.first, [scribe.beginning, set(1), set(2)]);
    return { expected: null, idle: [], files: filesOf(scribe, 1, 2) };
  },
  async several_signers() {
    return { expected: null, idle: [], files: filesOf((await several()).first, 1, 2, 3) };
  },
  async backdated_retirement() {
    const { first, owner } = await several();
    await first.write(first.first, [retires(owner)]);
    // By a clock that is a day behind: as if it were before all of that, in its log and in one that nobody knew.
    owner.nowMs -= 24 * 60 * 60 * 1_000;
    await owner.write(owner.first, [set(4)]);
    await owner.open(owner.further(1), first.first);
    await owner.write(owner.further(1), [set(5)]);
    const { first: log } = owner;
    const idle = [`${log}:3`, `${log}.00000001:0`, `${log}.00000001:1`];
    return { expected: null, idle, files: filesOf(first, 1, 2, 3) };
  },
  async writer_adds_a_signer() {
    const { first, writer } = await several();
    const friend = await first.guest(0x63);
    await writer.write(writer.first, [adds(friend, "friend", "owner")]);
    await friend.open(friend.first, writer.first);
    await friend.write(friend.first, [set(4)]);
    const idle = [`${writer.first}:2`, `${friend.first}:0`, `${friend.first}:1`];
    return { expected: null, idle, files: filesOf(first, 1, 2, 3) };
  },
  async writer_seals_the_fingerprint_key() {
    const { first, writer } = await several();
    const key = (n: number) => ({ fingerprintKey: "fk", sealed: fileOf(n), to: ["r1"] });
    await first.write(first.first, [{ type: "fingerprint_key.added", data: key(4) }]);
    await writer.write(
      writer.first,
      [{ type: "fingerprint_key.sealed", data: key(5) }],
      first.heads(first.first),
    );
    return { expected: null, idle: [`${writer.first}:2`], files: filesOf(first, 1, 2, 3, 4) };
  },
  async recovery_takes_over() {
    const first = await Scribe.make(0x60);
    const [recovery, heir] = [await first.guest(0x64), await first.guest(0x65)];
    await first.write(first.first, [first.beginning, adds(recovery, "recovery", "recovery"), set(1)]);
    await recovery.open(recovery.first, first.first);
    await recovery.write(recovery.first, [retires(first), adds(heir, "laptop-3", "owner")]);
    await heir.open(heir.first, recovery.first);
    await heir.write(heir.first, [set(2)]);
    // Whoever has the first signer's key now writes on, and names a recovery key of its own.
    const other = await first.guest(0x66);
    await first.write(first.first, [set(3), adds(other, "recovery-2", "recovery")]);
    return { expected: null, idle: [`${first.first}:3`, `${first.first}:4`], files: filesOf(first, 1, 2) };
  },
  async retired_from_below() {
    const { first, owner } = await several();
    await owner.write(owner.first, [retires(first)], first.heads(first.first));
    await first.write(first.first, [set(4)]);
    return { expected: null, idle: [`${owner.first}:3`], files: filesOf(first, 1, 2, 3, 4) };
  },
  async fork_after_seen() {
    // The second owner has seen three records; the fourth was signed twice, and only who kept it knows.
    const [{ first }, { first: twin }] = [await several(), await several()];
    await first.write(first.first, [set(4)]);
    twin.nowMs += 7;
    await twin.write(twin.first, [set(5)]);
    const tree = twin.trees.get(twin.first)!;
    const origin = originOf(twin.vaultId, twin.first);
    const [line] = twin.logs.get(twin.first)!.trimEnd().split("\n").slice(-1);
    const note = `${checkpointText(origin, tree.size, tree.root())}\n— ${origin} ${line!.slice(-94, -2)}\n`;
    const files = filesOf(first, 1, 2, 3, 4).set("../fork_after_seen.checkpoint", note);
    return { expected: "integrity.not_extended", extends: "fork_after_seen.checkpoint", files };
  },
  async cut_below_what_was_seen() {
    const { first } = await several();
    const files = filesOf(first, 1, 2, 3);
    const log = `log/${first.first}.jsonl`;
    files.set(log, files.get(log)!.split(/(?<=\n)/)[0]!);
    return { expected: "integrity.missing", files };
  },
  async swapped_values() {
    const { first } = await several();
    const files = filesOf(first, 1, 2, 3);
    files.set(`values/${fileOf(1)}.age`, value(2)).set(`values/${fileOf(2)}.age`, value(1));
    return { expected: "integrity.value", files };
  },
  async missing_value() {
    return { expected: "integrity.value", files: filesOf((await several()).first, 1, 3) };
  },
  async swapped_pointer() {
    const { first } = await several();
    const other = await Scribe.make(0x70);
    const files = filesOf(first, 1, 2, 3);
    files.set("vault.json", filesOf(other).get("vault.json")!);
    return { expected: "integrity.missing", files };
  },
  async pointer_to_another_signer() {
    const { first, owner } = await several();
    const files = filesOf(first, 1, 2, 3);
    files.set(
      "vault.json",
      formatPointer(first.vaultId, verifierKeyOf(first.vaultId, owner.first, owner.publicKey)),
    );
    return { expected: "integrity.vault_pointer", files };
  },
  async another_vault() {
    const { first } = await several();
    const other = await Scribe.make(0x70);
    await other.write(other.first, [other.beginning]);
    const signer = verifierKeyOf(first.vaultId, first.first, first.publicKey);
    return { expected: "integrity.other_signer", signer, files: filesOf(other) };
  },
};

if (import.meta.main) {
  const index: Record<string, VaultVector> = {};
  for (const [name, make] of Object.entries(VAULT_MAKINGS)) {
    const { files, ...vector } = await make();
    index[name] = vector;
    for (const [path, text] of files) {
      const file = new URL(`${name}/${path}`, VAULTS);
      await Deno.mkdir(new URL(".", file), { recursive: true });
      await Deno.writeTextFile(file, text, { createNew: true });
    }
  }
  await Deno.writeTextFile(new URL("../vaults.json", VAULTS), `${JSON.stringify(index, null, 2)}\n`, {
    createNew: true,
  });
}
