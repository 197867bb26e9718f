import { pruneCommand, secretWords } from "../domain/names.ts";
import type { RotationRowView, RotationStage, RotationView, RotationWait } from "../views/rotation.ts";
import type { Look } from "./look.ts";
import { safe } from "./safe.ts";
import { placesText } from "./targets.ts";
import { ago, minute } from "./time.ts";
import { count, secretName } from "./words.ts";

const TO_DO: readonly (readonly [RotationStage, string])[] = [
  ["create", "to create"],
  ["test", "to test"],
  ["switch", "to switch"],
  ["finish", "to finish"],
  ["wait", "waiting"],
];

/** What a rotation is about: `12 keys: 9 to create, 2 to switch, 1 to finish`. */
export function rotationPlanText({ keys }: RotationView): string {
  const parts = TO_DO.flatMap(([stage, words]) => {
    const number = keys.filter((key) => key.stage === stage).length;
    return number === 0 ? [] : [`${number} ${words}`];
  });
  return `${count(keys.length, "key")}: ${parts.join(", ")}`;
}

/** Text of `source rotate`. */
export function rotationText(view: RotationView, look: Look): string {
  if (view.keys.length === 0) return "nothing to rotate\n";
  if (view.dryRun) {
    const rows = view.keys.map((key) => {
      const { stage, sendTo = [] } = key;
      const sent = sendTo.length === 0 ? "" : `            it would be sent to ${placesText(sendTo)}\n`;
      return `  ${stage.padEnd(6)}  ${whereOf(key)}\n${sent}${waitLines(key, look)}`;
    });
    return `would rotate ${rotationPlanText(view)}\n${rows.join("")}`;
  }
  const pushes = view.pushes.flatMap(({ target, sent, failed }) => [
    ...(sent.length === 0 ? [] : [`sent      ${count(sent.length, "new key")} to ${safe(target)}\n`]),
    ...failed.map(({ secret, message }) =>
      `failed    ${safe(secret)} was not sent to ${safe(target)}: ${safe(message)}\n`
    ),
  ]);
  return view.keys.map((key) => rowText(key, look)).join("") + pushes.join("");
}

/** Why a replaced key still lives, in words. */
export function waitText(wait: RotationWait, look: Look): string {
  switch (wait.why) {
    case "grace":
      return `the old key is kept until ${minute(wait.until, look)}`;
    case "held":
      return `the old key is still at ${placesText(wait.places)}`;
    case "shared":
      return `the old key is ${wait.secrets.map(secretName).join(" and ")}, too`;
    case "out_of_reach":
      return `the old key is still at ${placesText(wait.places)}, where no target leads any more`;
    case "used":
      return `the old key was used ${ago(wait.usedAt, look)}, after the switch: it is kept until ${
        minute(wait.until, look)
      }`;
    case "current":
      return "the name went back to the old key";
    case "no_successor":
      return "the name has no other key that lives";
  }
}

/** The commands that end a wait. */
export function waitCommands(key: RotationRowView): string[] {
  const ref = { environment: key.environment, name: key.secret };
  return key.waits.flatMap((wait) => {
    if (wait.why === "current") return [`cred source rotate ${key.source} ${secretWords(ref)} --abandon`];
    if (wait.why === "no_successor") return [`cred source rotate ${key.source} ${secretWords(ref)}`];
    if (wait.why === "shared") {
      return wait.secrets.map(({ secret: name, environment }) =>
        `cred source rotate ${key.source} ${secretWords({ environment, name })}`
      );
    }
    if (wait.why === "out_of_reach") {
      return [`cred source rotate ${key.source} ${secretWords(ref)} --finish --force`];
    }
    if (wait.why !== "held") return [];
    return wait.places.map((place) =>
      place.remoteName.toUpperCase() === key.secret.toUpperCase()
        ? `cred push ${place.target} ${secretWords(ref)}`
        : pruneCommand(place)
    );
  });
}

function rowText(key: RotationRowView, look: Look): string {
  const { error, next } = key;
  const to = next === undefined ? "" : ` to key ${safe((next.remoteId ?? next.key).slice(0, 8))}…`;
  const [what, detail] = error !== undefined
    ? ["failed", `: ${safe(error.message)}`]
    : key.did.includes("finished")
    ? ["finished", `${key.did.includes("switched") ? to : ""}: the old key is deleted`]
    : key.did.includes("switched")
    ? ["switched", `${to}${next?.tested === false ? ", not tested: there is no way to" : ""}`]
    : key.did.includes("discarded")
    ? ["given up", ": the new key is deleted"]
    : DONE_BEFORE[key.stage];
  return `${what.padEnd(8)}  ${whereOf(key)}${detail}\n${waitLines(key, look)}`;
}

/** For keys of which nothing was done in this run. */
const DONE_BEFORE: Readonly<Record<RotationStage, readonly [string, string]>> = {
  create: ["left", ": not begun"],
  test: ["left", ": its new key is not tested yet"],
  switch: ["left", ": its new key is not switched to yet"],
  finish: ["left", ": its old key is not deleted yet"],
  wait: ["waiting", ""],
  done: ["done", " before"],
};

function waitLines(key: RotationRowView, look: Look): string {
  return key.waits.map((wait) => `            ${waitText(wait, look)}\n`).join("");
}

function whereOf(key: RotationRowView): string {
  return `${secretName(key)}`;
}
