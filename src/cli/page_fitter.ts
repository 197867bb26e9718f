import type { System } from "../system/system.ts";
import { narrowed } from "../render/narrow.ts";
import { lookAt } from "./look_at.ts";

/** What fits a page of help to where it is read. */
export function pageFitter(system: System): (page: string) => string {
  const { isTty, columns } = lookAt(system, "stdout", "auto");
  return (page) => isTty ? narrowed(page, columns) : page;
}
