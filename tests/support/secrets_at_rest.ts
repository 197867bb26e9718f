import assert from "node:assert/strict";

const latin1 = new TextDecoder("latin1");

/** What a token of the stand-in looks like. */
export const TOKEN = /re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}/;

/** Every file under a folder, links not followed. */
export function* filesUnder(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* filesUnder(path);
    else if (entry.isFile) yield path;
  }
}

/** No file under the folder, and no file's name, holds a token or one of the values, in plain text or in base64. */
export function assertNothingInPlain(folder: string, values: readonly string[] = []): void {
  const words = values.flatMap((value) => [value, btoa(value).replace(/=+$/, "")]);
  for (const path of filesUnder(folder)) {
    const text = path + latin1.decode(Deno.readFileSync(path));
    assert.doesNotMatch(text, TOKEN, `a token in ${path}`);
    for (const word of words) assert.ok(!text.includes(word), `a value in ${path}`);
  }
}
