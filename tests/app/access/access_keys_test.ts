// Access keys for jobs without a keychain: what each opens and signs, and what it can't.

import assert from "node:assert/strict";
import { startGithub } from "../../servers/github.ts";
import { ciJob } from "../../support/ci_job.ts";
import { assertSame, opens, refused, set } from "../../support/clones.ts";
import { filesBelow, makeTeam } from "../../support/team.ts";

Deno.test("a key that reads opens values, and changes nothing", async () => {
  await using team = await makeTeam();
  const { first } = team;
  await set(first, "URL");
  const { status, stdout: line, stderr } = await first.run("access create ci --read-only");
  assert.equal(status, 0, stderr);
  assert.match(line, /^cred-access-1-[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\n$/);
  assert.match(stderr, /^ci can open every value, and change nothing; 1 value was sealed again for it$/m);
  assert.match(stderr, /shown this once/);
  await first.json("sync");
  const ci = await ciJob(team, "job", line);
  assert.equal(await opens(ci, "URL"), "URL in default");
  assert.match(
    await refused(ci, "secret set OTHER", { stdin: "x" }),
    /^4 error: .*may read this vault, and not change it/,
  );
  assert.match(await refused(ci, "access create more --read-only"), /^4 error: .*may read this vault/);
  await set(first, "LATER");
  await assertSame(first, ci);
  assert.equal(await opens(ci, "LATER"), "LATER in default");

  const { access } = await first.json("access list");
  const [, { recipients: [recipient], addedAt, ...row }] = access;
  assert.match(`${recipient} ${addedAt}`, /^[0-9a-f]{16} 20/);
  assert.deepEqual(row, { name: "ci", role: "reader", opens: 2 });
  assert.match((await first.run("access list")).stdout, /^ci\t\treader\t\S+\t\t2 of 2\t$/m);
});

Deno.test("a key is shown once, and is in no other answer and no file", async () => {
  await using team = await makeTeam();
  const { first } = team;
  const { accessKey, ...view } = await first.json("access create ci --push");
  assert.match(accessKey, /^cred-access-1-/);
  assert.equal(view.use, "push");
  const { identity, seed } = JSON.parse(atob(
    accessKey.slice("cred-access-1-".length).split(".")[0].replaceAll("-", "+").replaceAll("_", "/"),
  ));
  await first.json("sync");
  const told = await Promise.all(
    [
      "access list",
      "access list --json",
      "log --json",
      "replay --json",
      "status --json",
      "signer list --json",
    ]
      .map(async (command) => (await first.run(command)).stdout),
  );
  const kept = Object.values(filesBelow(team.root));
  for (const secret of [accessKey, accessKey.slice(20, 60), identity, seed]) {
    for (const text of [JSON.stringify(view), ...told, ...kept]) assert(!text.includes(secret));
  }
  assert.match(
    await refused(first, "access create ci --push"),
    /^5 error: another machine is called "ci" already.*\n.*cred access revoke/,
  );
  const dry = await first.run("access create other --push --dry-run");
  assert.match(dry.stdout, /^other could open every value, and change and push secrets; 0 values would be/);
  assert.doesNotMatch(dry.stdout + dry.stderr, /cred-access-1-/);
  assert.match(await refused(first, "access create other"), /^2 error: .*--read-only\n.*--push\n/s);
  assert.match(await refused(first, "access create other --push --read-only"), /^2 error: /);
  assert.equal((await first.json("access list")).access.length, 2);
});

Deno.test("a job with a key that pushes does that, with the target's token from its environment", async () => {
  await using team = await makeTeam();
  await using github = await startGithub();
  const { first } = team;
  const there = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
  await set(first, "URL");
  await set(first, "SECRET", "development");
  assert.equal((await first.run("target add github acme/app", { env: there })).status, 0);
  const { accessKey } = await first.json("access create deploy --push -e default");
  await first.json("sync");

  const job = await ciJob(team, "job-1", accessKey, there);
  assert.equal((await job.json("push github --yes")).secrets[0].action, "create");
  assert.equal(github.repository.stores.actions.texts().get("URL"), "URL in default");
  assert.match(
    await refused(job, "push github SECRET -e development --create-environment --yes"),
    /^4 error: .*sealed to others/,
  );
  assert.match(await refused(job, "access create more --read-only"), /^4 error: .*is a writer/);
  await job.json("sync");
  // The next job remembers nothing of this one, and goes on in a log of its own.
  const next = await ciJob(team, "job-2", accessKey, there);
  assert.equal((await next.json("push github --yes")).secrets[0].action, "unchanged");
  await first.json("sync");
  await first.run("secret set URL", { stdin: "another" });
  await first.json("sync");
  await next.json("sync");
  assert.equal((await next.json("push github --yes")).secrets[0].action, "update");
  await assertSame(first, next);
  assert.deepEqual((await first.json("status --fail-on unsettled,behind")).behind ?? [], []);

  // Without the token, the job is told where it comes from.
  const lost = await ciJob(team, "job-3", accessKey, { GITHUB_API_URL: github.url });
  assert.match(
    await refused(lost, "push github --yes"),
    /^4 error: there is no token for GitHub\nhint: GH_TOKEN=/,
  );
});
