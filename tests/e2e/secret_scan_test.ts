// No secret leaves where it should not: a whole life of keys under strace, every process and every call that writes,
// names a file or starts a program. A secret may go to a platform, into the environment of the program that `run`
// starts, and to the standard output of `secret get`.
import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { CredError } from "../../src/domain/errors.ts";
import { Secret } from "../../src/domain/secret.ts";
import { toBase64 } from "../../src/domain/encoding.ts";
import { encodeAccessKey } from "../../src/keychain/access_key.ts";
import { openFileKeychain } from "../../src/keychain/file/mod.ts";
import { openRecoveryFile } from "../../src/keychain/recovery_file.ts";
import { denoFiles } from "../../src/system/deno/files.ts";
import { assertNothingInPlain } from "../support/secrets_at_rest.ts";
import { whyNoStrace } from "../support/strace.ts";

const skipped = whyNoStrace();

// Made up anew each time: what stands in this file would be found in the code that Deno compiles it to and keeps.

/** A value of two lines. */
const OWN = `own-value-${crypto.randomUUID()}\nsecond-line-${crypto.randomUUID()}`;
const CHANGED = `changed-value-${crypto.randomUUID()}`;
/** What the passphrase is changed to. */
const NEXT = await generateX25519Identity();

/** The passphrase of the recovery file. */
const WORDS = await generateX25519Identity();

/** A key that was made by hand at the platform. */
const HAND = { id: "2150aa6e-dc40-41ca-9f92-dc5a1cfc4971", token: `re_${crypto.randomUUID()}` };

/** A token that no platform gave out. */
const WRONG = `re_${crypto.randomUUID()}`;

/** A line of shell; `stdin`: what it reads; `prints`: whether its standard output is the secret. */
interface Line {
  readonly line: string;
  readonly stdin?: string;
  readonly prints?: true;
  /** Whether cred starts another: the binary's older runtime panics, at times, over the end of a program that is traced. */
  readonly startsProgram?: true;
  /** What of its standard output is a secret from now on: it is printed this once. */
  readonly keeps?: RegExp;
  readonly status?: number;
}

const SESSION: readonly Line[] = [
  { line: "git init --quiet" },
  { line: "cred init" },
  { line: "cred source add resend --token-env RESEND_API_KEY" },
  { line: "cred source generate resend MAIL_KEY -d 'sends mail' --expires 30d" },
  { line: "cred source generate resend NEWS_KEY --permission full_access --json" },
  { line: "cred secret set OWN --stdin", stdin: OWN },
  { line: "cred secret set OWN --stdin -e staging", stdin: OWN },
  { line: "cred secret generate PASS --type password" },
  { line: "cred secret identify", stdin: OWN },
  { line: "cred secret get OWN", prints: true },
  { line: "cred secret get MAIL_KEY --json", prints: true },
  { line: `cred source adopt resend ${HAND.id} HAND_KEY`, stdin: HAND.token },
  { line: "cred source rotate resend HAND_KEY --grace 0 --yes" },
  { line: "cred secret list --json" },
  { line: "cred secret set FROM_FILE --file value.txt" },
  { line: "cred import -e imported values.env" },
  { line: "cred env copy imported copied" },
  { line: "cred secret set OWN --stdin", stdin: CHANGED },
  { line: "cred secret diff OWN" },
  { line: "cred secret rollback OWN --yes" },
  { line: "cred target add github acme/app --yes" },
  { line: "cred push github --yes" },
  { line: "cred diff github --json" },
  { line: "cred target secrets github" },
  { line: "cred source rotate resend MAIL_KEY --grace 0 --push --yes" },
  { line: "cred secret history MAIL_KEY" },
  { line: `cred run --redact -- sh -c 'test -n "$MAIL_KEY"'`, startsProgram: true },
  { line: "cred status --json" },
  { line: "cred doctor", startsProgram: true },
  { line: "cred sync --local", startsProgram: true },
  { line: "cred access request", status: 5 },
  { line: "cred source keys resend --json" },
  { line: "cred source delete resend NEWS_KEY --yes" },
  { line: "cred secret get NO_SUCH", status: 1 },
  { line: "cred source add resend --as other --token-stdin", stdin: WRONG, status: 4 },
  { line: "cred source revoke resend --yes" },
  { line: "cred log --json" },
  { line: "cred log verify --full" },
  { line: "cred replay" },
  { line: "cred access create ci --read-only", keeps: /^cred-access-\S+/ },
  { line: "cred access revoke ci --yes" },
  { line: "cred recovery create --to recovery.age" },
  { line: "CRED_HOME=$CRED_HOME-2 cred recovery use recovery.age" },
  { line: "cred keychain passphrase" },
];

const CALLS =
  "execve,write,writev,pwrite64,sendto,sendmsg,openat,rename,renameat,renameat2,link,linkat,mkdir,symlink";

/** Runs a line under strace; the lines of the trace. */
async function traced({ line, stdin = "" }: Line, { env, work }: Playground, file: string) {
  const child = new Deno.Command("strace", {
    args: [
      "-f",
      "--seccomp-bpf",
      "-yy",
      "-qq",
      "-s",
      "1000000",
      "-o",
      file,
      "-e",
      `trace=${CALLS}`,
      "sh",
      "-c",
      line,
    ],
    env: { ...env, NO_COLOR: "1", CRED_NEW_PASSPHRASE: NEXT, CRED_RECOVERY_PASSPHRASE: WORDS },
    clearEnv: true,
    cwd: work,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const fed = writer.write(new TextEncoder().encode(stdin)).then(() => writer.close()).catch(() => {});
  const [{ code, stdout, stderr }] = await Promise.all([child.output(), fed]);
  const decoder = new TextDecoder();
  const calls = (await Deno.readTextFile(file)).split("\n");
  return { status: code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), calls };
}

/** The calls of a trace that hold a secret where none may be. */
function leaksIn(calls: readonly string[], secrets: readonly string[], prints: boolean): string[] {
  return calls.filter((call) => {
    if (!secrets.some((secret) => call.includes(secret))) return false;
    const [, name, first = ""] = /^\d+ +(\w+)\((\d*(?:<[^"]*?>)?)/.exec(call) ?? [];
    // What goes to a platform, and nowhere else.
    if (/^\d+<TCP/.test(first)) return false;
    return !(prints && name === "write" && /^1</.test(first));
  });
}

/** The keys of the vault: what signs, and what opens. */
async function vaultKeys(env: Readonly<Record<string, string>>): Promise<string[]> {
  const keychain = openFileKeychain({
    files: denoFiles(),
    folder: `${env.CRED_HOME}/keychain`,
    passphrase: () => Promise.resolve(Secret.ofText(env.CRED_PASSPHRASE!)),
  });
  const [item] = (await keychain.list()).filter((name) => name.startsWith("vault-"));
  if (item === undefined) return [];
  try {
    const keys = JSON.parse((await keychain.get(item))!.openText((text) => text));
    return [keys.seed, keys.identity];
  } catch (error) {
    // The passphrase was changed: they were seen before.
    if (error instanceof CredError && error.code === "access.wrong_passphrase") return [];
    throw error;
  }
}

/** What is in the recovery file, once there is one: the keys, and the line that holds both. */
async function recoveryKeys(work: string): Promise<string[]> {
  const path = `${work}/recovery.age`;
  const bytes = await denoFiles().read(path);
  if (bytes === undefined) return [];
  const key = await openRecoveryFile(path, bytes, Secret.ofText(WORDS));
  const line = await encodeAccessKey(key);
  return [key.seed.open(toBase64), ...[key.identity, line].map((one) => one.openText((text) => text))];
}

/** A value as it can be written: its lines, and base64. */
function forms(secret: string): string[] {
  return [...secret.split("\n"), btoa(secret).replace(/=+$/, "")];
}

Deno.test({
  name: `secrets: none in a file, an argument, or an output but that of secret get${skipped}`,
  ignore: skipped !== "",
  fn: async () => {
    await using playground = await openPlayground();
    const { env, server, folder, work } = playground;
    server.account.addKey(HAND);
    const file = await Deno.makeTempFile({ prefix: "cred-scan-" });
    await Deno.writeTextFile(`${work}/value.txt`, OWN);
    await Deno.writeTextFile(`${work}/values.env`, `IMPORTED=${CHANGED}\n`);
    const seen = new Set([
      OWN,
      CHANGED,
      NEXT,
      WORDS,
      HAND.token,
      WRONG,
      env.RESEND_API_KEY!,
      env.CRED_PASSPHRASE!,
      env.GITHUB_TOKEN!,
    ]);
    let sent = 0, printed = 0;
    try {
      const isBinary = (Deno.env.get("CRED_BIN") ?? "") !== "";
      for (const line of SESSION) {
        if (isBinary && line.startsProgram) continue;
        const { status, stdout, stderr, calls } = await traced(line, playground, file);
        assert.equal(status, line.status ?? 0, `${line.line}: ${stderr}`);
        for (const { token } of server.keys) seen.add(token);
        const second = { ...env, CRED_HOME: `${env.CRED_HOME}-2` };
        for (const home of [env, second]) for (const secret of await vaultKeys(home)) seen.add(secret);
        for (const secret of await recoveryKeys(work)) seen.add(secret);
        const secrets = [...seen].flatMap(forms);
        const holds = (text: string) => secrets.some((secret) => text.includes(secret));
        assert.deepEqual(leaksIn(calls, secrets, line.prints ?? false), [], line.line);
        assert(!holds(stderr), `${line.line}: on standard error`);
        assert.equal(holds(stdout), line.prints ?? false, `${line.line}: on standard output`);
        const kept = line.keeps?.exec(stdout)?.[0];
        assert.equal(kept !== undefined, line.keeps !== undefined, line.line);
        if (kept !== undefined) {
          // Printed this once, and neither written nor handed on.
          assert.deepEqual(leaksIn(calls, forms(kept), true), [], line.line);
          seen.add(kept);
        }
        sent += calls.filter((call) => holds(call) && call.includes("<TCP")).length;
        printed += calls.filter((call) => holds(call) && /write\(1</.test(call)).length;
      }
    } finally {
      await Deno.remove(file);
    }
    // The scan sees what it looks for: the master token goes to the platform, and what `secret get` prints.
    assert(sent > 10 && printed === 2, `${sent} sent, ${printed} printed`);
    for (const name of ["value.txt", "values.env"]) await Deno.remove(`${work}/${name}`);
    assertNothingInPlain(folder, [...seen].flatMap(forms));
  },
});
