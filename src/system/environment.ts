/** What the process was given, injected. */
export interface Environment {
  readonly args: readonly string[];
  readonly os: "linux" | "darwin" | "windows";
  readonly pid: number;
  /** The user's number where the system has one. */
  readonly uid: number | undefined;
  /** An environment variable; an empty one counts as not set. */
  get(name: string): string | undefined;
  /** Absolute path of the working directory. */
  cwd(): string;
}
