import assert from "node:assert/strict";
import description from "./github_description.json" with { type: "json" };
import { mismatches, type Schema } from "./json_schema.ts";

interface Operation {
  readonly requestBody: Schema | null;
  readonly responses: Readonly<Record<string, Schema | null>>;
}

const PATHS = Object.entries(description.paths as unknown as Record<string, Record<string, Operation>>)
  .map(([path, operations]) => ({
    path,
    operations,
    pattern: new RegExp(`^${path.replaceAll(/\{[^}]*\}/g, "[^/]+")}$`),
  }))
  // `public-key` is no secret's name: the path without a placeholder comes first.
  .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
const SCHEMAS = description.schemas as unknown as Readonly<Record<string, Schema>>;

/** `fetch` that holds every request and every answer to GitHub's own API description, and notes which it met. */
export function describedFetch(baseUrl: string, met = new Set<string>()) {
  return async (input: Request | string | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const sent = await request.clone().text();
    const path = request.url.slice(baseUrl.length).split("?")[0]!;
    const found = PATHS.find(({ pattern }) => pattern.test(path));
    assert.ok(found !== undefined, `${path} is no path of GitHub's`);
    const operation = found.operations[request.method.toLowerCase()];
    assert.ok(operation !== undefined, `${request.method} ${found.path} is no operation of GitHub's`);
    if (sent !== "" && operation.requestBody !== null) {
      assert.deepEqual(
        mismatches(operation.requestBody, JSON.parse(sent), SCHEMAS),
        [],
        `${request.method} ${path}`,
      );
    }
    const response = await fetch(request);
    const text = await response.clone().text();
    met.add(`${request.method} ${found.path} ${response.status}`);
    if (response.status < 400) {
      assert.ok(
        String(response.status) in operation.responses,
        `${request.method} ${path}: ${response.status}`,
      );
    }
    const schema = response.status < 400
      ? operation.responses[String(response.status)]
      : (operation.responses[String(response.status)] ?? { $ref: "basic-error" });
    if (schema === null || schema === undefined) assert.equal(text, "");
    else assert.deepEqual(mismatches(schema, JSON.parse(text), SCHEMAS), [], `${request.method} ${path}`);
    return response;
  };
}
