import { CredError } from "../../domain/errors.ts";
import type { Key } from "../../domain/state.ts";
import type { RotationDeed, RotationRun } from "../../views/rotation.ts";
import type { App } from "../app.ts";

/** What happens to each key while a rotation runs. */
export class RotationRuns {
  readonly #deeds = new Map<string, RotationDeed[]>();
  readonly #errors = new Map<string, CredError>();
  readonly #over = new Set<string>();

  did(old: string, deed: RotationDeed): void {
    this.#deeds.set(old, [...this.#deeds.get(old) ?? [], deed]);
  }

  failed(old: string, error: CredError): void {
    this.#errors.set(old, error);
  }

  hasFailed(old: string): boolean {
    return this.#errors.has(old);
  }

  /** Nothing more is asked of a source. */
  end(source: string): void {
    this.#over.add(source);
  }

  isOver(source: string): boolean {
    return this.#over.has(source);
  }

  /** Notes a failure for all the keys that the work is about. */
  async trying(app: App, olds: readonly Key[], work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const one = error instanceof CredError && error.code !== "interrupted" &&
        !error.code.startsWith("integrity") && !app.system.interrupted.aborted;
      if (!one) throw error;
      for (const { id } of olds) if (!this.#errors.has(id)) this.failed(id, error);
    }
  }

  of(old: string): RotationRun {
    const error = this.#errors.get(old);
    return {
      did: this.#deeds.get(old) ?? [],
      error: error === undefined ? undefined : { code: error.code, message: error.message },
    };
  }

  /** A command that failed at its first step is told as any other that fails. */
  throwWhereNothingWasDone(sent: boolean): void {
    const errors = new Set(this.#errors.values());
    if (errors.size === 1 && this.#deeds.size === 0 && !sent) throw [...errors][0]!;
  }
}
