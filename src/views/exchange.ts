/** `new` not there yet · `same` there with this value · `differs` there with another, which this makes an older version. */
export type KeptStep = "new" | "same" | "differs";

/** One secret of an import or of a copied environment. */
export interface KeptView {
  readonly secret: string;
  readonly environment: string;
  readonly step: KeptStep;
}

/** What could not be taken over, and why. Never a value. */
export interface LeftView {
  /** Absent where it is about more than one secret. */
  readonly secret?: string;
  readonly environment?: string;
  readonly why: string;
}

/** Answer of `import`. */
export interface ImportedView {
  readonly vault: string | undefined;
  readonly format: "dotenv" | "json" | "cred-export v1";
  readonly secrets: readonly KeptView[];
  readonly left: readonly LeftView[];
  readonly dryRun: boolean;
}

/** Answer of `export`. */
export interface ExportedView {
  readonly vault: string;
  readonly environment: string;
  readonly format: "dotenv" | "json" | "shell";
  /** Names of the secrets in it. */
  readonly secrets: readonly string[];
  /** Whether it can be read only by those it was encrypted to. */
  readonly encrypted: boolean;
  /** Where it was written; absent where the answer holds it. */
  readonly file?: string;
  readonly content?: string;
}

/** A secret with what is done about it. */
export function keptView(
  { environment, name, step }: {
    readonly environment: string;
    readonly name: string;
    readonly step: KeptStep;
  },
): KeptView {
  return { secret: name, environment, step };
}
