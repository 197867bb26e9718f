import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import { type LogFilter, type LogView, logView } from "../../views/log.ts";
import { folderPaths } from "../../vault/layout.ts";
import { locateVault, type VaultPlace } from "../../vault/locate.ts";
import type { App } from "../app.ts";
import { AT_HAND, glance, newestOf } from "../glance.ts";
import { lookAtEvents } from "../look.ts";
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

/** The newest rows of a long history, which can be had before the rest; undefined where all are had as soon. */
export async function newestOfLong(app: App): Promise<LogView | undefined> {
  const { files, environment } = app.system;
  const place = await locateVault(files, environment, app.options.vault);
  if (!place.exists) return undefined;
  const { logFolder } = folderPaths(place.folder);
  for (const name of await files.list(logFolder) ?? []) {
    const found = await files.info(`${logFolder}/${name}`);
    if (found !== undefined && found.size > AT_HAND) return await pageOfLong(app, place);
  }
  return undefined;
}

async function pageOfLong(app: App, place: VaultPlace): Promise<LogView | undefined> {
  const page = await glancedPage(app, place);
  if (page !== undefined) return page;
  const { catchUp, firstPage } = await import("./log_page.ts");
  return await catchUp(app) ? await glancedPage(app, place) ?? await firstPage(app) : undefined;
}

async function glancedPage(app: App, place: VaultPlace): Promise<LogView | undefined> {
  const seen = await glance(app, place);
  const events = seen === undefined ? undefined : await newestOf(app, seen);
  if (seen === undefined || events === undefined) return undefined;
  return clearRows(logView(place.folder, events, seen.snapshot.state, {}));
}

function instant(app: App, text: string | undefined, flag: string): number | undefined {
  if (text === undefined) return undefined;
  const atMs = parseInstant(text, app.system.clock);
  if (atMs !== undefined) return atMs;
  throw new CredError("usage.time", `${flag} ${quote(text)} is no time`, [
    "use 2026-11-23, 2026-11-23T12:00Z, or an age: 90m, 3d, 2w",
  ]);
}
