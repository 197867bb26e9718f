// The law of ids: an event's id is a UUIDv7; the id of an intent is the id of the key and of the version that it
// makes, and stands in the key's name at the platform, where it alone finds a key whose answer was lost.

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MARK = /^(?:.{1,8}) cred-([0-9a-f]{8})-([0-9A-HJKMNP-TV-Z]{26})$/;

/** A UUIDv7 (RFC 9562) of the instant and 10 random bytes. */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  const time = Math.max(0, Math.floor(nowMs)).toString(16).padStart(12, "0");
  const hex = [...random.subarray(0, 10)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = ((parseInt(hex[3]!, 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${
    hex.slice(7, 19)
  }`;
}

/** The name of a key at its platform: `<secret cut to 8> cred-<8 of the vault id>-<id, 26 Crockford base32>`. */
export function remoteNameOf(secretName: string, vaultId: string, keyId: string): string {
  return `${secretName.slice(0, 8)} cred-${vaultId.slice(0, 8)}-${crockford(keyId)}`;
}

/** What a key's name at the platform says of who made it; undefined for names that are not of this form. */
export function readRemoteName(remoteName: string): { vault: string; keyId: string } | undefined {
  const match = MARK.exec(remoteName);
  if (match === null) return undefined;
  const keyId = fromCrockford(match[2]!);
  return keyId === undefined ? undefined : { vault: match[1]!, keyId };
}

function crockford(uuid: string): string {
  let bits = BigInt(`0x${uuid.replaceAll("-", "")}`);
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = CROCKFORD[Number(bits & 31n)]! + text;
    bits >>= 5n;
  }
  return text;
}

function fromCrockford(text: string): string | undefined {
  let bits = 0n;
  for (const digit of text) bits = (bits << 5n) | BigInt(CROCKFORD.indexOf(digit));
  const hex = bits.toString(16).padStart(32, "0");
  if (hex.length > 32) return undefined;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
