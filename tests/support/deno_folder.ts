let denoDir: string | undefined;

/** Where this Deno keeps packages: another HOME would hide it. */
export function denoFolder(): string {
  return denoDir ??= JSON.parse(
    new TextDecoder().decode(
      new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout,
    ),
  ).denoDir;
}
