// The stand-in's rules for a variable: what GitLab's own validations take and refuse.

import { refuse, type Reply, shown } from "./gitlab.ts";

/** A variable, as the API writes it. */
export interface GitlabVariable {
  variable_type: "env_var" | "file";
  key: string;
  value: string | null;
  protected: boolean;
  masked: boolean;
  hidden: boolean;
  raw: boolean;
  environment_scope: string;
  description: string | null;
}

/** What a GitLab can do. */
export interface Rules {
  readonly masksLess: boolean;
  /** Whether a group may have environment scopes. */
  readonly scopes: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const BOOLEANS = ["protected", "masked", "raw", "masked_and_hidden"];

/** `POST …/variables`. */
export function makeVariable(place: GitlabVariable[], fields: Fields, rules: Rules): Reply {
  for (const field of ["key", "value"]) {
    if (typeof fields[field] !== "string") return { status: 400, body: { error: `${field} is missing` } };
  }
  const hidden = fields.masked_and_hidden === true;
  const variable: GitlabVariable = {
    variable_type: (fields.variable_type ?? "env_var") as "env_var",
    key: fields.key as string,
    value: fields.value as string,
    protected: fields.protected === true,
    masked: fields.masked === true || hidden,
    hidden,
    raw: fields.raw === true,
    environment_scope: rules.scopes ? (fields.environment_scope ?? "*") as string : "*",
    description: (fields.description ?? null) as string | null,
  };
  const wrong = refuseFields(fields) ?? refuseVariable(variable, rules);
  if (wrong !== undefined) return wrong;
  const { key, environment_scope } = variable;
  if (place.some((other) => other.key === key && other.environment_scope === environment_scope)) {
    return refuse(400, { key: [`(${key}) has already been taken`] });
  }
  place.push(variable);
  return { status: 201, body: shown(variable) };
}

/** The variable of a key, by its scope where a filter says one. */
export function findVariable(
  place: readonly GitlabVariable[],
  key: string,
  scope: string | undefined,
  isGroup: boolean,
  ignoresScope: boolean,
): GitlabVariable | Reply {
  const found = place.filter((variable) =>
    variable.key === key && (scope === undefined || ignoresScope || variable.environment_scope === scope)
  );
  if (found.length > 1) {
    const words =
      "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'";
    return refuse(409, words);
  }
  return found[0] ?? refuse(404, `404 ${isGroup ? "GroupVariable" : "Variable"} Not Found`);
}

/** `PUT …/variables/:key`. */
export function changeVariable(
  place: readonly GitlabVariable[],
  variable: GitlabVariable,
  fields: Fields,
  rules: Rules,
): Reply {
  const known = ["value", "protected", "masked", "raw", "environment_scope", "description", "variable_type"];
  const given = Object.fromEntries(Object.entries(fields).filter(([field]) => known.includes(field)));
  if (variable.hidden && "masked" in given) {
    return refuse(400, {
      base: ["The visibility setting cannot be changed for masked and hidden variables."],
    });
  }
  const changed = { ...variable, ...given } as GitlabVariable;
  const wrong = refuseFields(fields) ?? refuseVariable(changed, rules);
  if (wrong !== undefined) return wrong;
  const isTaken = place.some((other) =>
    other !== variable && other.key === changed.key && other.environment_scope === changed.environment_scope
  );
  if (isTaken) return refuse(400, { key: [`(${changed.key}) has already been taken`] });
  Object.assign(variable, changed);
  return { status: 200, body: shown(variable) };
}

function refuseFields(fields: Fields): Reply | undefined {
  for (const field of BOOLEANS) {
    if (fields[field] !== undefined && typeof fields[field] !== "boolean") {
      return { status: 400, body: { error: `${field} is invalid` } };
    }
  }
  const type = fields.variable_type;
  if (type === undefined || type === "env_var" || type === "file") return undefined;
  return { status: 400, body: { error: "variable_type does not have a valid value" } };
}

function refuseVariable({ key, value, masked, raw, environment_scope }: GitlabVariable, rules: Rules) {
  if (!/^[A-Za-z0-9_]{1,255}$/.test(key)) {
    return refuse(400, { key: ["can contain only letters, digits and '_'."] });
  }
  if (!/^[\w/${}. *-]{1,255}$/.test(environment_scope)) {
    return refuse(400, {
      environment_scope: ["can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.'"],
    });
  }
  const bytes = new TextEncoder().encode(value ?? "");
  if (bytes.length > 10_000) return refuse(400, { value: ["is too long (maximum is 10000 characters)"] });
  const allowed = raw && !rules.masksLess ? /^[^ \t\r\n\f\v]{8,}$/u : /^[A-Za-z0-9_+=/@:.~-]{8,}$/;
  if (masked && !allowed.test(value ?? "")) return refuse(400, { value: ["is invalid"] });
  return undefined;
}
