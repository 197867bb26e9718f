// Makes dist/man/man1, the manual pages: what `deno task man` runs. To read one: man -l dist/man/man1/cred.1
import { DIST, sourceTime } from "./binary.ts";
import { manPages } from "./man_pages.ts";

const FOLDER = `${DIST}/man/man1`;

Deno.mkdirSync(FOLDER, { recursive: true });
for (const { name } of Deno.readDirSync(FOLDER)) Deno.removeSync(`${FOLDER}/${name}`);
const pages = await manPages(new Date(sourceTime() * 1_000).toISOString().slice(0, 10));
for (const [name, text] of pages) Deno.writeTextFileSync(`${FOLDER}/${name}`, text);
console.log(`dist/man/man1: ${pages.size} pages`);
