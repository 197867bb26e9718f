// The law of the other tool's export (`# cred-export v1`): values stand unquoted behind their names, markers in comments
// say what belongs to what. What it doesn't hold, or holds so that it can't be told where it ends, is named.

import type { LeftView } from "../../views/exchange.ts";
import { malformed } from "./import_dotenv.ts";
import type { ImportedEntry, ImportedText } from "./import_text.ts";

const ENVIRONMENT = /^# (?:environment: (\S+)|\[environment: (\S+)\])\s*$/;
const KEY = /^# \[([A-Za-z_][A-Za-z0-9_]*)\]\s*$/;
const DESCRIPTION = /^# description: (.*)$/;
const NOT_IN_IT =
  "times, older versions, sources and targets are not in that export: what was a key of a source is a plain value";
const SEVERAL_LINES = "its value has several lines, and that export doesn't say where it ends";
const VALUE = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/;

/** Reads the other tool's export. */
export function readReferenceImport(text: string): ImportedText {
  const entries: ImportedEntry[] = [];
  const left: LeftView[] = [{ why: NOT_IN_IT }];
  let environment: string | undefined, key: string | undefined, description: string | undefined;
  let open: ImportedEntry | undefined, skips = false;

  function close(): void {
    if (open !== undefined) entries.push(open);
    open = key = description = undefined;
    skips = false;
  }

  text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/).forEach((line, index) => {
    const section = ENVIRONMENT.exec(line), marked = KEY.exec(line), value = VALUE.exec(line);
    if (section !== null || marked !== null) {
      close();
      environment = section?.[1] ?? section?.[2] ?? environment;
      key = marked?.[1];
    } else if (skips || line === "") return;
    else if (open !== undefined) {
      left.push({ secret: open.name, ...where(environment), why: SEVERAL_LINES });
      open = undefined;
      skips = true;
    } else if (value !== null && value[1] === key) {
      const described = description === undefined || description === "" ? {} : { description };
      open = { name: value[1]!, value: value[2]!, ...where(environment), ...described };
    } else if (line.startsWith("#")) description = DESCRIPTION.exec(line)?.[1] ?? description;
    else throw malformed(index + 1, "it belongs to no key");
  });
  close();
  return { format: "cred-export v1", entries, left };
}

function where(environment: string | undefined): { environment?: string } {
  return environment === undefined ? {} : { environment };
}
