import type { SignerListView } from "../views/signers.ts";
import type { Look } from "./look.ts";
import { noRows, table } from "./table.ts";
import { when } from "./time.ts";

/** Text of `signer list`. */
export function signerListText({ signers }: SignerListView, look: Look): string {
  if (signers.length === 0) return noRows(look, "no vault yet");
  return table(
    look,
    [
      { title: "SIGNER" },
      { title: "LABEL", fit: "cut" },
      { title: "ROLE" },
      { title: "ADDED" },
      { title: "BY" },
      { title: "RETIRED", tone: () => "quiet" },
    ],
    signers.map((row) => [
      row.signer,
      row.label,
      row.role,
      when(row.addedAt, look),
      row.first ? "the first" : row.addedBy ?? "",
      row.retiredAt === undefined ? "" : when(row.retiredAt, look),
    ]),
  );
}
