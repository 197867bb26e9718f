import assert from "node:assert/strict";
import { parseBaseUrl } from "../../src/system/http/base_url.ts";
import { CredError } from "../../src/domain/errors.ts";

const GOOD: readonly (readonly [given: string, then: string])[] = [
  ["https://api.example.com", "https://api.example.com"],
  ["https://API.example.com/", "https://api.example.com"],
  ["https://api.example.com:443/v3//", "https://api.example.com/v3"],
  ["https://api.example.com:8443/a/b", "https://api.example.com:8443/a/b"],
  ["http://localhost:8080", "http://localhost:8080"],
  ["http://127.0.0.1:8080/", "http://127.0.0.1:8080"],
  ["http://127.9.8.7", "http://127.9.8.7"],
  ["http://[::1]:99", "http://[::1]:99"],
];

const BAD: readonly string[] = [
  "",
  "api.example.com",
  "http://api.example.com",
  "http://localhost.example.com",
  "http://127.0.0.1.example.com",
  "http://10.0.0.1",
  "ftp://localhost",
  "file:///etc/passwd",
  "https://user:hunter2@api.example.com",
  "https://:hunter2@api.example.com",
  "https://hunter2@api.example.com",
  "https://api.example.com/?key=hunter2",
  "https://api.example.com/#hunter2",
  "http://evil.example/hunter2",
];

for (const [given, then] of GOOD) {
  Deno.test(`base URL: ${given} is taken`, () => assert.equal(parseBaseUrl(given, "X_URL"), then));
}

for (const given of BAD) {
  Deno.test(`base URL: "${given}" is refused, naming the variable and no secret`, () => {
    assert.throws(() => parseBaseUrl(given, "X_URL"), (error: CredError) => {
      assert.equal(error.code, "usage.bad_address");
      assert.match(error.message, /^X_URL /);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
}
