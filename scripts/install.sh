#!/bin/sh
# Installs cred for this user: finds out which system this is, downloads the newest release, checks its sum, tries it,
# and only then puts it into place. CRED_RELEASES says where releases are, CRED_INSTALL_DIR where cred goes
# (~/.local/bin), CRED_VERSION which release. Nothing that is not cred is overwritten, and no root is needed.
set -eu

fail() {
  echo "error: $1" >&2
  exit 1
}

system() {
  case "$(uname -s)" in
    Linux) os=linux ;;
    Darwin) os=macos ;;
    *) fail "there is no cred for $(uname -s)" ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) arch=x86_64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    *) fail "there is no cred for $(uname -m)" ;;
  esac
  # A shell under Rosetta takes an Apple processor for an Intel one.
  if [ "$os" = macos ] && [ "$(sysctl -n sysctl.proc_translated 2>/dev/null || :)" = 1 ]; then arch=aarch64; fi
  if [ "$os" = linux ] && (ldd --version 2>&1 || :) | grep -qi musl; then
    fail "cred needs glibc, and this system has musl"
  fi
  echo "$os-$arch"
}

# HTTPS, but for this machine itself.
download() {
  case "$1" in
    https://*) only=https ;;
    http://127.0.0.1[:/]* | http://localhost[:/]*) only=http ;;
    *) fail "\"$1\" is no HTTPS address" ;;
  esac
  if command -v curl >/dev/null; then
    curl --proto "=$only" --fail --silent --show-error --location --output "$2" "$1" || fail "cannot download $1"
  elif command -v wget >/dev/null; then
    wget --quiet --output-document="$2" "$1" || fail "cannot download $1"
  else
    fail "curl or wget is needed"
  fi
}

sum_of() {
  if command -v sha256sum >/dev/null; then
    sha256sum "$1"
  elif command -v shasum >/dev/null; then
    shasum -a 256 "$1"
  else
    fail "sha256sum or shasum is needed"
  fi | cut -d ' ' -f 1
}

is_cred() {
  "$1" --version 2>/dev/null | grep -q '^cred [0-9]'
}

main() {
  [ -n "${CRED_RELEASES:-}" ] || fail "CRED_RELEASES is not set: the address of the releases"
  folder=${CRED_INSTALL_DIR:-$HOME/.local/bin}
  target=$folder/cred
  if [ -L "$target" ]; then fail "$target is a link, which something else put there; remove it, or set CRED_INSTALL_DIR"; fi
  if [ -e "$target" ] && ! is_cred "$target"; then
    fail "$target is there and is not cred; move it away, or set CRED_INSTALL_DIR"
  fi
  name=$(system)
  if [ -n "${CRED_VERSION:-}" ]; then
    release=$CRED_RELEASES/download/v$CRED_VERSION
  else
    release=$CRED_RELEASES/latest/download
  fi

  mkdir -p "$folder"
  work=$(mktemp -d "$folder/.cred-install-XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM HUP
  download "$release/SHA256SUMS" "$work/sums"
  line=$(grep -E "^[0-9a-f]{64}  cred-[0-9][0-9A-Za-z.+-]*-$name\$" "$work/sums" || :)
  [ "$(printf '%s\n' "$line" | grep -c .)" = 1 ] || fail "that release has no cred for $name"
  file=${line#*  }
  download "$release/$file" "$work/cred"
  [ "$(sum_of "$work/cred")" = "${line%% *}" ] || fail "$file does not have the sum that SHA256SUMS says; nothing was installed"
  chmod 755 "$work/cred"
  is_cred "$work/cred" || fail "$file does not run on this system; nothing was installed"
  mv -f "$work/cred" "$target"
  echo "installed $("$target" --version) as $target"
  case ":$PATH:" in
    *":$folder:"*) ;;
    *) echo "add it to your PATH: export PATH=\"$folder:\$PATH\"" ;;
  esac
  echo "next: cred --help, and cred completions --help"
}

# All of it is read before any of it runs, so that a cut download does nothing.
main
