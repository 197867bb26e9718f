/**
 * MurmurHash3 (x86, 32 bits, seed 0): a sum that tells what was garbled, though not by whom, some hundred times sooner at a
 * start than the runtime's first real hash. Of what somebody may have forged it says nothing.
 */
export function murmur3(bytes: Uint8Array): number {
  const words = new Uint32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  const whole = bytes.length >> 2;
  let sum = 0;
  for (let i = 0; i < words.length; i++) {
    sum ^= Math.imul(turned(Math.imul(words[i]!, 0xcc9e2d51), 15), 0x1b873593);
    if (i < whole) sum = Math.imul(turned(sum, 13), 5) + 0xe6546b64;
  }
  sum ^= bytes.length;
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function turned(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
