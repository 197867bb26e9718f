import type { StatusView } from "../views/status.ts";
import { DEFAULT_ENVIRONMENT, pruneCommand, secretWords } from "../domain/names.ts";
import { shortVersion } from "../domain/version_name.ts";
import type { Look } from "./look.ts";
import { waitCommands, waitText } from "./rotation.ts";
import { safe } from "./safe.ts";
import { placesText } from "./targets.ts";
import { ago } from "./time.ts";
import { count, secretName } from "./words.ts";

/** Text of `status`. */
export function statusText(view: StatusView, look: Look): string {
  const { vault } = view;
  if (vault === undefined) {
    return "no vault yet: `cred source add resend` makes your personal one, `cred init` one for this folder\n";
  }
  const lines = [
    `vault    ${safe(vault.folder)} (${vault.kind}, ${vault.id.slice(0, 8)}, ${
      count(vault.records, "record")
    })`,
    ...vault.remembered === undefined
      ? []
      : [`replaced this machine remembers vault ${vault.remembered.slice(0, 8)} here: cred doctor`],
    ...vault.behind.map((log) => `behind   log ${log} has fewer records than this machine has seen`),
    ...view.environments.map(({ environment, secrets }) => `secrets  ${safe(environment)}: ${secrets}`),
    ...view.sources.map((source) => {
      const state = source.status === "revoking" ? ", being revoked" : "";
      return `source   ${safe(source.source)} (${source.platform}): ${
        count(source.liveKeys, "live key")
      }${state}`;
    }),
    ...view.places.map(({ target, platform, identifier, secrets }) =>
      `target   ${safe(target)} (${target === platform ? "" : `${platform} `}${safe(identifier)}): ${
        count(secrets, "secret")
      }`
    ),
    ...view.unsettled.map((key) => {
      const asked = key.asked === "create" ? "asked for" : "its deletion asked for";
      return `unsettled ${secretName(key)}, ${asked} ${ago(key.askedAt, look)}: cred source reconcile ${
        safe(key.source)
      }`;
    }),
    ...view.vanished.map((key) =>
      `vanished ${secretName(key)} is gone at the platform: cred source delete ${safe(key.source)} ${
        safe(secretWords({ environment: key.environment, name: key.secret }))
      }`
    ),
    ...view.targets.map((place) => {
      const where = placesText([place]);
      switch (place.why) {
        case "behind":
          return `behind   ${where} has an older version: ${safe(pushCommand(place))}`;
        case "orphaned":
          return `orphaned ${where} is no longer in the vault: ${safe(pruneCommand(place))}`;
        case "unsettled":
          return place.secret === undefined
            ? `unsettled ${where}: the answer was lost, prune it: ${safe(pruneCommand(place))}`
            : `unsettled ${where}: the answer was lost, push it again: ${safe(pushCommand(place))}`;
      }
    }),
    ...view.unnamed.map((key) =>
      `unnamed  a live key of ${secretName(key)} lost its name to a later one: cred source keys ${
        safe(key.source)
      }`
    ),
    ...view.claimed.map((key) =>
      `claimed  ${safe(key.label ?? key.signer)} had no right to make ${secretName(key)} ("${
        safe(key.remoteName)
      }"), which may be live: ${
        key.known ? `cred source keys ${safe(key.source)}` : `look for it at ${safe(key.source)}`
      }`
    ),
    ...view.rivals.map((rival) => {
      const what = rival.current === undefined
        ? "was removed on one machine while another changed it; that value"
        : "was changed on two machines; the other value";
      const words = secretWords({ environment: rival.environment, name: rival.secret });
      return `rival    ${secretName(rival)} ${what}: cred secret get ${safe(words)} --version ${
        shortVersion(rival.version)
      }`;
    }),
    ...view.rotations.map((key) => `rotating ${rotationLine(key, look)}`),
    ...dueLines(view, look),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** What a rotation waits for, and the command that goes on with it. */
function rotationLine(key: StatusView["rotations"][number], look: Look): string {
  const { stage, waits, source, environment, secret } = key;
  const [first] = waitCommands(key);
  const goOn = stage === "finish" || (stage === "wait" && first === undefined)
    ? `cred source rotate ${source} --finish`
    : first ?? `cred source rotate ${source} ${secretWords({ environment, name: secret })}`;
  const why = stage === "finish"
    ? "the old key is due"
    : stage === "wait"
    ? waits.map((wait) => waitText(wait, look)).join(", ")
    : stage === "create"
    ? "its new key is not to be used"
    : "its new key has not got the name yet";
  return `${secretName(key)}: ${why}: ${safe(goOn)}`;
}

function dueLines({ due }: StatusView, look: Look): string[] {
  const expired = due.filter(({ why }) => why === "expired");
  const others = due.length - expired.length;
  return [
    ...expired.map((row) => `expired  ${secretName(row)} ${ago(row.dueAt, look)}: ${safe(row.command)}`),
    ...(others === 0 ? [] : [`due      ${others === 1 ? "1 thing" : `${others} things`} to do: cred due`]),
  ];
}

function pushCommand(
  { target, environment = DEFAULT_ENVIRONMENT, secret: name = "" }: StatusView["targets"][number],
): string {
  return `cred push ${target} ${secretWords({ environment, name })}`;
}
