// The law of progress: what takes half a second is told. On a terminal that is one line, gone at the end; elsewhere each
// step is a line of its own, and so is a wait outside of steps.

import { safe } from "../render/safe.ts";
import { cut } from "../render/width.ts";
import type { Terminal } from "../system/terminal.ts";

const LATE_MS = 500;

/** How far a command is, told on stderr. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #waits: string[] = [];
  #step: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;
  #isOver = false;
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
    else this.#line(text);
  }

  /** Says what is waited for, while it is. */
  async during<T>(text: string, work: () => Promise<T>): Promise<T> {
    if (!this.#terminal.isTty.stderr) return await this.#duringElsewhere(text, work);
    this.#waits.push(text);
    this.#changed();
    try {
      return await work();
    } finally {
      this.#waits.splice(this.#waits.lastIndexOf(text), 1);
      this.#changed();
    }
  }

  async #duringElsewhere<T>(text: string, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      if (this.#step === undefined) this.#line(text);
    }, LATE_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says at once what takes long without a chance to say it later. */
  now(text: string): void {
    if (this.#terminal.isTty.stderr) this.#draw(text);
    else this.#line(text);
  }

  /** Makes room for a whole line. */
  hide(): void {
    if (this.#drawn !== undefined) this.#terminal.err("\r\x1b[K");
    this.#drawn = undefined;
  }

  /** Nothing more is told: the screen belongs to the answer. */
  end(): void {
    this.#isOver = true;
    this.#step = undefined;
    this.#waits.length = 0;
    this.#changed();
  }

  #changed(): void {
    const text = this.#step ?? this.#waits.at(-1);
    if (text === undefined) {
      // The first use of a timer loads what timers need.
      if (this.#timer !== undefined) clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#isLate = false;
      this.hide();
    } else if (this.#isLate) this.#draw(text);
    else {
      this.#timer ??= setTimeout(() => {
        this.#isLate = true;
        this.#changed();
      }, LATE_MS);
    }
  }

  #draw(text: string): void {
    if (this.#isOver) return;
    const line = cut(safe(text), this.#terminal.columns() - 1);
    if (line !== this.#drawn) this.#terminal.err(`\r${line}\x1b[K`);
    this.#drawn = line;
  }

  #line(text: string): void {
    if (!this.#isOver) this.#terminal.err(`${safe(text)}\n`);
  }
}
