import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { type LogFilter, type LogView, logView } from "../../views/log.ts";
import type { App } from "../app.ts";
import { lookAtEvents, lookAtNewest } from "../look.ts";
import { parseInstant } from "../when.ts";
import { clearRows } from "./clear_rows.ts";

/** What `log` was asked; times as typed. */
export interface LogWish extends Omit<LogFilter, "sinceMs" | "untilMs"> {
  readonly since: string | undefined;
  readonly until: string | undefined;
}

/** The history, newest first. Needs neither keychain nor network. */
export async function showLog(app: App, { since, until, ...filter }: LogWish): Promise<LogView> {
  const times = { sinceMs: instant(app, since, "--since"), untilMs: instant(app, until, "--until") };
  const { vault, events, state } = await lookAtEvents(app);
  return logView(vault?.place.folder, events, state, { ...filter, ...times });
}

/** A history, newest first, and how to come by the rest of it where that takes longer. */
export interface LogPage {
  readonly view: LogView;
  /** Undefined where the view is all there is. */
  readonly older: (() => Promise<LogView>) | undefined;
}

/** All of the history: of a long one the newest rows, which can be had before the rest. */
export async function pageLog(app: App): Promise<LogPage> {
  const seen = await lookAtNewest(app);
  if (seen === undefined) return { view: await showAll(app), older: undefined };
  const newest = logView(seen.vault?.place.folder, seen.events, seen.state, {});
  if (seen.isWhole) return { view: newest, older: undefined };
  const view = clearRows(newest);
  if (view === undefined) return { view: await showAll(app), older: undefined };
  const last = view.entries.at(-1)!.seq, end = seen.events.at(-1)!;
  return {
    view,
    older: async () => {
      const { events, state } = await lookAtEvents(app);
      // What came since is on no page: it must not take the row of an intent away from this one.
      const then = events.filter(({ log, event }) => log === end.log && event.seq <= end.event.seq);
      const { entries } = logView(view.vault, then, state, {});
      return { ...view, entries: entries.filter(({ seq }) => seq < last) };
    },
  };
}

async function showAll(app: App): Promise<LogView> {
  return await showLog(app, { since: undefined, until: undefined });
}

function instant(app: App, text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const atMs = parseInstant(text, app.system.clock);
  if (atMs !== undefined) return atMs;
  throw new CredError("usage.time", `${flag} ${quote(text)} is no time`, [
    "use 2026-11-23, 2026-11-23T12:00Z, or an age: 90m, 3d, 2w",
  ]);
}
