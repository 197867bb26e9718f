import { quote, secretWords } from "../../domain/names.ts";
import type { State } from "../../domain/state.ts";

/** Whose a sealed value is, and what to do where nobody has its file any more: a hint, or none. */
export function ownerOf(
  state: State,
  sealed: string,
): { readonly title: string; readonly givingUp: readonly string[] } {
  const version = [...state.versions.values()].find((one) => one.sealed === sealed);
  if (version === undefined) return { title: "the fingerprint key", givingUp: [] };
  const { id, name, environment } = version;
  const title = `${quote(name)} in environment ${quote(environment)}`;
  const key = state.keys.get(id);
  const isNamed = [...state.secrets.values()].some(({ versions }) => versions.includes(id));
  const words = key === undefined ? "secret remove" : `source delete ${key.source}`;
  return {
    title: key === undefined ? title : `${title} (source ${key.source})`,
    givingUp: isNamed ? [`if nobody has one, give it up: cred ${words} ${secretWords(version)}`] : [],
  };
}
