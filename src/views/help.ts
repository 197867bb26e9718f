/** Answer of `help` about a topic. */
export interface HelpTopicView {
  readonly topic: string;
  readonly text: string;
}
