// The law of progress: on a terminal one line, there from half a second on and gone at the end; elsewhere each step is a
// line of its own, and a wait is one when it has lasted for five seconds. A step says more than the waits in it.

import { safe } from "../render/safe.ts";
import { cut } from "../render/width.ts";
import type { Terminal } from "../system/terminal.ts";

const ON_TERMINAL_MS = 500;
const ELSEWHERE_MS = 5_000;

/** How far a command is, told on stderr. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #waits: string[] = [];
  #step: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;
  #drawn: string | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** The step that it is at. */
  get at(): string | undefined {
    return this.#step;
  }

  /** A step of long work; it replaces the one before. */
  step(text: string): void {
    this.#step = text;
    if (this.#terminal.isTty.stderr) this.#changed();
    else this.#terminal.err(`${safe(text)}\n`);
  }

  /** Says what is waited for, while it is. */
  async during<T>(text: string, work: () => Promise<T>): Promise<T> {
    this.#waits.push(text);
    this.#changed();
    try {
      return await work();
    } finally {
      this.#waits.splice(this.#waits.lastIndexOf(text), 1);
      this.#changed();
    }
  }

  /** Says at once what takes long without a chance to say it later. */
  now(text: string): void {
    if (!this.#terminal.isTty.stderr) return;
    this.#write(text);
  }

  /** Makes room for a whole line. */
  hide(): void {
    if (this.#drawn !== undefined) this.#terminal.err("\r\x1b[K");
    this.#drawn = undefined;
  }

  /** Nothing more is told. */
  end(): void {
    this.hide();
    this.#step = undefined;
    this.#waits.length = 0;
    this.#changed();
  }

  get #text(): string | undefined {
    return this.#step ?? this.#waits.at(-1);
  }

  #changed(): void {
    if (this.#text === undefined) {
      // The first use of a timer loads what timers need.
      if (this.#timer !== undefined) clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#isLate = false;
      this.hide();
    } else if (this.#isLate) {
      this.#draw();
    } else {
      this.#timer ??= setTimeout(() => {
        this.#isLate = true;
        this.#draw();
      }, this.#terminal.isTty.stderr ? ON_TERMINAL_MS : ELSEWHERE_MS);
    }
  }

  #draw(): void {
    const { isTty, err } = this.#terminal;
    if (!isTty.stderr) {
      if (this.#step === undefined) err(`${safe(this.#text ?? "")}\n`);
      return;
    }
    this.#write(this.#text ?? "");
  }

  #write(text: string): void {
    const line = cut(safe(text), this.#terminal.columns() - 1);
    if (line !== this.#drawn) this.#terminal.err(`\r${line}\x1b[K`);
    this.#drawn = line;
  }
}
