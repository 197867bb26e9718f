import assert from "node:assert/strict";
import { canonicalForm } from "../../src/log/canonical.ts";
import { formatLine, MAX_EVENT_BYTES, parseLeaf, splitLine } from "../../src/log/record.ts";
import { NewerEvent } from "../../src/log/event_schema.ts";
import { Scribe, secret } from "./scribe.ts";

const utf8 = new TextEncoder();
const SIGNATURE = "A".repeat(91) + "=";
const ROOT = `${"A".repeat(43)}=`;
const LOG = "0123456789abcdef";

const EVENT = {
  v: 1,
  seq: 3,
  id: "019ab0c0-0000-7000-8000-000000000000",
  time: "2026-11-23T12:00:00.000Z",
  type: "secret.removed",
  data: { environment: "default", name: "A" },
};

function read(event: unknown) {
  return parseLeaf(utf8.encode(canonicalForm(event)));
}

Deno.test("a line is taken apart where it was put together", () => {
  const leaf = canonicalForm(EVENT);
  const line = formatLine(leaf, SIGNATURE);
  assert.ok(line.endsWith('"}\n'));
  const parts = splitLine(utf8.encode(line.slice(0, -1)));
  assert.ok(typeof parts !== "string");
  assert.equal(new TextDecoder().decode(parts.leaf), leaf);
  assert.equal(parts.signature, SIGNATURE);
  assert.deepEqual(parseLeaf(parts.leaf), EVENT);
});

Deno.test("a line of another form is none", () => {
  const line = formatLine(canonicalForm(EVENT), SIGNATURE).slice(0, -1);
  const bad: Readonly<Record<string, string>> = {
    "empty": "",
    "cut at its end": line.slice(0, -1),
    "cut at its start": line.slice(1),
    "a carriage return": `${line}\r`,
    "a space before": ` ${line}`,
    "a space after": `${line} `,
    "a byte order mark": `\ufeff${line}`,
    "other keys": line.replace('{"e":', '{"f":'),
    "a space inside": line.replace('{"e":', '{"e": '),
    "another order": `{"s":"${SIGNATURE}","e":${canonicalForm(EVENT)}}`,
    "a third member": line.replace(/"}$/, '","x":""}'),
    "a short signature": formatLine(canonicalForm(EVENT), SIGNATURE.slice(1)).slice(0, -1),
    "a long signature": formatLine(canonicalForm(EVENT), `A${SIGNATURE}`).slice(0, -1),
    "no event": `{"e":,"s":"${SIGNATURE}"}`,
    "a signature that is no base64": line.replace("AAAA", "AA!A"),
    "a signature in URL base64": line.replace("AAAA", "AA-_"),
    "a signature with a NUL": line.replace("AAAA", "AA\0A"),
    "a signature in another spelling": line.replace("A=", "B="),
    "a signature without padding": line.replace("A=", "AA"),
    "garbage": "x".repeat(500),
  };
  for (const [title, text] of Object.entries(bad)) {
    const parts = splitLine(utf8.encode(text));
    const event = typeof parts === "string" ? parts : parseLeaf(parts.leaf);
    assert.equal(typeof event, "string", title);
  }
});

Deno.test("an event has at most 65,535 bytes", () => {
  const padded = (bytes: number) => {
    const event = { ...EVENT, data: { ...EVENT.data, pad: "" } };
    return canonicalForm({
      ...event,
      data: { ...event.data, pad: "x".repeat(bytes - canonicalForm(event).length) },
    });
  };
  const line = (bytes: number) => splitLine(utf8.encode(formatLine(padded(bytes), SIGNATURE).slice(0, -1)));
  assert.equal(typeof line(MAX_EVENT_BYTES), "object");
  assert.match(line(MAX_EVENT_BYTES + 1) as string, /longer than 65535 bytes/);
});

Deno.test("a leaf that is no UTF-8, or begins with a byte order mark, is no event", () => {
  const leaf = utf8.encode(canonicalForm(EVENT));
  assert.equal(typeof parseLeaf(Uint8Array.of(0xef, 0xbb, 0xbf, ...leaf)), "string");
  for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc3]]) {
    const bad = Uint8Array.from(leaf);
    bad.set(bytes, leaf.length - 6);
    assert.equal(typeof parseLeaf(bad), "string");
  }
  for (
    const text of ["", "null", "1", "[]", '""', "{}", "{", canonicalForm(EVENT) + " ", canonicalForm([EVENT])]
  ) {
    assert.equal(typeof parseLeaf(utf8.encode(text)), "string", text);
  }
});

Deno.test("an event without what its type has is none; what is not known is passed over", () => {
  const bad: Readonly<Record<string, unknown>> = {
    "no v": { ...EVENT, v: undefined },
    "v 0": { ...EVENT, v: 0 },
    "v as text": { ...EVENT, v: "1" },
    "seq below 0": { ...EVENT, seq: -1 },
    "id of version 4": { ...EVENT, id: EVENT.id.replace("-7", "-4") },
    "id in capitals": { ...EVENT, id: EVENT.id.toUpperCase() },
    "type is no text": { ...EVENT, type: 1 },
    "data is a list": { ...EVENT, data: [] },
    "data is null": { ...EVENT, data: null },
    "a field is missing": { ...EVENT, data: { name: "A" } },
    "a field is a number": { ...EVENT, data: { environment: "default", name: 1 } },
    "a field is only inherited": { ...EVENT, type: "log.opened", data: { constructor: {} } },
    "sealed is no hash": { ...EVENT, type: "secret.set", data: { ...secret(1).data, sealed: "../../x" } },
  };
  for (const [title, event] of Object.entries(bad)) assert.equal(typeof read(event), "string", title);
  assert.deepEqual(read({ ...EVENT, later: { deep: [1] }, data: { ...EVENT.data, more: true } }), EVENT);
});

Deno.test("a time is one that a clock can show", () => {
  const good = [
    "2026-11-23T12:00:00.000Z",
    "2028-02-29T23:59:59.999Z",
    "0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
  ];
  for (const time of good) assert.equal(typeof read({ ...EVENT, time }), "object", time);
  const bad = [
    "2026-13-01T00:00:00.000Z",
    "2026-00-01T00:00:00.000Z",
    "2026-02-29T00:00:00.000Z",
    "2026-02-30T00:00:00.000Z",
    "2026-04-31T00:00:00.000Z",
    "2026-01-00T00:00:00.000Z",
    "2026-01-01T24:00:00.000Z",
    "2026-01-01T00:60:00.000Z",
    "2026-12-31T23:59:60.000Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.000",
    "2026-01-01T00:00:00.000+00:00",
    "2026-01-01t00:00:00.000z",
    "+012026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.000Z\n",
    "9".repeat(60_000),
  ];
  for (const time of bad) assert.equal(typeof read({ ...EVENT, time }), "string", time.slice(0, 40));
  const data = { ...secret(1).data, key: EVENT.id };
  assert.equal(
    typeof read({ ...EVENT, type: "key.requested", data: { ...data, deadline: bad[0] } }),
    "string",
  );
});

Deno.test("seen names logs, with a size and a root", () => {
  assert.equal(
    typeof read({ ...EVENT, seen: { [LOG]: [1, ROOT], [`${LOG}.00000001`]: [9, ROOT] } }),
    "object",
  );
  const bad: readonly unknown[] = [
    {},
    [],
    null,
    "x",
    { [LOG]: [0, ROOT] },
    { [LOG]: [-1, ROOT] },
    { [LOG]: ["1", ROOT] },
    { [LOG]: [1] },
    { [LOG]: [1, ROOT, 1] },
    { [LOG]: { 0: 1, 1: ROOT } },
    { [LOG]: [1, ""] },
    { [LOG]: [1, ROOT.slice(1)] },
    { "../../etc/passwd": [1, ROOT] },
    { "\u001b[2J": [1, ROOT] },
    { [LOG.toUpperCase()]: [1, ROOT] },
    JSON.parse(`{"__proto__":[1,"${ROOT}"]}`),
    JSON.parse(`{"constructor":[1,"${ROOT}"]}`),
  ];
  for (const seen of bad) assert.equal(typeof read({ ...EVENT, seen }), "string", JSON.stringify(seen));
});

Deno.test("an unknown type, or a known one's higher version, is of a newer cred", () => {
  for (
    const event of [{ ...EVENT, type: "key.rotated" }, { ...EVENT, v: 2 }, { ...EVENT, type: "__proto__" }, {
      ...EVENT,
      type: "toString",
    }]
  ) {
    const found = read(event);
    assert.ok(found instanceof NewerEvent);
    assert.deepEqual([found.seq, found.error.code, found.error.status], [3, "failed.newer", 1]);
  }
  const garbled = read({ ...EVENT, type: `\u001b[31m${"x".repeat(1_000)}` }) as NewerEvent;
  assert.match(garbled.error.message, /^[\x20-\x7e…]{1,200}$/);
});

Deno.test("nothing is signed that no reader would take", async () => {
  const scribe = await Scribe.make();
  await scribe.begin(2);
  const size = scribe.trees.get(scribe.first)!.size;
  const bad = [
    { type: "secret.removed", data: { environment: "default", name: 1 } },
    { type: "secret.removed", data: { environment: "default" } },
    { type: "secret.removed", data: { environment: "default", name: "\ud800" } },
    { type: "secret.removed", data: { environment: "default", name: "A" }, id: "x" },
    { type: "secret.removed", data: { environment: "default", name: "A".repeat(70_000) } },
    { type: "log.opened", data: { signer: 1.5 } },
  ];
  for (const event of bad) await assert.rejects(scribe.write(scribe.first, [event as never]), Error);
  scribe.nowMs = Date.UTC(20_000, 0);
  await assert.rejects(scribe.write(scribe.first, [secret(1)]), { code: "failed.event" });
  assert.equal(scribe.trees.get(scribe.first)!.size, size);
});
