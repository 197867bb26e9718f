// The same bad words as in bad_names_test.ts, wherever else a command takes one: each is refused in a few harmless
// lines that quote it, and nothing is recorded, asked or written.

import assert from "node:assert/strict";
import { makeWorld } from "../support/world.ts";

const BAD: Readonly<Record<string, string>> = {
  "empty": "",
  "huge": "x".repeat(10 * 1024 * 1024),
  "several lines": "A\nB",
  "a NUL": "A\0B",
  "a control character": "A\x1b[2JB",
  "right to left": "A\u202eB",
  "half a surrogate pair": "A\ud800",
  "a path": "../../etc/passwd",
};

/** Commands that refuse each of them; `{}` is where the word goes. */
const PLACES: readonly string[] = [
  "secret history {}",
  "secret history GOOD -e={}",
  "secret rollback {} --yes",
  "secret rollback GOOD --to={} --yes",
  "secret get GOOD --version={}",
  "secret diff {} A B",
  "secret generate {}",
  "secret generate FINE -e={}",
  "secret limit {} --to=github",
  "secret limit GOOD --to={}",
  "secret set FINE value --expires={}",
  "source generate resend FINE --expires={}",
  "source rotate {} --all",
  "source rotate resend {}",
  "source rotate resend GOOD --grace={}",
  "source rotate resend --older-than={}",
  "source rotate resend --minted-by={}",
  "source token {} --list",
  "source token resend --token={}",
  "source prune {}",
  "env copy {} other",
  "env copy default {}",
  "env delete {} --yes",
  "export --only={}",
  "export --age={} --to=out",
  "import file.env -e={}",
  "run --only={} -- true",
  "run -e={} -- true",
  "target add {} acme/app",
  "target add github {}",
  "target add github acme/app --as={}",
  "target add github acme/app --store={}",
  "target bind {} acme/app",
  "target bind github {} --env=x",
  "target secrets {}",
  "target remove {} --yes",
  "push {}",
  "push github {}",
  "push github --env={}",
  "diff {}",
  "prune {} --yes",
  "access grant {} --yes",
  "access revoke {} --yes",
  "access request --label={}",
  "policy set {} 90d",
  "policy set max-age {}",
  "due --within={}",
  "sync {}",
  "sync --branch={}",
  "log show {}",
  "log --since={}",
  "log --limit={}",
  "log diff {}",
  "log diff 1 {}",
  "log prove {}",
  "log checkpoint {}",
  "log check-proof {} --signer=x",
  "log check-proof file.env --signer={}",
  "log export --format={}",
  "log verify --extends={}",
  "log verify --git={}",
  "log verify --signer={}",
  "replay --at={}",
  "replay --expect={}",
  "status --fail-on={}",
  "completions {}",
  "keychain use {}",
  "unlock --for={}",
];

/** Commands that may take one of them: for a filter that finds nothing, for a file that is called so. */
const TAKEN: readonly string[] = [
  "secret list --source={}",
  "log --secret={}",
  "log --source={}",
  "export --to={}",
  "import {} --dry-run",
  "log prove 1 --out={}",
  "log export --tiles={}.tiles",
];

/** Nothing that is said is long, or can move a cursor or turn the reading direction. */
function assertHarmless(text: string, where: string): void {
  assert.ok(text.length < 4_000, `${where}: ${text.length} characters`);
  assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Cs}]/u, where);
}

Deno.test("bad words in every place", async () => {
  await using world = await makeWorld();
  for (const command of ["init", "source add resend --token-env RESEND_API_KEY", "secret set GOOD value"]) {
    assert.equal((await world.run(command)).status, 0, command);
  }
  await Deno.writeTextFile(`${world.folder}/file.env`, "A=b\n");
  assert.ok((await new Deno.Command("git", { args: ["init", "-q"], cwd: world.folder }).output()).success);
  const before = (await world.run("log --json")).stdout, asked = world.server.requests.length;
  for (const place of [...PLACES, ...TAKEN]) {
    for (const [what, bad] of Object.entries(BAD)) {
      // It would leave this world's folder.
      if (what === "a path" && TAKEN.includes(place)) continue;
      const { status, stdout, stderr } = await world.run(
        place.split(" ").map((word) => word.replace("{}", bad)),
      );
      const where = `${place}, ${what}: ${status} ${stdout.slice(0, 200)} ${stderr.slice(0, 300)}`;
      assertHarmless(stdout + stderr, where);
      if (TAKEN.includes(place) && status === 0) continue;
      assert.ok(status !== 0, where);
      assert.equal(stdout, "", where);
      assert.match(stderr, /^(.*\n)*error: .+\n(hint: .+\n)*$/, where);
    }
    assert.equal((await world.run("log --json")).stdout, before, `recorded: ${place}`);
  }
  // A token that could be one is tried; nothing else is asked.
  assert.deepEqual(world.server.requests.slice(asked).map(({ method }) => method), ["GET"]);
});
