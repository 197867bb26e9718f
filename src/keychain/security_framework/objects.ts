import { CredError } from "../../domain/errors.ts";
import type { SecurityFramework } from "./library.ts";

const UTF8 = 0x08000100;
/** Room for an item's name; a longer text is none. */
const TEXT_BYTES = 512;

/** The CoreFoundation objects of one operation: made here, and released together. */
export interface Objects {
  text(text: string): Deno.PointerObject;
  data(bytes: Uint8Array<ArrayBuffer>): Deno.PointerObject;
  dictionary(
    pairs: readonly (readonly [key: Deno.PointerValue, value: Deno.PointerValue])[],
  ): Deno.PointerObject;
  /** 8 bytes in which a function leaves an object, which is released with the others. */
  slot(): BigUint64Array<ArrayBuffer>;
  release(): void;
}

/** Nothing made yet. */
export function makeObjects({ core }: SecurityFramework): Objects {
  const made: Deno.PointerObject[] = [];
  const slots: BigUint64Array<ArrayBuffer>[] = [];

  function keep(object: Deno.PointerValue): Deno.PointerObject {
    if (object === null) throw new CredError("failed.keychain", "CoreFoundation has no memory left");
    made.push(object);
    return object;
  }

  return {
    text(text) {
      const bytes = new TextEncoder().encode(text);
      return keep(core.CFStringCreateWithBytes(null, bytes, BigInt(bytes.length), UTF8, 0));
    },
    data: (bytes) => keep(core.CFDataCreate(null, bytes, BigInt(bytes.length))),
    dictionary(pairs) {
      const dictionary = keep(core.CFDictionaryCreateMutable(
        null,
        0n,
        core.kCFTypeDictionaryKeyCallBacks,
        core.kCFTypeDictionaryValueCallBacks,
      ));
      for (const [key, value] of pairs) core.CFDictionarySetValue(dictionary, key, value);
      return dictionary;
    },
    slot() {
      const slot = new BigUint64Array(new ArrayBuffer(8));
      slots.push(slot);
      return slot;
    },
    release() {
      for (const [object] of slots) {
        const left = Deno.UnsafePointer.create(object ?? 0n);
        if (left !== null) made.push(left);
      }
      for (const object of made.splice(0)) core.CFRelease(object);
      slots.length = 0;
    },
  };
}

/** The texts under a key of all dictionaries in the CFArray that a function has left in a slot. */
export function textsIn(
  { core }: SecurityFramework,
  slot: BigUint64Array,
  key: Deno.PointerValue,
): readonly string[] {
  const array = Deno.UnsafePointer.create(slot[0] ?? 0n);
  const count = array === null ? 0 : Number(core.CFArrayGetCount(array));
  return Array.from({ length: count }, (_, i) => {
    const text = core.CFDictionaryGetValue(core.CFArrayGetValueAtIndex(array, BigInt(i)), key);
    const buffer = new Uint8Array(new ArrayBuffer(TEXT_BYTES));
    if (text === null || core.CFStringGetCString(text, buffer, BigInt(TEXT_BYTES), UTF8) === 0) return "";
    return new TextDecoder().decode(buffer.subarray(0, buffer.indexOf(0)));
  });
}

/** A copy of the bytes of the CFData that a function has left in a slot. */
export function dataIn({ core }: SecurityFramework, slot: BigUint64Array): Uint8Array<ArrayBuffer> {
  const data = Deno.UnsafePointer.create(slot[0] ?? 0n);
  const bytes = new Uint8Array(new ArrayBuffer(data === null ? 0 : Number(core.CFDataGetLength(data))));
  const start = data === null ? null : core.CFDataGetBytePtr(data);
  if (start !== null && bytes.length > 0) new Deno.UnsafePointerView(start).copyInto(bytes);
  return bytes;
}
