import { CredError } from "../../domain/errors.ts";

/** Where the two libraries lie. No such files exist: the loader knows the paths from its cache. */
const FRAMEWORKS = {
  security: "/System/Library/Frameworks/Security.framework/Security",
  coreFoundation: "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation",
} as const;

/** The paths of the two libraries. */
export type FrameworkPaths = Readonly<Record<keyof typeof FRAMEWORKS, string>>;

const SECURITY_SYMBOLS = {
  // Variables that hold a pointer: a static symbol is given as where it is.
  kSecClass: { type: "pointer" },
  kSecClassGenericPassword: { type: "pointer" },
  kSecAttrService: { type: "pointer" },
  kSecAttrAccount: { type: "pointer" },
  kSecAttrLabel: { type: "pointer" },
  kSecValueData: { type: "pointer" },
  kSecReturnData: { type: "pointer" },
  kSecReturnAttributes: { type: "pointer" },
  kSecMatchLimit: { type: "pointer" },
  kSecMatchLimitAll: { type: "pointer" },
  kSecMatchLimitOne: { type: "pointer" },
  SecItemAdd: { parameters: ["pointer", "pointer"], result: "i32", nonblocking: true },
  SecItemCopyMatching: { parameters: ["pointer", "buffer"], result: "i32", nonblocking: true },
  SecItemUpdate: { parameters: ["pointer", "pointer"], result: "i32", nonblocking: true },
  SecItemDelete: { parameters: ["pointer"], result: "i32", nonblocking: true },
  SecCopyErrorMessageString: { parameters: ["i32", "pointer"], result: "pointer" },
  SecKeychainSetUserInteractionAllowed: { parameters: ["u8"], result: "i32" },
} as const;

const CORE_FOUNDATION_SYMBOLS = {
  kCFBooleanTrue: { type: "pointer" },
  kCFTypeDictionaryKeyCallBacks: { type: "pointer" },
  kCFTypeDictionaryValueCallBacks: { type: "pointer" },
  CFStringCreateWithBytes: { parameters: ["pointer", "buffer", "isize", "u32", "u8"], result: "pointer" },
  CFStringGetCString: { parameters: ["pointer", "buffer", "isize", "u32"], result: "u8" },
  CFDataCreate: { parameters: ["pointer", "buffer", "isize"], result: "pointer" },
  CFDataGetLength: { parameters: ["pointer"], result: "isize" },
  CFDataGetBytePtr: { parameters: ["pointer"], result: "pointer" },
  CFArrayGetCount: { parameters: ["pointer"], result: "isize" },
  CFArrayGetValueAtIndex: { parameters: ["pointer", "isize"], result: "pointer" },
  CFDictionaryGetValue: { parameters: ["pointer", "pointer"], result: "pointer" },
  CFDictionaryCreateMutable: { parameters: ["pointer", "isize", "pointer", "pointer"], result: "pointer" },
  CFDictionarySetValue: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  CFRelease: { parameters: ["pointer"], result: "void" },
} as const;

/** The constants that queries are made of, as CoreFoundation objects. */
const CONSTANTS = [
  "kSecClass",
  "kSecClassGenericPassword",
  "kSecAttrService",
  "kSecAttrAccount",
  "kSecAttrLabel",
  "kSecValueData",
  "kSecReturnData",
  "kSecReturnAttributes",
  "kSecMatchLimit",
  "kSecMatchLimitAll",
  "kSecMatchLimitOne",
] as const;

/** The functions and constants of Security.framework and CoreFoundation that a keychain uses. */
export interface SecurityFramework {
  readonly security: Deno.DynamicLibrary<typeof SECURITY_SYMBOLS>["symbols"];
  readonly core: Deno.DynamicLibrary<typeof CORE_FOUNDATION_SYMBOLS>["symbols"];
  readonly constants: Readonly<Record<typeof CONSTANTS[number] | "kCFBooleanTrue", Deno.PointerValue>>;
}

/** Loads both libraries; they stay loaded. Errors: access.keychain_missing. */
export function loadSecurityFramework(paths: FrameworkPaths = FRAMEWORKS): SecurityFramework {
  try {
    const security = Deno.dlopen(paths.security, SECURITY_SYMBOLS).symbols;
    const core = Deno.dlopen(paths.coreFoundation, CORE_FOUNDATION_SYMBOLS).symbols;
    const constants = Object.fromEntries([
      ...CONSTANTS.map((name) => [name, pointed(security[name])]),
      ["kCFBooleanTrue", pointed(core.kCFBooleanTrue)],
    ]) as SecurityFramework["constants"];
    return { security, core, constants };
  } catch (cause) {
    throw new CredError("access.keychain_missing", "cannot load Security.framework", [
      "cred keychain use file",
    ], cause);
  }
}

function pointed(variable: Deno.PointerValue): Deno.PointerValue {
  if (variable === null) throw new TypeError("a constant is not there");
  return new Deno.UnsafePointerView(variable).getPointer();
}
