import type { App } from "../../app/app.ts";
import { getSecret } from "../../app/secrets/read_secrets.ts";
import { concatBytes, toBase64 } from "../../domain/encoding.ts";
import { DEFAULT_ENVIRONMENT } from "../../domain/names.ts";
import type { Secret } from "../../domain/secret.ts";
import type { Answer } from "../answer.ts";
import type { GetFlags } from "../routes/secret.ts";

export async function run(
  app: App,
  flags: GetFlags,
  name: string,
): Promise<Answer> {
  const ref = { environment: flags.env ?? DEFAULT_ENVIRONMENT, name };
  const { view, value } = await getSecret(app, ref, flags.version);
  const text = value.open((bytes) => concatBytes(bytes, Uint8Array.of(0x0a)));
  return { view: flags.json ? { ...view, ...shown(value) } : view, text };
}

/** The value for JSON: as text where it is text, else in base64. */
function shown(value: Secret): { value: string } | { valueBase64: string } {
  try {
    return { value: value.openText((text) => text) };
  } catch {
    return { valueBase64: value.open(toBase64) };
  }
}
