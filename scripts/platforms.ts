/** A system that binaries are made for. */
export interface Platform {
  /** As in the names of released files. */
  readonly name: string;
  /** As Deno calls it. */
  readonly triple: string;
  /** What npm calls its system and processor. */
  readonly npm: { readonly os: string; readonly cpu: string };
  /** What an executable's name ends with. */
  readonly suffix: "" | ".exe";
}

/** Every system that binaries are made for. */
export const PLATFORMS: readonly Platform[] = [
  {
    name: "linux-x86_64",
    triple: "x86_64-unknown-linux-gnu",
    npm: { os: "linux", cpu: "x64" },
    suffix: "",
  },
  {
    name: "linux-aarch64",
    triple: "aarch64-unknown-linux-gnu",
    npm: { os: "linux", cpu: "arm64" },
    suffix: "",
  },
  { name: "macos-x86_64", triple: "x86_64-apple-darwin", npm: { os: "darwin", cpu: "x64" }, suffix: "" },
  { name: "macos-aarch64", triple: "aarch64-apple-darwin", npm: { os: "darwin", cpu: "arm64" }, suffix: "" },
  {
    name: "windows-x86_64",
    triple: "x86_64-pc-windows-msvc",
    npm: { os: "win32", cpu: "x64" },
    suffix: ".exe",
  },
];

/** The system that this program runs on; undefined where it is none of them. */
export function thisPlatform(): Platform | undefined {
  return PLATFORMS.find(({ triple }) => triple === Deno.build.target);
}

/** The system that an executable is for, by its header; undefined where it is for none of them. */
export function platformOf(executable: Uint8Array): Platform | undefined {
  const view = new DataView(executable.buffer, executable.byteOffset, executable.byteLength);
  const named = (name: string | undefined) => PLATFORMS.find((one) => one.name === name);
  if (view.byteLength < 64) return undefined;
  // ELF: e_machine. Mach-O of 64 bits: cputype. PE: Machine, behind the signature that the DOS header points at.
  if (view.getUint32(0) === 0x7f454c46) {
    return named({ 0x3e: "linux-x86_64", 0xb7: "linux-aarch64" }[view.getUint16(18, true)]);
  }
  if (view.getUint32(0, true) === 0xfeedfacf) {
    return named({ 0x01000007: "macos-x86_64", 0x0100000c: "macos-aarch64" }[view.getUint32(4, true)]);
  }
  if (view.getUint16(0) !== 0x4d5a) return undefined;
  const header = view.getUint32(60, true);
  if (header + 6 > view.byteLength || view.getUint32(header) !== 0x50450000) return undefined;
  return named(view.getUint16(header + 4, true) === 0x8664 ? "windows-x86_64" : undefined);
}
