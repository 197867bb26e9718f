// Runs a command to its end and prints the most memory that it had resident, in KiB: a process of its own, because the
// system keeps that only for all children of one.
const [program, ...args] = Deno.args;
const { success } = await new Deno.Command(program!, {
  args,
  stdin: "null",
  stdout: "null",
  stderr: "inherit",
})
  .output();
if (!success) Deno.exit(1);

const RUSAGE_CHILDREN = -1;
/** Words of 8 bytes in `struct rusage`, and where in it `ru_maxrss` lies, behind two times of two words. */
const WORDS = 18, MAXRSS = 4;
const isMac = Deno.build.os === "darwin";
const libc = Deno.dlopen(isMac ? "/usr/lib/libSystem.dylib" : "libc.so.6", {
  getrusage: { parameters: ["i32", "buffer"], result: "i32" },
});
const usage = new BigInt64Array(new ArrayBuffer(8 * WORDS));
if (libc.symbols.getrusage(RUSAGE_CHILDREN, usage) !== 0) Deno.exit(1);
const most = Number(usage[MAXRSS]);
console.log(isMac ? most / 1024 : most);
