// The law of the schemas: they say what the types of the answers say, nothing else. The compiler resolves the types
// (intersections, picks, unions), so that what is written here is only how each kind of type is called in JSON Schema.

import ts from "@typescript/typescript6";
import { ROOT } from "./binary.ts";
import { SchemaMaker } from "./schema_maker.ts";
import type { Schemas } from "../src/views/schemas.ts";

/** Where the schemas are kept. */
export const SCHEMAS_FILE = `${ROOT}/src/views/schemas.json`;

/** The schemas of all answers that a file's type `Told` names, and under "error" that of its type `Failed`. */
export function answerSchemas(file = `${ROOT}/src/views/answers.ts`): Schemas {
  const program = ts.createProgram([file], {
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.esnext.d.ts"],
    types: [],
  });
  const checker = program.getTypeChecker();
  const exported = new Map(
    checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)!)!)
      .map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)]),
  );
  const maker = new SchemaMaker(checker);
  const commands = exported.get("Told")!.getProperties()
    .map((command) => [command.name, maker.whole(checker.getTypeOfSymbol(command))]);
  const error = maker.inlined(exported.get("Failed")!);
  return { commands: Object.fromEntries([...commands, ["error", error]]), $defs: maker.definitions };
}

/** The file's text: sorted by name, a line for each thing, so that two changes seldom touch the same line. */
export function schemasText({ commands, $defs }: Schemas): string {
  return `${JSON.stringify({ commands: sorted(commands), $defs: sorted($defs) }, null, 2)}\n`;
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => a < b ? -1 : 1));
}
