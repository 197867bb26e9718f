import { CredError, type ErrorCode } from "../../domain/errors.ts";

interface Meaning {
  readonly code: ErrorCode;
  readonly words: string;
  readonly hint?: string;
}

const DISK_FULL: Meaning = {
  code: "failed.disk_full",
  words: "the disk is full",
  hint: "make room, then run it again",
};
const DENIED: Meaning = { code: "access.file_denied", words: "permission denied" };

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOSPC: DISK_FULL,
  EDQUOT: { ...DISK_FULL, words: "the disk quota is used up" },
  EACCES: DENIED,
  EPERM: DENIED,
  EROFS: { code: "access.file_denied", words: "the file system is read-only" },
  EEXIST: { code: "conflict.file_exists", words: "it is already there" },
  ENOTEMPTY: { code: "conflict.file_exists", words: "a folder with content is there" },
  ENOTDIR: { code: "usage.not_a_folder", words: "a part of the path is not a folder" },
  EISDIR: { code: "usage.not_a_file", words: "it is a folder" },
  ENOENT: { code: "failed.file", words: "no such file or folder" },
  ENAMETOOLONG: { code: "usage.bad_path", words: "the name is too long" },
  EINVAL: { code: "failed.file", words: "not possible there" },
};

/** What the system refused, as a CredError: `cannot write "/x/y": the disk is full`. */
export function fileError(doing: string, path: string, cause: unknown): CredError {
  if (cause instanceof CredError) return cause;
  const meaning = MEANINGS[errorCode(cause) ?? ""] ?? { code: "failed.file", words: systemWords(cause) };
  const hints = meaning.hint === undefined ? [] : [meaning.hint];
  return new CredError(meaning.code, `cannot ${doing} "${path}": ${meaning.words}`, hints, cause);
}

/** The system's own word for a failure, such as `ENOENT`. */
export function errorCode(cause: unknown): string | undefined {
  if (cause instanceof Deno.errors.NotCapable) return "EPERM";
  return cause instanceof Error ? (cause as { code?: string }).code : undefined;
}

/** The runtime's message without its number and path, in our style. */
function systemWords(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const words = text.split(/ \(os error|: /, 1)[0]!;
  return words.charAt(0).toLowerCase() + words.slice(1);
}
