// Cuts the operations that the stand-in serves out of GitHub's own API description (MIT), which is a package of 385 MB
// and so no dependency:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//   deno run -A tests/servers/github_description.ts package/generated/api.github.com.json

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Branch = { readonly [key: string]: Json };

const PATHS =
  /^\/(?:repos\/\{owner\}\/\{repo\}\/(?:(?:actions|dependabot|codespaces)\/secrets|environments(?:\/\{environment_name\}(?:\/secrets)?)?)|orgs\/\{org\}\/actions\/secrets)(?:\/public-key|\/\{secret_name\}(?:\/repositories)?)?$/;
/** What tells a reader something, and a check nothing. */
const WORDS = new Set([
  "description",
  "example",
  "examples",
  "title",
  "externalDocs",
  "tags",
  "x-github",
  "summary",
]);
/** Far more than the stand-in says, and nothing that is looked at. */
const LEFT_OUT = new Set(["simple-user", "team", "minimal-repository", "deployment-branch-policy-settings"]);

const [file] = Deno.args;
const whole = JSON.parse(await Deno.readTextFile(file!));
const schemas: Record<string, Json> = {};
const paths: Record<string, Json> = {};
for (const [path, operations] of Object.entries(whole.paths as Record<string, Branch>)) {
  if (!PATHS.test(path)) continue;
  const kept: Record<string, Json> = {};
  for (const method of ["get", "put", "delete"]) {
    const operation = operations[method] as Branch | undefined;
    if (operation === undefined) continue;
    const { requestBody = null, responses = {} } = operation;
    kept[method] = { requestBody: schemaOf(requestBody), responses: answersOf(responses as Branch) };
  }
  paths[path] = kept;
}
const excerpt = { from: "@octokit/openapi 23.0.2, api.github.com.json", paths, schemas };
await Deno.writeTextFile(new URL("github_description.json", import.meta.url), JSON.stringify(excerpt));

function answersOf(responses: Branch): Json {
  return Object.fromEntries(Object.entries(responses).map(([status, answer]) => [status, schemaOf(answer)]));
}

/** The JSON schema of a body; null where there is none. */
function schemaOf(body: Json): Json {
  const content = (body as { content?: Record<string, { schema?: Json }> } | null)?.content;
  return stripped(content?.["application/json"]?.schema ?? null);
}

function stripped(value: Json, isNames = false): Json {
  if (Array.isArray(value)) return value.map((item) => stripped(item));
  if (typeof value !== "object" || value === null) return value;
  const branch = value as Branch;
  if (typeof branch["$ref"] === "string") return { $ref: keep(branch["$ref"]) };
  return Object.fromEntries(
    Object.entries(branch).filter(([key]) => isNames || !WORDS.has(key))
      .map(([key, item]) => [key, stripped(item, key === "properties")]),
  );
}

function keep(ref: string): string {
  const name = ref.split("/").at(-1)!;
  if (!(name in schemas)) {
    schemas[name] = {};
    schemas[name] = LEFT_OUT.has(name) ? {} : stripped(whole.components.schemas[name]);
  }
  return name;
}
