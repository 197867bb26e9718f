// The law of merged files: a start waits for every file that it loads, and for every import in it, longer than for what
// stands there. The bundler makes a file of what exactly the same of a hundred commands load, which is dozens for each. Of
// these, what the commands that people wait for load is merged, where the same of them load it: so none of them loads
// a line more.

/** A bundle's files: their texts by their names. */
export type Scripts = ReadonlyMap<string, string>;

/** The commands that people wait for: names of the files that each loads by itself, without their hashes. */
const WAITED_FOR: Readonly<Record<string, readonly string[]>> = {
  version: [],
  log: ["dispatch", "log"],
  list: ["dispatch", "secret", "secret_list"],
  get: ["dispatch", "secret", "secret_get", "keychains"],
};

/** What other files share, as the bundler names it. */
const SHARED = /^chunk-[0-9A-Z]{8}\.js$/;
/** How it writes imports, and a file's only export, behind which are at most licences. */
const IMPORT = /import(?:\{([^{}"]*)\}from)?"\.\/([\w-]+\.js)";/g;
const EXPORT = /export\{([^{}"]*)\};\s*(?:\/\*!.*\*\/\s*)?$/s;

/** The files to be merged, in groups of at least two, by the name of what comes of each. `main`: what is loaded first. */
export function groupsOf(scripts: Scripts, main: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  const loaded = Object.entries(WAITED_FOR).map(([command, words]) => {
    const own = words.flatMap((word) => {
      const found = [...scripts.keys()].filter((name) => name.replace(/-[0-9A-Z]{8}\.js$/, "") === word);
      if (found.length === 0) throw new Error(`there is no file ${word}-….js, which merge.ts names`);
      return found;
    });
    return [command, loadedWith([main, ...own], scripts)] as const;
  });
  for (const name of [...scripts.keys()].sort()) {
    const by = loaded.flatMap(([command, files]) => files.has(name) ? [command] : []);
    if (by.length === 0 || !SHARED.test(name)) continue;
    const merged = `for_${by.join("_")}.js`;
    groups.set(merged, [...groups.get(merged) ?? [], name]);
  }
  return new Map([...groups].filter(([, names]) => names.length > 1));
}

/** Some files, and all that is loaded with them at once. */
function loadedWith(names: readonly string[], scripts: Scripts): ReadonlySet<string> {
  const loaded = new Set(names);
  // What is added meanwhile is visited, too.
  for (const name of loaded) {
    for (const [, , other] of scripts.get(name)!.matchAll(IMPORT)) loaded.add(other!);
  }
  return loaded;
}

/** A file that gives on all that these give, under names of its own. */
export function entryOf(names: readonly string[], scripts: Scripts): string {
  return names.map((name, i) => {
    const [, exported] = EXPORT.exec(scripts.get(name)!) ?? [];
    if (exported === undefined) throw new Error(`${name} ends with no export`);
    const given = exported.split(",").map((one) => one.split(" as ").at(-1)!);
    return `export{${given.map((one) => `${one} as ${inMerged(one, i)}`)}}from"./${name}";`;
  }).join("\n");
}

/** The text of a file that takes from the merged files what it took from their parts, and from each but once. */
export function rewired(text: string, groups: ReadonlyMap<string, readonly string[]>): string {
  const taken = new Map<string, string[]>();
  const rest = text.replace(IMPORT, (whole, words: string | undefined, from: string) => {
    const [merged, names] = [...groups].find(([, names]) => names.includes(from)) ?? [];
    if (merged === undefined) return whole;
    const renamed = (words ?? "").split(",").filter((word) => word !== "").map((word) => {
      const [given, own = given] = word.split(" as ");
      return `${inMerged(given!, names!.indexOf(from))} as ${own}`;
    });
    taken.set(merged, [...taken.get(merged) ?? [], ...renamed]);
    return "";
  });
  return [...taken].map(([from, words]) => `import{${words}}from"./${from}";`).join("") + rest;
}

function inMerged(name: string, index: number): string {
  return `${name}_${index}`;
}
