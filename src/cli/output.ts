// The law of output: an answer goes to stdout, everything else to stderr; with --json stdout holds one JSON value or
// nothing, and stderr at most one JSON error. This is the only place that writes.

import type { Report } from "../app/app.ts";
import type { CredError } from "../domain/errors.ts";
import type { Look } from "../render/look.ts";
import { paint, type Tone } from "../render/paint.ts";
import { safe } from "../render/table.ts";
import type { System } from "../system/system.ts";
import type { Answer, Text } from "./answer.ts";
import type { ColorChoice, CommonFlags } from "./flags.ts";
import { lookAt } from "./look_at.ts";

/** How one command speaks. */
export class Output {
  readonly report: Report;
  readonly #system: System;
  readonly #json: boolean;
  readonly #quiet: boolean;
  readonly #color: ColorChoice;
  readonly #warnings: string[] = [];
  #progress = false;

  constructor(system: System, options: Pick<CommonFlags, "json" | "quiet" | "color">) {
    this.#system = system;
    this.#json = options.json;
    this.#quiet = options.quiet;
    this.#color = options.color;
    this.report = {
      note: (text) => this.#aside(text),
      warn: (text) => {
        this.#warnings.push(text);
        if (!this.#json) this.#line(text, "warning", "mind");
      },
      progress: (text) => this.#tellProgress(text),
    };
  }

  /** Writes an answer. */
  async answer(answer: Answer): Promise<void> {
    this.#endProgress();
    if (answer.silent === true) return;
    const { terminal } = this.#system;
    if (this.#json) {
      const warnings = this.#warnings.length === 0 ? {} : { warnings: this.#warnings };
      terminal.out(`${jsonText({ ...answer.view, ...warnings }, 2)}\n`);
      return;
    }
    const text = this.#told(answer.text);
    const more = answer.more === undefined ? undefined : async () => `${this.#told(await answer.more!())}`;
    if (answer.paged !== true || typeof text !== "string" || !await this.#page(text, more)) {
      terminal.out(text);
      if (more !== undefined) terminal.out(await more());
    }
    for (const line of answer.next ?? []) this.#aside(line);
  }

  /** Writes an error. */
  error(error: CredError): void {
    this.#endProgress();
    const { code, message, hints } = error;
    if (this.#json) {
      const warnings = this.#warnings.length === 0 ? {} : { warnings: this.#warnings };
      this.#system.terminal.err(`${jsonText({ error: { code, message, hints, ...warnings } })}\n`);
      return;
    }
    this.#line(message, "error", "bad");
    for (const hint of hints) this.#line(hint, "hint", "strong");
  }

  #aside(text: string): void {
    if (!this.#json && !this.#quiet) this.#line(text);
  }

  #line(text: string, label?: string, tone?: Tone): void {
    this.#endProgress();
    const said = label === undefined ? "" : `${paint(this.#look("stderr"), tone, `${label}:`)} `;
    this.#system.terminal.err(`${said}${safe(text)}\n`);
  }

  #told(text: Text): string | Uint8Array {
    return typeof text === "function" ? text(this.#look("stdout")) : text;
  }

  #look(stream: "stdout" | "stderr"): Look {
    return lookAt(this.#system, stream, this.#color);
  }

  #tellProgress(text: string): void {
    if (this.#json || this.#quiet) return;
    const { terminal } = this.#system;
    if (!terminal.isTty.stderr) return terminal.err(`${safe(text)}\n`);
    terminal.err(`\r${safe(text).slice(0, terminal.columns() - 1)}\x1b[K`);
    this.#progress = true;
  }

  #endProgress(): void {
    if (this.#progress) this.#system.terminal.err("\r\x1b[K");
    this.#progress = false;
  }

  /** Shows a text that is longer than the screen; whether a pager took it. */
  async #page(text: string, more?: () => Promise<string>): Promise<boolean> {
    const { terminal, environment, processes } = this.#system;
    if (!terminal.isTty.stdout || !terminal.isTty.stdin || environment.get("TERM") === "dumb") return false;
    const [command, ...args] = (environment.get("CRED_PAGER") ?? environment.get("PAGER") ?? "less -FRX")
      .split(/\s+/);
    if (command === undefined || command === "" || command === "cat") return false;
    return await processes.page(command, args, text, more);
  }
}

/** Characters that JSON may hold as they are, and that a terminal acts upon, hides, or turns the reading direction by. */
const ACTING = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;

/** JSON that is read back as any other, and does nothing to a terminal. */
function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(
    ACTING,
    (character) =>
      Array.from(
        { length: character.length },
        (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
      ).join(""),
  );
}
