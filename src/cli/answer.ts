/** What a command says: the view for `--json`, its rendering for people, and the exit status. */
export interface Answer {
  /** JSON-able; undefined where the text is all there is. */
  readonly view: object;
  /** Whole lines, or the bytes of a value to the letter. */
  readonly text: string | Uint8Array;
  /** 0 unless only a part was done. */
  readonly status?: number;
  /** What follows the text, where finding it takes longer. */
  readonly more?: () => Promise<string>;
  /** Whether a long text goes through a pager on a terminal. */
  readonly paged?: boolean;
  /** Whether nothing is told, in JSON neither: another program had the streams. */
  readonly silent?: boolean;
  /** Lines for whoever reads along, on stderr: what to do next. */
  readonly next?: readonly string[];
}
