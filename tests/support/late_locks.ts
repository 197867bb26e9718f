import assert from "node:assert/strict";

const PATIENCE_MS = 20_000;
const POLL_MS = 5;

/**
 * Waits until nothing in this process has the file open. A lock that is granted too late is given back behind the
 * caller's back, at a time that only the system knows: a test that ends before is blamed for an open file.
 */
export async function untilClosed(path: string): Promise<void> {
  for (const from = performance.now(); isOpen(path);) {
    assert.ok(performance.now() - from < PATIENCE_MS, `"${path}" stays open`);
    await pause(POLL_MS);
  }
  // Only Linux shows what is open.
  if (Deno.build.os !== "linux") await pause(50);
}

function isOpen(path: string): boolean {
  if (Deno.build.os !== "linux") return false;
  const real = Deno.realPathSync(path), handles = "/proc/self/fd";
  return [...Deno.readDirSync(handles)].some(({ name }) => {
    try {
      return Deno.readLinkSync(`${handles}/${name}`) === real;
    } catch {
      // Closed meanwhile, by a test beside this one.
      return false;
    }
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
