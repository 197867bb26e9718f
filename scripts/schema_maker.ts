// The law of a type's schema: a type with a name is a definition of that name; a string whose field's name ends in `At`
// is an instant, a number an integer, and nothing is null. Objects stay open, for fields may be added. What has no order
// is sorted: the same types give the same text.

import ts from "@typescript/typescript6";
import type { JsonSchema } from "../src/views/schemas.ts";

/** Makes schemas of types, and of each type that has a name a definition. */
export class SchemaMaker {
  readonly definitions: Record<string, JsonSchema> = {};
  readonly #checker: ts.TypeChecker;
  readonly #named = new Map<string, ts.Type>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** A type's schema: a reference where it has a name. */
  schemaOf(type: ts.Type): JsonSchema {
    const symbol = nameOf(type);
    if (symbol === undefined) return this.inlined(type);
    const { name } = symbol;
    const known = this.#named.get(name);
    if (known === undefined) {
      this.#named.set(name, type);
      this.definitions[name] = this.whole(type);
    } else if (known !== type) throw new Error(`two types of answers have the name ${name}`);
    return { $ref: `#/$defs/${name}` };
  }

  /** A type's schema, whole, whether it has a name or not. */
  inlined(type: ts.Type): JsonSchema {
    if (has(type, ts.TypeFlags.Unknown)) return {};
    if (has(type, ts.TypeFlags.NonPrimitive)) return { type: "object", additionalProperties: true };
    if (has(type, ts.TypeFlags.String)) return { type: "string" };
    if (has(type, ts.TypeFlags.Number)) return { type: "integer" };
    if (has(type, ts.TypeFlags.Boolean)) return { type: "boolean" };
    if (has(type, ts.TypeFlags.BooleanLiteral)) return { const: this.#text(type) === "true" };
    if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
    if (isPattern(type)) return { type: "string", pattern: `^${patternOf(type)}$` };
    if (type.isUnion()) return this.#union(type.types);
    if (this.#checker.isTupleType(type)) return this.#tuple(type);
    if (this.#checker.isArrayType(type)) {
      return {
        type: "array",
        items: this.schemaOf(this.#checker.getTypeArguments(type as ts.TypeReference)[0]!),
      };
    }
    if (isObject(type)) return this.#object(type);
    throw new Error(`an answer can't hold what ${this.#text(type)} is`);
  }

  /** A type's schema, whole, with what is written at the type, or at the first of those that it is made of. */
  whole(type: ts.Type): JsonSchema {
    const first = type.aliasSymbol === undefined && type.isIntersection() ? type.types[0]! : type;
    const symbol = nameOf(first);
    return { ...symbol === undefined ? {} : this.#docOf(symbol), ...this.inlined(type) };
  }

  #union(types: readonly ts.Type[]): JsonSchema {
    const words = types.filter((type) => type.isStringLiteral()).map(({ value }) => value).sort();
    const patterns = types.filter(isPattern).map(patternOf);
    const isBoolean = types.some(isTrue) && types.some(isFalse);
    const others = types.filter((type) =>
      !type.isStringLiteral() && !isPattern(type) && !(isBoolean && (isTrue(type) || isFalse(type)))
    );
    const text = patterns.length > 0
      ? [{ type: "string", pattern: `^(${[...words, ...patterns].sort().join("|")})$` }]
      : words.length > 0
      ? [{ enum: words }]
      : [];
    const shapes = [
      ...text,
      ...[...isBoolean ? [{ type: "boolean" }] : [], ...others.map((type) => this.#shape(type))]
        .sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
    ];
    return shapes.length === 1 ? shapes[0]! : { anyOf: shapes };
  }

  #shape(type: ts.Type): JsonSchema {
    return nameOf(type) === undefined && isObject(type) ? this.whole(type) : this.schemaOf(type);
  }

  #tuple(type: ts.Type): JsonSchema {
    const items = this.#checker.getTypeArguments(type as ts.TypeReference).map((item) => this.schemaOf(item));
    return { type: "array", prefixItems: items, minItems: items.length, items: false };
  }

  #object(type: ts.Type): JsonSchema {
    const fields = this.#fieldsOf(type);
    const isNeeded = (field: ts.Symbol) =>
      !has(field, ts.SymbolFlags.Optional) && !mayBeUndefined(this.#checker.getTypeOfSymbol(field));
    const required = fields.filter(isNeeded).map(({ name }) => name);
    const others = this.#checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const rest = others === undefined ? {} : this.schemaOf(others);
    return {
      type: "object",
      ...fields.length === 0
        ? {}
        : { properties: Object.fromEntries(fields.map((field) => [field.name, this.#field(field)])) },
      ...required.length === 0 ? {} : { required },
      // Said where any field may be there already; absent where fields may be added one day.
      ...others === undefined ? {} : { additionalProperties: Object.keys(rest).length === 0 ? true : rest },
    };
  }

  /** In the order in which they are written: the compiler's own, of a picked type, depends on what else it has read. */
  #fieldsOf(type: ts.Type): readonly ts.Symbol[] {
    if (type.isIntersection()) {
      const names = new Set(type.types.flatMap((one) => this.#fieldsOf(one).map(({ name }) => name)));
      return [...names].map((name) => this.#checker.getPropertyOfType(type, name)!);
    }
    const fields = this.#checker.getPropertiesOfType(type);
    const isMapped = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Mapped) !== 0;
    return isMapped ? fields.toSorted((a, b) => placeOf(a) - placeOf(b)) : fields;
  }

  #field(field: ts.Symbol): JsonSchema {
    const schema = this.schemaOf(this.#defined(this.#checker.getTypeOfSymbol(field)));
    const format = field.getJsDocTags(this.#checker).find(({ name }) => name === "format")?.text?.[0]?.text ??
      (/At$/.test(field.name) ? "date-time" : undefined);
    const { description } = this.#docOf(field);
    const unit = /^ms$|Ms$/.test(field.name) ? "In milliseconds." : undefined;
    const told = [description, unit].filter((one) => one !== undefined).join(" ");
    return {
      ...told === "" ? {} : { description: told },
      ...schema,
      ...schema.type === "integer" ? { minimum: 0 } : {},
      ...schema.type === "string" && format !== undefined ? { format } : {},
    };
  }

  /** Without the `undefined` that makes a field one that may be missing. */
  #defined(type: ts.Type): ts.Type {
    return mayBeUndefined(type) ? this.#checker.getNonNullableType(type) : type;
  }

  #docOf(symbol: ts.Symbol): { readonly description?: string } {
    const text = ts.displayPartsToString(symbol.getDocumentationComment(this.#checker)).replace(/\s+/g, " ")
      .trim();
    return text === "" ? {} : { description: text };
  }

  #text(type: ts.Type): string {
    return this.#checker.typeToString(type);
  }
}

/** The name that a type was given here; one that was made of others by `Pick` and its like has none. */
function nameOf(type: ts.Type): ts.Symbol | undefined {
  if (type.aliasSymbol !== undefined) {
    return type.aliasTypeArguments === undefined ? type.aliasSymbol : undefined;
  }
  if (!type.isClassOrInterface()) return undefined;
  return type.typeParameters === undefined ? type.symbol : undefined;
}

function placeOf({ declarations }: ts.Symbol): number {
  return declarations?.[0]?.pos ?? 0;
}

function isObject(type: ts.Type): boolean {
  return has(type, ts.TypeFlags.Object | ts.TypeFlags.Intersection) && type.getCallSignatures().length === 0;
}

function isPattern(type: ts.Type): boolean {
  return has(type, ts.TypeFlags.TemplateLiteral);
}

function patternOf(type: ts.Type): string {
  const { texts, types } = type as ts.TemplateLiteralType;
  return texts.map((text, i) => escaped(text) + (types[i] === undefined ? "" : ".+")).join("");
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function mayBeUndefined(type: ts.Type): boolean {
  return type.isUnion() && type.types.some((one) => has(one, ts.TypeFlags.Undefined));
}

function isTrue(type: ts.Type): boolean {
  return has(type, ts.TypeFlags.BooleanLiteral) && !isFalse(type);
}

function isFalse(type: ts.Type): boolean {
  return has(type, ts.TypeFlags.BooleanLiteral) &&
    (type as ts.Type & { readonly intrinsicName: string }).intrinsicName === "false";
}

function has(one: { readonly flags: number }, flags: number): boolean {
  return (one.flags & flags) !== 0;
}
