import { CredError } from "../../src/domain/errors.ts";
import { splitLine } from "../../src/log/record.ts";
import { MemoryFiles } from "../support/memory_files.ts";

/** Where a run is disturbed. */
export interface Fault {
  /** Which of the run's steps on the files, from 0. */
  readonly step: number;
  /** `before` nothing of it happens, `after` all of it, a number: so many bytes of what is appended. */
  readonly when: "before" | "after" | number;
  /** Whether the process dies of it: no later step happens. */
  readonly dies: boolean;
}

/** Files in memory that fail where they are told to, and know every whole record that was ever to be seen in a log. */
export class FaultyFiles extends MemoryFiles {
  faults: readonly Fault[] = [];
  /** The steps of this run, in order. */
  steps: string[] = [];
  /** What this run appended last. */
  appended = new Uint8Array();
  /** `<log>:<seq>` → the lines that stood there. */
  readonly shown = new Map<string, Set<string>>();
  #dead = false;

  /** Begins a run: a new process. */
  begin(...faults: readonly Fault[]): void {
    this.faults = faults;
    this.steps = [];
    this.#dead = false;
  }

  override read(path: string) {
    return this.#disturbed("read", path, () => super.read(path));
  }

  override readAt(path: string, offset: number, length: number) {
    return this.#disturbed("read", path, () => super.readAt(path, offset, length));
  }

  override info(path: string) {
    return this.#disturbed("info", path, () => super.info(path));
  }

  override makeFolder(path: string) {
    return this.#disturbed("makeFolder", path, () => super.makeFolder(path));
  }

  override create(path: string, bytes: Uint8Array) {
    return this.#disturbed("create", path, () => super.create(path, bytes));
  }

  override replace(path: string, bytes: Uint8Array) {
    return this.#disturbed("replace", path, () => super.replace(path, bytes));
  }

  override append(path: string, bytes: Uint8Array) {
    this.appended = new Uint8Array(bytes);
    return this.#disturbed("append", path, (part) => super.append(path, bytes.subarray(0, part)));
  }

  override truncate(path: string, size: number) {
    return this.#disturbed("truncate", path, () => super.truncate(path, size));
  }

  override remove(path: string) {
    return this.#disturbed("remove", path, () => super.remove(path));
  }

  async #disturbed<T>(step: string, path: string, act: (part?: number) => Promise<T>): Promise<T> {
    const error = new CredError("failed.file", `${step} failed`);
    if (this.#dead) throw error;
    const fault = this.faults.find((one) => one.step === this.steps.length);
    this.steps.push(step);
    if (fault?.when === "before") {
      this.#dead = fault.dies;
      throw error;
    }
    const result = await act(typeof fault?.when === "number" ? fault.when : undefined);
    this.#look(path);
    if (fault === undefined) return result;
    this.#dead = fault.dies;
    throw error;
  }

  /** A reader needs no lock: whatever stands in a log for a moment may have been copied. */
  #look(path: string): void {
    const log = /\/log\/([^/]+)\.jsonl$/.exec(path)?.[1];
    if (log === undefined || !this.paths().includes(path)) return;
    this.text(path).split("\n").forEach((line, seq) => {
      if (typeof splitLine(new TextEncoder().encode(line)) === "string") return;
      const lines = this.shown.get(`${log}:${seq}`) ?? new Set();
      this.shown.set(`${log}:${seq}`, lines.add(line));
    });
  }
}
