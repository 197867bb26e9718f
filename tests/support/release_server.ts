// Releases on loopback, and the installer run against them in a home of its own.
import assert from "node:assert/strict";
import { run, sha256Hex } from "../../scripts/binary.ts";
import { writeInstallers } from "../../scripts/installers.ts";
import { thisPlatform } from "../../scripts/platforms.ts";

/** A release that is served, and a place to install it in. */
export interface ReleaseServer extends AsyncDisposable {
  /** Where the installer puts cred. */
  readonly target: string;
  /** Name of the released binary for this system, and of the archive of manual pages. */
  readonly file: string;
  readonly archive: string;
  /** Where it is served, as CRED_RELEASES has it. */
  readonly url: string;
  /** What is served, by name; may be changed. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  readonly requests: string[];
  /** Runs the installer, or another line of shell that does. */
  install(env?: Readonly<Record<string, string>>, line?: string): Promise<Installed>;
}

/** How an installation ended. */
export interface Installed {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The manual pages of a release, packed; each text by its file's name. */
export async function packedPages(
  pages: Readonly<Record<string, string>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "cred-pages-" });
  try {
    await Deno.mkdir(`${folder}/man/man1`, { recursive: true });
    for (const [name, text] of Object.entries(pages)) {
      await Deno.writeTextFile(`${folder}/man/man1/${name}`, text);
    }
    const { success, text } = run("tar", ["-czf", `${folder}/packed`, "-C", folder, "man"]);
    assert(success, text);
    return await Deno.readFile(`${folder}/packed`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A page as it begins, of a version. */
export function pageOf(name: string, version = "9.9.9"): string {
  return `.TH ${name.toUpperCase()} 1 2026-01-01 "cred ${version}"\n.SH NAME\n${name} \\- a page\n`;
}

const PAGES = { "cred.1": pageOf("cred"), "cred-init.1": pageOf("cred-init") };

/** Serves a binary as the newest release and as `v9.9.9`. */
export async function serveRelease(binary: Uint8Array<ArrayBuffer>): Promise<ReleaseServer> {
  const folder = await Deno.makeTempDir({ prefix: "cred-release-" });
  writeInstallers(folder);
  const file = `cred-9.9.9-${thisPlatform()!.name}`;
  const archive = "cred-9.9.9-man.tar.gz";
  const packed = await packedPages(PAGES);
  const sums = `${"0".repeat(64)}  cred-9.9.9-windows-x86_64.exe\n${await sha256Hex(packed)}  ${archive}\n` +
    `${await sha256Hex(binary)}  ${file}\n`;
  const files = new Map([
    [file, binary],
    [archive, packed],
    ["SHA256SUMS", new TextEncoder().encode(sums)],
    ["install.sh", await Deno.readFile(`${folder}/install.sh`)],
  ]);
  const requests: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, ({ url }) => {
    const path = new URL(url).pathname;
    requests.push(path);
    const name = /^\/(?:latest\/download|download\/v9\.9\.9)\/([^/]+)$/.exec(path)?.[1];
    const body = files.get(name ?? "");
    return body === undefined ? new Response("Not Found", { status: 404 }) : new Response(body);
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return {
    url,
    target: `${folder}/.local/bin/cred`,
    file,
    archive,
    files,
    requests,
    async install(env = {}, line = `sh ${folder}/install.sh`) {
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", line],
        env: {
          PATH: Deno.env.get("PATH") ?? "",
          HOME: folder,
          CRED_RELEASES: url,
          ...env,
        },
        clearEnv: true,
        stdin: "null",
      }).output();
      const text = new TextDecoder();
      return { status: code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    },
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
