// The law of value files: what a living version names must be there and be it; what only dead ones name can go; what no
// record names may belong to a record that isn't here yet. All are named, and none is removed.

import { sealedFiles } from "../../domain/queries.ts";
import { unevenVersions } from "../../domain/readers.ts";
import type { Finding } from "../../views/doctor.ts";
import { valuesOf } from "../access/access.ts";
import type { App } from "../app.ts";
import type { Vault } from "../vault.ts";
import { ownerOf } from "../sources/value_owner.ts";
import { countOf, fine, problem, shellPath, warning } from "./finding.ts";
import type { ReadVault } from "./log.ts";

const FILE = /^([0-9a-f]{64})\.age$/;

/** The vault's sealed values, compared with what its history names. */
export async function checkValues(app: App, vault: Vault, { state, named }: ReadVault): Promise<Finding[]> {
  const { valuesFolder } = vault.paths;
  const living = sealedFiles(state);
  const store = valuesOf(app, vault);
  const missing: string[] = [], changed: string[] = [];
  const restore = ["cred sync", "or restore the files from a copy of the vault"];
  for (const sealed of living) {
    const wrong = await store.problem(sealed);
    if (wrong === undefined) continue;
    const { title, givingUp } = ownerOf(state, sealed);
    (wrong === "missing" ? missing : changed).push(`${title}: ${valuesFolder}/${sealed}.age`);
    restore.push(...givingUp);
  }
  const there = (await app.system.files.list(valuesFolder) ?? []).flatMap((name) =>
    FILE.exec(name)?.[1] ?? []
  );
  const dead = there.filter((sealed) => named.has(sealed) && !living.has(sealed));
  const unknown = there.filter((sealed) => !named.has(sealed));
  const paths = (files: readonly string[]) => files.map((sealed) => `${valuesFolder}/${sealed}.age`);
  const uneven = unevenVersions(state);
  const findings = [
    ...missing.length === 0
      ? []
      : [problem(`${countOf(missing.length, "sealed value")} missing`, restore, missing)],
    ...changed.length === 0 ? [] : [
      problem(
        `${countOf(changed.length, "sealed value")} other than recorded`,
        ["move the files away first", ...restore],
        changed,
      ),
    ],
    ...dead.length === 0 ? [] : [
      warning(
        `${countOf(dead.length, "file")} of dead values left, as after a crash`,
        paths(dead).map((path) => `rm ${shellPath(path)}`),
        paths(dead),
      ),
    ],
    ...unknown.length === 0 ? [] : [
      warning(
        `${countOf(unknown.length, "file")} that no record names`,
        ["they are never removed: a record that is not here yet may name them", "cred sync"],
        paths(unknown),
      ),
    ],
    ...uneven.length === 0 ? [] : [
      warning(`${countOf(uneven.length, "value")} can be opened by others than who may`, [
        "cred access seal",
      ]),
    ],
  ];
  return findings.length > 0 ? findings : [fine(`${countOf(living.size, "sealed value")} as recorded`)];
}
