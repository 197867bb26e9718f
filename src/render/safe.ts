import { cleanRemoteText } from "../domain/remote_text.ts";

/** Most characters of one text, such as a cell. */
export const MAX_CHARACTERS = 1_000;

/** Text that may come from outside, fit for a line of output. */
export function safe(text: string): string {
  return cleanRemoteText(text, MAX_CHARACTERS);
}
