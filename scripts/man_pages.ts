// The law of man pages: they say what --help says and nothing else, so each is made of the page that the program prints.
// One for the program, one for each command; man(7) macros, plain enough for groff and mandoc alike.

import { HELP_TOPICS } from "../src/cli/help_topics.ts";
import { rootRoutes } from "../src/cli/routes/root.ts";
import { VERSION } from "../src/domain/version.ts";

type Root = Awaited<ReturnType<typeof rootRoutes>>;
type Route = ReturnType<Root["getAllEntries"]>[number]["target"];

/** A help page by its headings, in the order of the page. */
type Sections = ReadonlyMap<string, readonly string[]>;

/** Headings of a help page, and what a man page calls them; in its order. Others (groups of commands) come between. */
const FIRST = [["ARGUMENTS", "ARGUMENTS"], ["FLAGS", "OPTIONS"]] as const;
const LAST = [["EXIT STATUS", "EXIT STATUS"], ["EXAMPLES", "EXAMPLES"]] as const;

/** Every page by its file's name (`cred-source-add.1`). `date`: ISO, of the program. */
export async function manPages(date: string): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>();
  add(await rootRoutes(), ["cred"]);
  return pages;

  function add(route: Route, words: readonly string[]): void {
    const below = "getAllEntries" in route ? route.getAllEntries() : [];
    const subpages = below.map(({ name, target }) =>
      [[...words, name["convert-camel-to-kebab"]], target] as const
    );
    const beside = words.length === 1 ? [] : [words.slice(0, -1)];
    pages.set(
      `${words.join("-")}.1`,
      pageOf(route, words, date, [...beside, ...subpages.map(([words]) => words)]),
    );
    for (const [words, target] of subpages) add(target, words);
  }
}

function pageOf(
  route: Route,
  words: readonly string[],
  date: string,
  related: readonly (readonly string[])[],
): string {
  const sections = sectionsOf(helpOf(route, words));
  const known = new Set<string>([
    "USAGE",
    "ABOUT",
    "MORE HELP",
    ...[...FIRST, ...LAST].map(([title]) => title),
  ]);
  const part = ([from, title]: readonly [string, string]) =>
    section(title, sections.get(from), from === "EXAMPLES");
  const name = words.join("-");
  return [
    `.TH ${name.toUpperCase()} 1 ${date} "cred ${VERSION}"`,
    ".SH NAME",
    `${escaped(name)} \\- ${escaped(route.brief)}`,
    section("SYNOPSIS", sections.get("USAGE"), true),
    section("DESCRIPTION", sections.get("ABOUT")),
    ...[...sections.keys()].filter((title) => !known.has(title)).map((title) => part([title, title])),
    ...FIRST.map(part),
    ...words.length > 1 ? LAST.map(part) : [
      topic("ENVIRONMENT", "environment"),
      topic("EXIT STATUS", "exit-codes"),
      topic("FORMATS", "formats"),
      part(["EXAMPLES", "EXAMPLES"]),
    ],
    related.length === 0
      ? ""
      : `.SH SEE ALSO\n${related.map((words) => `.BR ${escaped(words.join("-"))} (1)`).join(",\n")}`,
  ].filter((text) => text !== "").join("\n") + "\n";
}

/** The page as the program prints it. */
function helpOf(route: Route, words: readonly string[]): string {
  return route.formatHelp({ prefix: words } as unknown as Parameters<Route["formatHelp"]>[0]);
}

function sectionsOf(page: string): Sections {
  const sections = new Map<string, string[]>();
  let title = "";
  for (const line of page.trimEnd().split("\n")) {
    if (/^[A-Z][A-Z ]+$/.test(line)) sections.set(title = line, []);
    else if (title === "USAGE" && line !== "" && !line.startsWith(" ")) sections.set(title = "ABOUT", [line]);
    else sections.get(title)!.push(line);
  }
  return sections;
}

function topic(title: string, name: keyof typeof HELP_TOPICS): string {
  return section(title, HELP_TOPICS[name].split("\n").slice(1), true);
}

/** A section: paragraphs are filled, indented lines are a list of a term and what it means; `asIs` keeps all lines. */
function section(title: string, lines: readonly string[] | undefined, asIs = false): string {
  if (lines === undefined) return "";
  const trimmed = lines.join("\n").replace(/^\n+|\n+$/g, "").split("\n");
  return `.SH ${title}\n${asIs ? verbatim(trimmed) : trimmed.map(lineOf).join("\n")}`;
}

function verbatim(lines: readonly string[]): string {
  return `.nf\n${lines.map((line) => escaped(line.replace(/^ {2}/, ""))).join("\n")}\n.fi`;
}

function lineOf(line: string): string {
  if (line === "") return ".PP";
  const [, term, meaning] = /^ +(\S.*?)(?: {2,}(\S.*))?$/.exec(line) ?? [];
  if (term === undefined) return escaped(line);
  return meaning === undefined ? `.br\n${escaped(term)}` : `.TP\n.B ${escaped(term)}\n${escaped(meaning)}`;
}

/** Text without anything that roff would act on. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replace(/^(?=[.'])/, "\\&").replaceAll(
    "`",
    "\\(ga",
  )
    .replaceAll("'", "\\(aq").replaceAll("^", "\\(ha").replaceAll("~", "\\(ti")
    .replaceAll("…", "\\&...").replaceAll("·", "\\(pc").replaceAll("±", "\\(+-").replaceAll("→", "\\(->");
}
