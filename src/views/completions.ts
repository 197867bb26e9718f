/** Answer of `completions`. */
export interface CompletionsView {
  readonly shell: "bash" | "zsh" | "fish" | "powershell";
  /** What the shell is to read. */
  readonly script: string;
}
