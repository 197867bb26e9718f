import type { App } from "../../app/app.ts";
import { CredError } from "../../domain/errors.ts";
import { quote } from "../../domain/names.ts";
import type { Look } from "../../render/look.ts";
import { narrowed } from "../../render/narrow.ts";
import type { HelpTopicView } from "../../views/help.ts";
import type { Answer } from "../answer.ts";
import type { CommonFlags } from "../flags.ts";
import { HELP_TOPICS } from "../help_topics.ts";
import { TOPICS } from "../help_words.ts";

export function run(_app: App, _flags: CommonFlags, ...[word, more]: string[]): Promise<Answer> {
  const topic = TOPICS.find((one) => one === word);
  if (topic === undefined || more !== undefined) {
    throw new CredError("usage", `there is nothing about ${quote(more ?? word ?? "")}`, [
      `topics: ${TOPICS.join(", ")}`,
      "commands: cred --help",
    ]);
  }
  const view: HelpTopicView = { topic, text: HELP_TOPICS[topic] };
  const text = (look: Look) => look.isTty ? narrowed(view.text, look.columns) : view.text;
  return Promise.resolve({ view, text, paged: true });
}
