import { type ImportKind, importRefusal, isWithin, placeOf, roomOf } from "./rooms.ts";

const ROOT = import.meta.dirname!.replace(/[\\/]scripts$/, "");
const SAYS_DENO = ["system/deno", "keychain"];
const PURE_ROOMS = ["domain", "views"];
const IMPURE_NAMES = ["crypto", "fetch", "performance", "setTimeout", "setInterval", "Temporal"];
const IMPURE_CALLS = ["Date.now", "Math.random"];
const MOST_LINES = 300;

type Visitor = Deno.lint.LintVisitor;
type Report = (node: Deno.lint.Node, message: string) => void;

/**
 * The project's own lint rules: they hold the rooms of src/ apart, and every file short. The linter wants its plugin as
 * the default.
 */
export default {
  name: "rooms",
  rules: {
    "imports": rule(imports),
    "literal-imports": rule((_, report) => ({
      ImportExpression(node) {
        if (textOf(node.source) === undefined) {
          report(node, "a binary imports only what was built in: give a literal");
        }
      },
    })),
    "deno-global": rule((place, report) => ({
      Identifier(node) {
        if (node.name !== "Deno" || SAYS_DENO.some((folder) => isWithin(place, folder))) return;
        report(node, "only src/system/deno and src/keychain may say Deno");
      },
    })),
    "no-console": rule((_, report) => ({
      Identifier(node) {
        if (node.name === "console" && !isMember(node)) report(node, "output goes through the terminal port");
      },
    })),
    "no-default-export": rule((place, report) => ({
      ExportDefaultDeclaration(node) {
        if (place !== "main.ts") report(node, "export it by its name");
      },
    })),
    "pure": rule((place, report) => PURE_ROOMS.includes(roomOf(place)) ? impurities(report) : {}),
    "no-direct-package": {
      create: (context) =>
        visitSources((node, specifier) => {
          if (!/^(npm|jsr|https?):/.test(specifier)) return;
          context.report({ node, message: `name "${specifier}" in deno.json's imports, with its version` });
        }),
    },
    "short-file": {
      create: (context) => ({
        Program(node) {
          const lines = context.sourceCode.text.trimEnd().split("\n").length;
          if (lines <= MOST_LINES) return;
          context.report({ node, message: `${lines} lines are more than one thing: at most ${MOST_LINES}` });
        },
      }),
    },
  },
} satisfies Deno.lint.Plugin;

/** A rule for the files of the product alone: src/ and main.ts. */
function rule(visit: (place: string, report: Report) => Visitor): Deno.lint.Rule {
  return {
    create(context) {
      const place = placeOf(ROOT, context.filename);
      return place === undefined ? {} : visit(place, (node, message) => context.report({ node, message }));
    },
  };
}

function imports(place: string, report: Report): Visitor {
  return visitSources((node, specifier, kind) => {
    const refusal = importRefusal(place, specifier, kind);
    if (refusal !== undefined) report(node, refusal);
  });
}

/** Calls `visit` for everything that names another module. */
function visitSources(visit: (node: Deno.lint.Node, specifier: string, kind: ImportKind) => void): Visitor {
  return {
    ImportDeclaration(node) {
      const isTypes = node.importKind === "type" ||
        (node.specifiers.length > 0 && node.specifiers.every(isType));
      visit(node, node.source.value, isTypes ? "types" : "at_once");
    },
    ExportNamedDeclaration(node) {
      if (node.source === null) return;
      const isTypes = node.exportKind === "type" ||
        (node.specifiers.length > 0 && node.specifiers.every(isType));
      visit(node, node.source.value, isTypes ? "types" : "at_once");
    },
    ExportAllDeclaration(node) {
      visit(node, node.source.value, node.exportKind === "type" ? "types" : "at_once");
    },
    TSImportType(node) {
      const specifier = node.argument.type === "TSLiteralType" ? textOf(node.argument.literal) : undefined;
      if (specifier !== undefined) visit(node, specifier, "types");
    },
    ImportExpression(node) {
      const specifier = textOf(node.source);
      if (specifier !== undefined) visit(node, specifier, "lazily");
    },
  };
}

function impurities(report: Report): Visitor {
  return {
    AwaitExpression: (node) => report(node, "the rules don't wait"),
    Identifier(node) {
      if (IMPURE_NAMES.includes(node.name) && !isMember(node)) {
        report(node, `the rules don't know ${node.name}`);
      }
    },
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
      const name = `${node.object.name}.${node.property.name}`;
      if (IMPURE_CALLS.includes(name)) report(node, `the rules don't know ${name}`);
    },
    NewExpression(node) {
      const isNow = node.callee.type === "Identifier" && node.callee.name === "Date" &&
        node.arguments.length === 0;
      if (isNow) report(node, "the rules don't know what time it is");
    },
  };
}

function isType(
  specifier: { readonly type: string; readonly importKind?: string; readonly exportKind?: string },
): boolean {
  return specifier.importKind === "type" || specifier.exportKind === "type";
}

/** Whether a name is only a member of something else: `x.console`, `{ console: 1 }`. */
function isMember(node: Deno.lint.Identifier): boolean {
  const parent = node.parent;
  if (parent.type === "MemberExpression") return parent.property === node && !parent.computed;
  return parent.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand;
}

function textOf(node: Deno.lint.Node): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
