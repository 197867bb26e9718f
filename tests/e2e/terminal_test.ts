// What only a terminal shows: questions, answers that are not echoed, the pager, Ctrl-C.
import assert from "node:assert/strict";
import { openPlayground, type Playground } from "../../scripts/playground.ts";
import { shell } from "./session.ts";
import { NO_TERMINAL, onTerminal } from "./terminal.ts";

/** What the terminal still does, said behind a command with its status. */
const AFTERWARDS =
  `; printf 'status=%s ' "$?"; stty -a | grep -oE -- '-?(echo|icanon|isig)\\b' | tr '\\n' ' '; echo .`;
const AS_BEFORE = "isig icanon echo .";

function terminalTest(name: string, check: (playground: Playground) => Promise<void>): void {
  Deno.test({
    name: `terminal: ${name}${NO_TERMINAL}`,
    ignore: NO_TERMINAL !== "",
    fn: async () => {
      await using playground = await openPlayground();
      await check(playground);
    },
  });
}

async function withKey(playground: Playground): Promise<void> {
  for (
    const line of ["cred source add resend --token-env RESEND_API_KEY", "cred source generate resend KEY"]
  ) {
    assert.equal((await shell(line, playground)).status, 0);
  }
}

terminalTest("the token is asked for without echo", async (playground) => {
  await using terminal = onTerminal(`cred source add resend${AFTERWARDS}`, playground);
  await terminal.until("Master API key of your Resend account: ");
  await terminal.type(`${playground.server.masterKey}\r`);
  await terminal.until("added resend");
  await terminal.until(`status=0 ${AS_BEFORE}`);
  assert(!playground.holdsSecret(terminal.shown));
});

terminalTest("Ctrl-C at the question ends it, and the terminal is as before", async (playground) => {
  await using terminal = onTerminal(`cred source add resend${AFTERWARDS}`, playground);
  await terminal.until("account: ");
  await terminal.type("re_half\x03");
  await terminal.until("error: interrupted");
  await terminal.until(`status=130 ${AS_BEFORE}`);
  assert(!terminal.shown.includes("re_half"));
  assert.equal((await shell("cred source list", playground)).stdout, "");
});

terminalTest("y deletes, anything else doesn't", async (playground) => {
  await withKey(playground);
  for (const [answer, status] of [["n", 2], ["", 2], ["yikes", 2], ["y", 0]] as const) {
    await using terminal = onTerminal(`cred source delete resend KEY${AFTERWARDS}`, playground);
    await terminal.until("[y/N] ");
    await terminal.type(`${answer}\n`);
    await terminal.until(`status=${status} ${AS_BEFORE}`);
    assert.equal(playground.server.keys.length, status === 0 ? 1 : 2);
  }
});

terminalTest("Ctrl-C in the middle of a call is 130, and what it left is settled", async (playground) => {
  await withKey(playground);
  const hold = playground.server.hold({ method: "POST" }, "after");
  await using terminal = onTerminal(`cred source generate resend OTHER${AFTERWARDS}`, playground);
  await hold.arrived;
  await terminal.type("\x03");
  await terminal.until("error: interrupted");
  await terminal.until(`status=130 ${AS_BEFORE}`);
  hold.release();
  const { stdout } = await shell("cred source reconcile resend; cred source keys resend", playground);
  assert.match(stdout, /OTHER/);
  assert.equal(playground.server.keys.length, 2);
});

terminalTest("what is longer than the screen goes through the pager", async (playground) => {
  await withKey(playground);
  await using terminal = onTerminal(
    `stty rows 3; CRED_PAGER='sed s/^/paged:/' cred log${AFTERWARDS}`,
    playground,
  );
  await terminal.until("paged:");
  await terminal.until(`status=0 ${AS_BEFORE}`);
});

/** The vault's keys behind a passphrase, which nothing but the terminal gives. */
const ASKED = { CRED_PASSPHRASE: "" };
const PASSPHRASE = "correct horse battery";

terminalTest(
  "a value comes through the pipe, its passphrase from the terminal, unseen",
  async (playground) => {
    const asking = { ...playground, env: { ...playground.env, ...ASKED } };
    await using first = onTerminal(`printf 'piped value' | cred secret set NAME${AFTERWARDS}`, asking);
    for (const question of ["New passphrase for the file keychain: ", "The same passphrase again: "]) {
      await first.until(question);
      await first.type(`${PASSPHRASE}\r`);
    }
    await first.until("kept NAME");
    await first.until(`status=0 ${AS_BEFORE}`);
    await using second = onTerminal(
      `cred secret get NAME </dev/null | sed 's/^/got: /'${AFTERWARDS}`,
      asking,
    );
    await second.until("Passphrase of the file keychain: ");
    await second.type(`${PASSPHRASE}\r`);
    await second.until("got: piped value");
    await second.until(`status=0 ${AS_BEFORE}`);
    assert(!first.shown.includes(PASSPHRASE) && !second.shown.includes(PASSPHRASE));
  },
);

terminalTest(
  "a value that is missing is told behind the question, and the terminal is as before",
  async (playground) => {
    const asking = { ...playground, env: { ...playground.env, ...ASKED } };
    assert.equal((await shell("printf value | cred secret set NAME", playground)).status, 0);
    await Deno.remove(`${playground.env["CRED_HOME"]}/personal/values`, { recursive: true });
    await using terminal = onTerminal(`cred secret get NAME </dev/null${AFTERWARDS}`, asking);
    await terminal.until("Passphrase of the file keychain: ");
    await terminal.type(`${playground.env["CRED_PASSPHRASE"]}\r`);
    await terminal.until("\r\nerror: the sealed value ");
    await terminal.until(`status=6 ${AS_BEFORE}`);
  },
);

terminalTest("Ctrl-C at a question with a piped stdin leaves the terminal as before", async (playground) => {
  const asking = { ...playground, env: { ...playground.env, ...ASKED } };
  await using terminal = onTerminal(`printf value | cred secret set NAME${AFTERWARDS}`, asking);
  await terminal.until("New passphrase for the file keychain: ");
  await terminal.type("half\x03");
  await terminal.until("error: interrupted");
  await terminal.until(`status=130 ${AS_BEFORE}`);
  assert(!terminal.shown.includes("half"));
});

terminalTest("y/N is asked at the terminal in a loop that reads a file", async (playground) => {
  await withKey(playground);
  await using terminal = onTerminal(
    `printf 'KEY\\n' | while read -r name; do cred source delete resend "$name"; done${AFTERWARDS}`,
    playground,
  );
  await terminal.until("[y/N] ");
  await terminal.type("y\n");
  await terminal.until("KEY: deleted at resend");
  await terminal.until(`status=0 ${AS_BEFORE}`);
});

terminalTest("nobody is asked in the background, nor where questions aren't seen", async (playground) => {
  await withKey(playground);
  for (
    const line of [
      "set -m; cred source delete resend KEY </dev/null & wait $!",
      "cred source delete resend KEY </dev/null 2>err",
    ]
  ) {
    await using terminal = onTerminal(`${line}${AFTERWARDS}`, playground);
    await terminal.until(`status=2 ${AS_BEFORE}`);
    assert(!terminal.shown.includes("[y/N]"));
  }
});

terminalTest(
  "a slow platform is told after half a second, and the line is gone at the end",
  async (playground) => {
    await withKey(playground);
    const hold = playground.server.hold({ method: "POST" }, "before");
    await using terminal = onTerminal(`cred source generate resend OTHER${AFTERWARDS}`, playground);
    await hold.arrived;
    await terminal.until("\rwaiting for Resend\x1b[K");
    hold.release();
    await terminal.until("\r\x1b[K");
    await terminal.until("made OTHER at resend");
    await terminal.until(`status=0 ${AS_BEFORE}`);
  },
);
