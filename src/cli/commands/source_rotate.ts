import type { App } from "../../app/app.ts";
import { planOfRotation, rotateKeys, type RotateWish } from "../../app/sources/rotate_source.ts";
import { requireVault, viewVault } from "../../app/vault.ts";
import { parseLength } from "../../app/when.ts";
import { sourceOf } from "../../app/sources/source_act.ts";
import { tokenNamed } from "../../app/sources/source_token.ts";
import { findKey } from "../../domain/decide/keys.ts";
import { CredError, refusalError } from "../../domain/errors.ts";
import { MAX_GRACE_MS } from "../../domain/events.ts";
import { DEFAULT_ENVIRONMENT, quote } from "../../domain/names.ts";
import { planRotation, rotationsOf } from "../../domain/rotations.ts";
import type { State } from "../../domain/state.ts";
import type { Look } from "../../render/look.ts";
import { rotationPlanText, rotationText, waitCommands } from "../../render/rotation.ts";
import { count } from "../../render/words.ts";
import { isInteractive } from "../../system/interactive.ts";
import type { RotationView } from "../../views/rotation.ts";
import type { Answer } from "../answer.ts";
import { confirm } from "../confirm.ts";
import type { RotateFlags } from "../routes/source_rotation.ts";

const DEFAULT_GRACE = "24h";
/** More keys than this are not rotated before a person has seen how many they are. */
const A_FEW = 3;
/** What was rotated later than this ago was rotated by the run that `--all` may be the repetition of. */
const SAME_RUN_MS = 60 * 60 * 1_000;
/** Most names that an error lists. */
const SHOWN = 10;

export async function run(app: App, flags: RotateFlags, ...words: string[]): Promise<Answer> {
  const vault = await requireVault(app);
  const { state } = await viewVault(app, vault);
  const wish = wishOf(app, flags, words, state);
  const plan = await planOfRotation(app, vault, wish);
  const { keys } = plan.view;
  if (keys.length === 0 && flags.all && !flags.force) {
    app.report.note("what was rotated within the last hour is left out: name it, or give --force");
  }
  if (app.options.dryRun || keys.length === 0) return answerOf(plan.view, wish);
  await ask(app, flags, wish, plan.view);
  if (keys.length > 1) app.report.note(`${plan.view.keys[0]!.source}: ${rotationPlanText(plan.view)}`);
  return answerOf(await rotateKeys(app, vault, wish, plan), wish);
}

/** What ends keys at once is asked about as all that does; what waits for a grace only where a person is there. */
async function ask(
  app: App,
  flags: RotateFlags,
  { mode, push }: RotateWish,
  plan: RotationView,
): Promise<void> {
  const { keys } = plan;
  if (mode === "abandon") {
    return await confirm(app, `Delete the new keys of ${count(keys.length, "secret")}?`);
  }
  if (flags.force) {
    return await confirm(app, `Rotate ${rotationPlanText(plan)}, and delete the old keys without waiting?`);
  }
  if (mode === "finish" || (!flags.all && keys.length <= A_FEW)) return;
  if (!isInteractive(app.system, app.options.noInput)) return;
  const and = push ? ", and send the new ones to the targets" : "";
  await confirm(app, `Rotate ${rotationPlanText(plan)}${and}?`);
}

function wishOf(app: App, flags: RotateFlags, words: readonly string[], state: State): RotateWish {
  const [source, ...names] = words;
  const mode = flags.finish ? "finish" : flags.abandon ? "abandon" : "rotate";
  if (flags.finish && flags.abandon) throw usage("--finish and --abandon are two different things");
  if (source === undefined && mode !== "finish") throw usage("the source is missing");
  if (source !== undefined) sourceOf(state, source);
  const graceMs = durationOf("--grace", flags.grace ?? DEFAULT_GRACE);
  const olderThanMs = flags.olderThan === undefined ? undefined : durationOf("--older-than", flags.olderThan);
  const byRule = flags.all || olderThanMs !== undefined || flags.mintedBy !== undefined;
  if (names.length > 0 && byRule) {
    throw usage("name the keys, or choose them by --all or another flag, not both");
  }
  if (mode !== "rotate" && byRule) throw usage(`--${mode} is for the rotations that are under way`);
  if (mode === "rotate" && names.length === 0 && !byRule) throw nothingChosen(state, source!);
  const environment = flags.env ?? DEFAULT_ENVIRONMENT;
  const refs = names.map((name) => ({ environment, name }));
  if (mode === "rotate") { for (const ref of refs) checkKey(state, source!, ref); }
  const nowMs = app.system.clock.nowMs();
  return {
    mode,
    source,
    graceMs,
    push: flags.push,
    force: flags.force,
    choice: {
      names: names.length === 0 ? undefined : refs,
      environment: flags.env,
      madeUntilMs: olderThanMs === undefined ? undefined : nowMs - olderThanMs,
      mintedBy: flags.mintedBy === undefined ? undefined : tokenNamed(state, source!, flags.mintedBy),
      notRotatedSinceMs: flags.all && !flags.force ? nowMs - SAME_RUN_MS : undefined,
    },
  };
}

function durationOf(flag: string, text: string): number {
  const ms = text === "0" ? 0 : parseLength(text);
  if (ms !== undefined && ms <= MAX_GRACE_MS) return ms;
  throw new CredError("usage.duration", `${flag} can't be ${quote(text)}`, [
    "use a number and m, h, d or w, such as 30m, 24h, 7d; at most ten years",
  ]);
}

/** A name that is given is a key of the source, or has a rotation under way. */
function checkKey(state: State, source: string, ref: { environment: string; name: string }): void {
  if (planRotation(state, source, { names: [ref] }).length > 0) return;
  const found = findKey(state, source, ref);
  if ("refusal" in found) throw refusalError(found.refusal);
}

function nothingChosen(state: State, source: string): CredError {
  const names = planRotation(state, source, {}).map(({ name }) => name);
  const more = names.length > SHOWN ? `, and ${names.length - SHOWN} more` : "";
  return new CredError("usage.nothing_chosen", "no key was named, and no flag chooses any", [
    names.length === 0
      ? `source ${quote(source)} has no keys: cred source generate ${source} KEY`
      : `keys of ${source}: ${names.slice(0, SHOWN).join(", ")}${more}`,
    "or choose by --all, --older-than TIME, --minted-by TOKEN",
    ...(rotationsOf(state, source).length === 0
      ? []
      : [`what is under way: cred source rotate ${source} --finish`]),
  ]);
}

function usage(message: string): CredError {
  return new CredError("usage", message, ["see how it is used: cred source rotate --help"]);
}

function answerOf(view: RotationView, wish: RotateWish): Answer {
  const isNothing = wish.mode !== "rotate" && view.keys.length === 0;
  const text = isNothing ? "no rotation is under way\n" : (look: Look) => rotationText(view, look);
  return { view, text, status: statusOf(view), next: view.dryRun ? [] : nextSteps(view, wish) };
}

/** Waiting for time to pass is no failure: a script has nothing to do about it but to come again. */
function statusOf({ dryRun, keys, pushes }: RotationView): number {
  if (dryRun) return 0;
  const unsent = pushes.some(({ failed }) => failed.length > 0);
  const failed = keys.some(({ error }) => error !== undefined);
  if (!unsent && !failed) return 0;
  const nothingDone = keys.every(({ did, stage }) => did.length === 0 && stage === "create");
  return nothingDone ? 1 : 3;
}

function nextSteps(view: RotationView, { source, mode }: RotateWish): string[] {
  const steps = view.keys.flatMap((key) => waitCommands(key).map((command) => `next: ${command}`));
  const undone = view.keys.filter(({ stage, error }) =>
    error !== undefined || (stage !== "wait" && stage !== "done")
  );
  if (view.pushes.some(({ failed }) => failed.length > 0) || (mode === "rotate" && undone.length > 0)) {
    steps.push("to go on: give the same command again");
  }
  if (mode === "finish") {
    for (const { source, secret, environment } of undone.filter(({ stage }) => stage !== "finish")) {
      const where = environment === DEFAULT_ENVIRONMENT ? "" : ` -e ${environment}`;
      steps.push(`next: cred source rotate ${source} ${secret}${where}`);
    }
  } else if (view.keys.some(({ waits }) => waits.some(({ why }) => why === "grace" || why === "used"))) {
    steps.push(`when that is over: cred source rotate${source === undefined ? "" : ` ${source}`} --finish`);
  }
  steps.push(...view.pushes.flatMap(({ afterPush }) => afterPush ?? []));
  return steps.length === 0 ? ["next: cred status"] : [...new Set(steps)];
}
