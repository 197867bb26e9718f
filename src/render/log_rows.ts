// The law of exports: formats that others specified. CSV is RFC 4180, and no cell of it begins like a formula;
// CloudEvents are 1.0 in the JSON batch format, one event on each line.

import type { ExportRow } from "../views/log_rows.ts";

/** What an export can look like. */
export type ExportFormat = "jsonl" | "csv" | "cloudevents";

/** The text of an export. */
export function exportText(vaultId: string, rows: readonly ExportRow[], format: ExportFormat): string {
  switch (format) {
    case "jsonl":
      return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    case "csv":
      return csvText(rows);
    case "cloudevents":
      return `[\n${rows.map((row) => JSON.stringify(cloudEvent(vaultId, row))).join(",\n")}\n]\n`;
  }
}

const COLUMNS = [
  "position",
  "time",
  "signer",
  "label",
  "type",
  "environment",
  "secret",
  "source",
  "target",
  "counts",
  "id",
  "data",
] as const;

function csvText(rows: readonly ExportRow[]): string {
  const lines = rows.map((row) =>
    COLUMNS.map((column) => {
      const value = row[column] ?? "";
      return cell(typeof value === "object" ? JSON.stringify(value) : `${value}`);
    })
  );
  return [COLUMNS, ...lines].map((line) => `${line.join(",")}\r\n`).join("");
}

/** A spreadsheet computes what begins like this; an apostrophe before it keeps it text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The source is the log's origin and the id the number in it: unique whatever a signer wrote into its events. */
function cloudEvent(vaultId: string, row: ExportRow) {
  const { log, seq, time, signer, type, environment, secret, id, v, data, seen } = row;
  return {
    specversion: "1.0",
    id: `${seq}`,
    source: `cred.local/${vaultId}/${log}`,
    type: `local.cred.${type}`,
    ...(secret === undefined ? {} : { subject: `${environment}/${secret}` }),
    time,
    datacontenttype: "application/json",
    signer,
    data: { v, seq, id, time, type, data, ...(seen === undefined ? {} : { seen }) },
  };
}
