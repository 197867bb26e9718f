import type { KeychainStatusView, KeychainUseView } from "../views/keychain.ts";
import { safe } from "./safe.ts";
import { count } from "./words.ts";

/** Words for what chose a keychain. */
const CHOSEN: Readonly<Record<KeychainStatusView["chosenBy"], string>> = {
  "CRED_KEYCHAIN": "CRED_KEYCHAIN says so",
  "CRED_ACCESS_KEY": "CRED_ACCESS_KEY is set",
  "cred keychain use": "it was chosen for this machine",
  "default": "nothing else was chosen",
};

/** Text of `keychain use`. */
export function keychainUseText(view: KeychainUseView): string {
  const { keychain, title, moved, left, stay, overruledBy, dryRun } = view;
  const other = keychain === "file" ? "system" : "file";
  const lines = [`this machine ${dryRun ? "would use" : "uses"} the ${keychain} keychain: ${safe(title)}`];
  if (moved.length > 0) {
    lines.push(
      `${dryRun ? "would move" : "moved"} from the ${other} keychain: ${count(moved.length, "item")}`,
    );
    lines.push(...moved.map((item) => `  ${safe(item)}`));
  }
  if (left.length > 0) {
    lines.push(
      `in both keychains now, as the ${other} one did not delete ${left.length === 1 ? "it" : "them"}:`,
    );
    lines.push(...left.map((item) => `  ${safe(item)}`));
  }
  if (stay !== undefined && stay.length > 0) {
    lines.push(
      `in the ${other} keychain ${dryRun ? "would stay" : stay.length === 1 ? "stays" : "stay"} ${
        count(stay.length, "item")
      }:`,
    );
    lines.push(...stay.map((item) => `  ${safe(item)}`));
  }
  if (overruledBy !== undefined) lines.push(`${overruledBy} is set and goes first, as long as it is`);
  return `${lines.join("\n")}\n`;
}

/** Text of `keychain status`. */
export function keychainStatusText(
  { keychain, title, chosenBy, items, trouble }: KeychainStatusView,
): string {
  const lines = [`${keychain}: ${safe(title)}, as ${CHOSEN[chosenBy]}`];
  if (items !== undefined) lines.push(count(items.length, "item"), ...items.map((item) => `  ${safe(item)}`));
  if (trouble !== undefined) {
    lines.push(`it cannot be looked into: ${safe(trouble.message)}`);
    lines.push(...trouble.hints.map((hint) => `  hint: ${safe(hint)}`));
  }
  return `${lines.join("\n")}\n`;
}
