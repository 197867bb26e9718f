// The law of output: an answer goes to stdout, everything else to stderr; with --json stdout holds one JSON value or
// nothing, and stderr at most one JSON error. This is the only place that writes.

import type { Report } from "../app/app.ts";
import type { CredError } from "../domain/errors.ts";
import type { Look } from "../render/look.ts";
import { paint, type Tone } from "../render/paint.ts";
import { safe } from "../render/safe.ts";
import { count } from "../render/words.ts";
import type { System } from "../system/system.ts";
import type { Answer, Text } from "./answer.ts";
import type { ColorChoice, CommonFlags } from "./flags.ts";
import { lookAt } from "./look_at.ts";
import { Progress } from "./progress.ts";

/** How one command speaks. */
export class Output {
  readonly report: Report;
  readonly #system: System;
  readonly #json: boolean;
  readonly #quiet: boolean;
  readonly #color: ColorChoice;
  readonly #progress: Progress;
  readonly #changes: boolean;
  readonly #warnings: string[] = [];
  #recorded = 0;

  constructor(system: System, options: Pick<CommonFlags, "json" | "quiet" | "color">) {
    this.#system = system;
    this.#json = options.json;
    this.#quiet = options.quiet;
    this.#color = options.color;
    this.#changes = "dryRun" in options;
    this.#progress = new Progress(system.terminal);
    const tells = !options.json && !options.quiet;
    this.report = {
      note: (text) => this.#aside(text),
      warn: (text) => {
        this.#warnings.push(text);
        if (!this.#json) this.#line(text, "warning", "mind");
      },
      progress: (text) => tells ? this.#progress.step(text) : undefined,
      during: (text, work) => tells ? this.#progress.during(text, work) : work(),
      recorded: (count) => this.#recorded += count,
      now: (text) => tells ? this.#progress.now(text) : undefined,
    };
  }

  /** Writes an answer. */
  async answer(answer: Answer): Promise<void> {
    this.#progress.end();
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
    const { code, message } = error;
    const hints = code.startsWith("interrupted") ? [...error.hints, ...this.#doneBefore()] : error.hints;
    this.#progress.end();
    if (this.#json) {
      const warnings = this.#warnings.length === 0 ? {} : { warnings: this.#warnings };
      this.#system.terminal.err(`${jsonText({ error: { code, message, hints, ...warnings } })}\n`);
      return;
    }
    this.#line(message, "error", "bad");
    for (const hint of hints) this.#line(hint, "hint", "strong");
  }

  /** What an interruption came after. */
  #doneBefore(): string[] {
    if (!this.#changes) return [];
    if (this.#recorded === 0) return ["nothing new was recorded"];
    const { at } = this.#progress;
    return [
      ...at === undefined ? [] : [`it was at this: ${at}`],
      `what was done is in the history (${count(this.#recorded, "new record")}): cred log`,
      "what has no known outcome yet, and how to go on: cred status",
    ];
  }

  #aside(text: string): void {
    if (!this.#json && !this.#quiet) this.#line(text);
  }

  #line(text: string, label?: string, tone?: Tone): void {
    this.#progress.hide();
    const said = label === undefined ? "" : `${paint(this.#look("stderr"), tone, `${label}:`)} `;
    this.#system.terminal.err(`${said}${safe(text)}\n`);
  }

  #told(text: Text): string | Uint8Array {
    return typeof text === "function" ? text(this.#look("stdout")) : text;
  }

  #look(stream: "stdout" | "stderr"): Look {
    return lookAt(this.#system, stream, this.#color);
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

/** JSON that is read back as any other, and does nothing to a terminal. */
function jsonText(value: unknown, indent = 0): string {
  // Characters that it may hold as they are, and that a terminal acts upon, hides, or turns the reading direction by.
  const acting = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu;
  return JSON.stringify(value, null, indent).replace(
    acting,
    (character) =>
      Array.from(
        { length: character.length },
        (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
      ).join(""),
  );
}
