// The law of dangerous names: whoever may write to a shared vault must not thereby run programs on the machines of all
// who use it. A variable that says what a program is found by, or loads before its own code, is given by name alone.

const FAMILIES = /^(?:LD_|DYLD_|BASH_FUNC_|GIT_CONFIG_)/;

const NAMES: ReadonlySet<string> = new Set([
  ...["PATH", "PATHEXT", "COMSPEC", "SHELL", "ENV", "BASH_ENV", "BASHOPTS", "SHELLOPTS", "IFS", "PS4"],
  ...[
    "PROMPT_COMMAND",
    "ZDOTDIR",
    "GCONV_PATH",
    "GIO_MODULE_DIR",
    "GTK_MODULES",
    "OPENSSL_CONF",
    "OPENSSL_ENGINES",
  ],
  ...["NODE_OPTIONS", "NODE_PATH", "BUN_OPTIONS", "DENO_DIR", "DENO_V8_FLAGS"],
  ...["PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONUSERBASE"],
  ...["PERL5LIB", "PERL5OPT", "PERL5DB", "PERLLIB", "RUBYLIB", "RUBYOPT", "GEM_PATH", "GEM_HOME"],
  ...[
    "LUA_PATH",
    "LUA_CPATH",
    "LUA_INIT",
    "PHPRC",
    "PHP_INI_SCAN_DIR",
    "ERL_FLAGS",
    "ERL_AFLAGS",
    "R_PROFILE",
  ],
  ...["CLASSPATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "MAVEN_OPTS", "GRADLE_OPTS"],
  ...[
    "DOTNET_STARTUP_HOOKS",
    "DOTNET_ADDITIONAL_DEPS",
    "CORECLR_PROFILER_PATH",
    "GOFLAGS",
    "RUSTC_WRAPPER",
    "NPM_CONFIG_SCRIPT_SHELL",
  ],
  ...[
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_EXEC_PATH",
    "GIT_ASKPASS",
    "GIT_EDITOR",
    "GIT_PAGER",
    "GIT_TEMPLATE_DIR",
  ],
  ...[
    "GIT_EXTERNAL_DIFF",
    "SSH_ASKPASS",
    "SUDO_ASKPASS",
    "EDITOR",
    "VISUAL",
    "PAGER",
    "LESSOPEN",
    "LESSCLOSE",
  ],
  ...["MAKEFLAGS", "BROWSER", "XDG_CONFIG_HOME", "HOME"],
]);

/** Whether a variable of this name changes how programs are found or loaded. */
export function changesLoading(name: string): boolean {
  // Windows doesn't tell capitals from others, and some programs don't anywhere.
  const upper = name.toUpperCase();
  return NAMES.has(upper) || FAMILIES.test(upper);
}
