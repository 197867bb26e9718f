import assert from "node:assert/strict";
import { denoProcesses } from "../../src/system/deno/processes.ts";
import { denoSystem } from "../../src/system/deno/mod.ts";
import { refused } from "./files_contract.ts";
import { childCommand, startChild, temporaryFolder } from "./support.ts";

Deno.test("system: making one asks the machine nothing", async () => {
  using folder = temporaryFolder();
  const face = import.meta.resolve("../../src/system/deno/mod.ts");
  Deno.writeTextFileSync(`${folder.path}/a.ts`, `import { denoSystem } from "${face}"; denoSystem();`);
  const args = ["run", "--quiet", "--no-check", "--no-prompt", "--no-config", `${folder.path}/a.ts`];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(success, new TextDecoder().decode(stderr));
});

Deno.test("fetch: a redirect is handed out, not followed", async () => {
  let visits = 0;
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, () => {
    visits++;
    return new Response("moved", { status: 307, headers: { location: "/elsewhere" } });
  });
  const response = await denoSystem().fetch(new Request(`http://127.0.0.1:${server.addr.port}/`));
  assert.equal(await response.text(), "moved");
  assert.equal(response.status, 307);
  assert.equal(visits, 1);
  await server.shutdown();
});

Deno.test("clock: sleeping ends by time or by the signal", async () => {
  const { clock } = denoSystem();
  await clock.sleep(1, new AbortController().signal);
  const controller = new AbortController();
  const sleeping = clock.sleep(60_000, controller.signal);
  controller.abort(new Error("stop"));
  await assert.rejects(sleeping, /stop/);
  await assert.rejects(clock.sleep(60_000, controller.signal), /stop/);
});

Deno.test("clock: local time is ahead of UTC by the zone's minutes", async () => {
  const [program, ...args] = childCommand(["time_zone"]);
  const { stdout } = await new Deno.Command(program!, { args, env: { TZ: "Asia/Kolkata" } }).output();
  assert.equal(new TextDecoder().decode(stdout), "330\n");
});

Deno.test("environment: an empty variable and an impossible name are not set", async () => {
  const [program, ...args] = childCommand([
    "variables",
    "CRED_TEST_EMPTY",
    "CRED_TEST_SET",
    "CRED_TEST_NONE",
  ]);
  const env = { CRED_TEST_EMPTY: "", CRED_TEST_SET: "x" };
  const { stdout } = await new Deno.Command(program!, { args, env }).output();
  assert.equal(new TextDecoder().decode(stdout), '[null,"x",null]\n');
  const { environment } = denoSystem();
  for (const name of ["", "A=B", "A\0B"]) assert.equal(environment.get(name), undefined);
  assert.equal(environment.uid, Deno.uid() ?? undefined);
  assert.equal(environment.pid, Deno.pid);
  assert.equal(environment.cwd(), Deno.cwd());
});

Deno.test("random: as many bytes as asked for, never the same", () => {
  const { random } = denoSystem();
  assert.equal(random.bytes(0).length, 0);
  assert.equal(random.bytes(32).length, 32);
  assert.notDeepEqual(random.bytes(32), random.bytes(32));
});

Deno.test("processes: output and status, or that the program isn't there", async () => {
  using folder = temporaryFolder();
  const { output } = denoProcesses();
  const ran = await output("sh", ["-c", "pwd; echo hidden >&2; exit 3"], folder.path);
  assert.equal(ran?.status, 3);
  assert.equal(new TextDecoder().decode(ran?.stdout), `${Deno.realPathSync(folder.path)}\n`);
  assert.equal(await output("cred-no-such-program", []), undefined);
  await refused(
    output("sh", ["-c", "true"], `${folder.path}/none`),
    "failed.program",
    `in "${folder.path}/none"`,
  );
  await refused(output(folder.path, []), "failed.program", folder.path);
});

Deno.test("processes: input, variables and what was said besides, where they are asked for", async () => {
  const { output } = denoProcesses();
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
  const stdin = new Uint8Array(1_000_000).fill(0x61);
  const copied = await output("cat", [], undefined, { stdin });
  assert.deepEqual(copied?.stdout, stdin);
  const script = 'echo "${HOME-none} $CRED_TEST_OTHER" >&2; echo "${PATH:+path}"';
  const env = { HOME: undefined, CRED_TEST_OTHER: "set" };
  const told = await output("sh", ["-c", script], undefined, { env });
  assert.deepEqual([text(told?.stderr), text(told?.stdout)], ["none set\n", "path\n"]);
  const kept = await output("sh", ["-c", script], undefined, {});
  assert.equal(text(kept?.stderr), `${Deno.env.get("HOME")} \n`);
  assert.equal((await output("true", [], undefined, { stdin }))?.status, 0);
  assert.equal(await output("cred-no-such-program", [], undefined, { stdin }), undefined);
});

Deno.test("processes: one that is not waited for any longer is ended", async () => {
  const { output } = denoProcesses();
  const controller = new AbortController();
  const ended = output("sleep", ["60"], undefined, { signal: controller.signal });
  controller.abort();
  assert.notEqual((await ended)?.status, 0);
});

Deno.test("processes: a pager gets the text, may quit early, may be missing", async () => {
  using folder = temporaryFolder();
  const { page } = denoProcesses();
  const text = "line\n".repeat(200_000);
  assert.equal(await page("sh", ["-c", `cat >'${folder.path}/out'`], text), true);
  assert.equal(Deno.readTextFileSync(`${folder.path}/out`), text);
  assert.equal(await page("true", [], text), true);
  assert.equal(await page("cred-no-such-program", [], text), false);
});

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  Deno.test(`interruption: ${name} aborts the signal once, and the second is the system's`, async () => {
    await using child = startChild(["interrupted"]);
    await child.until("listening");
    child.kill(name);
    await child.until("interrupted\ngoes on");
    child.kill(name);
    assert.equal((await child.ended()).signal, name);
  });
}

Deno.test({
  name: "interruption: what was ignored when we were started stays so",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const line = ["sh", "-c", 'trap "" HUP INT; exec "$0" "$@"', ...childCommand(["interrupted"])];
    await using child = startChild([], line);
    await child.until("listening");
    // Each twice: the second of one that was listened for would end it.
    for (const name of ["SIGHUP", "SIGHUP", "SIGINT", "SIGINT"] as const) {
      child.kill(name);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    child.kill("SIGTERM");
    await child.until("interrupted\ngoes on");
    child.kill("SIGTERM");
    assert.equal((await child.ended()).signal, "SIGTERM");
  },
});

Deno.test("interruption: who never asked for the signal dies the ordinary way", async () => {
  await using child = startChild(["uninterested"]);
  await child.until("waiting");
  child.kill("SIGINT");
  assert.equal((await child.ended()).signal, "SIGINT");
});

Deno.test("interruption: listening doesn't keep the process alive", async () => {
  await using child = startChild(["ends"]);
  assert.equal((await child.ended()).code, 0);
  assert.equal(child.printed, "aborted=false\n");
});
