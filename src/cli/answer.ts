import type { Look } from "../render/look.ts";

/** Whole lines, for where they are read; or the bytes of a value to the letter. */
export type Text = string | Uint8Array | ((look: Look) => string);

/** What a command says: the view for `--json`, its rendering for people, and the exit status. */
export interface Answer {
  /** JSON-able; undefined where the text is all there is. */
  readonly view: object;
  readonly text: Text;
  /** 0 unless only a part was done. */
  readonly status?: number;
  /** What follows the text, where finding it takes longer. */
  readonly more?: () => Promise<Text>;
  /** Whether a long text goes through a pager on a terminal. */
  readonly paged?: boolean;
  /** Whether nothing is told, in JSON neither: another program had the streams. */
  readonly silent?: boolean;
  /** Lines for whoever reads along, on stderr: what to do next. */
  readonly next?: readonly string[];
}
