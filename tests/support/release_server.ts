// Releases on loopback, and the installer run against them in a home of its own.
import { sha256Hex } from "../../scripts/binary.ts";
import { writeInstallers } from "../../scripts/installers.ts";
import { thisPlatform } from "../../scripts/platforms.ts";

/** A release that is served, and a place to install it in. */
export interface ReleaseServer extends AsyncDisposable {
  /** Where the installer puts cred. */
  readonly target: string;
  /** Name of the released binary for this system. */
  readonly file: string;
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

/** Serves a binary as the newest release and as `v9.9.9`. */
export async function serveRelease(binary: Uint8Array<ArrayBuffer>): Promise<ReleaseServer> {
  const folder = await Deno.makeTempDir({ prefix: "cred-release-" });
  writeInstallers(folder);
  const file = `cred-9.9.9-${thisPlatform()!.name}`;
  const sums = `${"0".repeat(64)}  cred-9.9.9-macos-x86_64\n${await sha256Hex(binary)}  ${file}\n`;
  const files = new Map([
    [file, binary],
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
