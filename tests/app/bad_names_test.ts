// Words that no name, description or value may have: refused before anything is done, quoted so that they can't harm
// a terminal, and never cut or mended in silence.

import assert from "node:assert/strict";
import { makeWorld, type RunOptions, type World } from "../support/world.ts";

const HUGE = "x".repeat(10 * 1024 * 1024);
const BAD_NAMES: Readonly<Record<string, string>> = {
  "empty": "",
  "a space": " ",
  "huge": HUGE,
  "one too long": "A".repeat(256),
  "several lines": "A\nB",
  "a NUL": "A\0B",
  "a control character": "A\x1b[2JB",
  "right to left": "A\u202eB",
  "an Arabic letter mark": "A\u061cB",
  "half a surrogate pair": "A\ud800",
  "a path": "../../etc/passwd",
  "an absolute path": "/etc/passwd",
  "a Windows path": "..\\..\\x",
  "a path in the vault": ".cred/vault.json",
  "an assignment": "A=B",
  "not ASCII": "ÄÖÜ",
  "no ASCII digits": "A١",
};

/** No error is long, of many lines, or able to move the cursor. */
function assertHarmless(stderr: string, what: string): void {
  assert.ok(stderr.length < 2_000, `${what}: ${stderr.length} characters`);
  assert.doesNotMatch(stderr.replaceAll("\n", ""), /[\p{Cc}\p{Cf}]/u, what);
}

async function refused(
  world: World,
  what: string,
  args: readonly string[],
  statuses: readonly number[],
  how?: RunOptions,
): Promise<void> {
  const before = (await world.run("log --json")).stdout, asked = world.server.requests.length;
  const { status, stdout, stderr } = await world.run(args, how);
  const place = `${what}, ${args.map((arg) => arg.slice(0, 40)).join(" ")}: ${stderr.slice(0, 300)}`;
  assert.ok(statuses.includes(status), `${status}, ${place}`);
  assert.equal(stdout, "", place);
  assert.match(stderr, /^(.*\n)*error: .+\n(hint: .+\n)*$/, place);
  assertHarmless(stderr, place);
  assert.equal((await world.run("log --json")).stdout, before, `recorded: ${place}`);
  assert.equal(world.server.requests.length, asked, `the platform was asked: ${place}`);
}

async function withSource(): Promise<World> {
  const world = await makeWorld();
  assert.equal((await world.run("source add resend --token-env RESEND_API_KEY")).status, 0);
  assert.equal((await world.run(["secret", "set", "GOOD", "value"])).status, 0);
  return world;
}

Deno.test("bad names of secrets, environments and sources", async () => {
  await using world = await withSource();
  for (const [what, bad] of Object.entries(BAD_NAMES)) {
    await refused(world, what, ["source", "generate", "resend", bad], [2]);
    await refused(world, what, ["secret", "set", bad, "value"], [2]);
    await refused(world, what, ["secret", "get", bad], [1]);
    await refused(world, what, ["secret", "describe", bad, "text"], [1]);
    await refused(world, what, ["secret", "remove", bad, "--yes"], [1]);
    await refused(world, what, ["source", "delete", "resend", bad, "--yes"], [1]);
  }
  const places = { ...BAD_NAMES, "a dot before": ".hidden", "two dots": ".." };
  for (const [what, bad] of Object.entries(places)) {
    if (what === "no ASCII digits") continue;
    await refused(world, what, ["source", "generate", "resend", "FINE", "-e", bad], [2]);
    await refused(world, what, ["secret", "set", "FINE", "value", `--env=${bad}`], [2]);
    await refused(world, what, ["secret", "get", "GOOD", `--env=${bad}`], [1]);
    await refused(world, what, ["source", "add", "resend", "--token", "re_x", `--as=${bad}`], [2]);
    for (const command of ["generate", "keys", "delete", "revoke", "reconcile"]) {
      const words = command === "generate" || command === "delete" ? ["FINE"] : [];
      await refused(world, what, ["source", command, bad, ...words], [4]);
    }
    await refused(world, what, ["source", "add", bad, "--token", "re_x"], [2]);
  }
});

Deno.test("bad descriptions, permissions and domains", async () => {
  await using world = await withSource();
  const bad: Readonly<Record<string, string>> = {
    "huge": HUGE,
    "one too long": "ä".repeat(1_001),
    "several lines": "one\ntwo",
    "a NUL": "a\0b",
    "a control character": "\x1b]0;title\x07",
    "right to left": "abc\u202egnp.exe",
    "half a surrogate pair": "\udc00",
    "a zero-width space": "a\u200bb",
  };
  for (const [what, text] of Object.entries(bad)) {
    await refused(world, what, ["source", "generate", "resend", "FINE", "-d", text], [2]);
    await refused(world, what, ["secret", "set", "FINE", "value", "-d", text], [2]);
    await refused(world, what, ["secret", "describe", "GOOD", text], [2]);
    await refused(world, what, ["source", "generate", "resend", "FINE", "-p", text], [2]);
    await refused(world, what, [
      "source",
      "generate",
      "resend",
      "FINE",
      "-p",
      "full_access",
      "--domain",
      text,
    ], [2]);
  }
  assert.equal((await world.run(["secret", "describe", "GOOD", "😀".repeat(1_000)])).status, 0);
  assert.equal((await world.run(["secret", "describe", "GOOD", ""])).status, 0);
});

Deno.test("a domain that the account doesn't have is refused before a key is asked for", async () => {
  await using world = await withSource();
  for (const domain of ["", "nowhere.example", "../x", "a\x1b[2Jb\u202e", HUGE]) {
    const { status, stderr } = await world.run(["source", "generate", "resend", "FINE", "--domain", domain]);
    assert.equal(status, 2, stderr.slice(0, 300));
    assertHarmless(stderr, "domain");
  }
  assert.ok(!world.server.requests.some(({ method }) => method === "POST"));
  assert.deepEqual((await world.json("status")).unsettled, []);
});

Deno.test("values: empty and too large ones are refused, all others come back to the letter", async () => {
  await using world = await withSource();
  const limit = 1_048_576;
  await refused(world, "empty", ["secret", "set", "V", ""], [2]);
  await refused(world, "empty stdin", ["secret", "set", "V"], [2], { stdin: "" });
  await refused(world, "only a newline", ["secret", "set", "V"], [2], { stdin: "\n" });
  await refused(world, "huge", ["secret", "set", "V", HUGE], [2]);
  await refused(world, "huge stdin", ["secret", "set", "V"], [2], { stdin: HUGE });
  await refused(world, "one too large", ["secret", "set", "V"], [2], { stdin: "x".repeat(limit + 1) });
  await Deno.writeTextFile(`${world.folder}/huge`, HUGE);
  await Deno.writeTextFile(`${world.folder}/empty`, "");
  for (const path of ["huge", "empty", "none", "", "a\0b", ".", "\x1b[2J"]) {
    await refused(world, "file", ["secret", "set", "V", `--file=${path}`], [2]);
    await refused(world, "token file", ["source", "add", "resend", "--as", "x", `--token-file=${path}`], [2]);
  }
  for (const value of ["a\0b", "one\ntwo\n", "\u202eabc", "\x1b[2J", " ", "-x", "x".repeat(limit)]) {
    assert.equal((await world.run(["secret", "set", "V", "--", value])).status, 0);
    assert.equal((await world.run("secret get V")).stdout, `${value}\n`);
    assert.equal((await world.json("secret get V")).value, value);
  }
});
