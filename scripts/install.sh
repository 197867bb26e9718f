#!/bin/sh
# Installs cred for this user: finds out which system this is, downloads the newest release, checks its sum, tries it,
# and only then puts it into place, and its manual pages to where man looks for those of that folder. CRED_RELEASES says
# where releases are, CRED_INSTALL_DIR where cred goes (~/.local/bin), CRED_VERSION which release. Nothing that is not
# cred's is overwritten, and no root is needed.
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

# The line of the sums for what is called "cred-<version>-$1"; nothing where there is none, or more than one.
line_for() {
  line=$(grep -E "^[0-9a-f]{64}  cred-[0-9][0-9A-Za-z.+-]*-$1\$" "$work/sums" || :)
  if [ "$(printf '%s\n' "$line" | grep -c .)" = 1 ]; then echo "$line"; fi
}

# Downloads what a line of the sums names.
take() {
  download "$release/${1#*  }" "$2"
  [ "$(sum_of "$2")" = "${1%% *}" ] || fail "${1#*  } does not have the sum that SHA256SUMS says; nothing was installed"
}

is_page() {
  [ ! -L "$1" ] && head -n 1 "$1" 2>/dev/null | grep -q '^\.TH CRED.* "cred [0-9]'
}

# Moves the pages of the archive into a folder, in place of those of another cred.
move_pages() {
  tar -xzf "$work/pages" -C "$work" && mkdir -p "$1" || return
  for page in "$1/cred.1" "$1"/cred-*.1; do
    if is_page "$page"; then rm -f "$page" || return; fi
  done
  for page in "$work"/man/man1/cred.1 "$work"/man/man1/cred-*.1; do
    to=$1/${page##*/}
    if [ -e "$to" ] || [ -L "$to" ]; then
      echo "warning: $to is there and is none of cred; it was left as it is"
    elif is_page "$page"; then
      mv "$page" "$to" || return
    fi
  done
}

# The same, told of: cred is in its place already, and pages are not worth failing for.
place_pages() {
  if said=$(move_pages "$1" 2>&1); then
    [ -z "$said" ] || echo "$said" >&2
    echo "its manual pages are in ${1%/man1}: man cred"
  else
    echo "warning: the manual pages could not be put into $1: $(echo "$said" | head -n 1)" >&2
  fi
}

main() {
  [ -n "${CRED_RELEASES:-}" ] || fail "CRED_RELEASES is not set: the address of the releases"
  folder=${CRED_INSTALL_DIR:-$HOME/.local/bin}
  folder=${folder%/}
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
  line=$(line_for "$name")
  [ -n "$line" ] || fail "that release has no cred for $name"
  take "$line" "$work/cred"
  chmod 755 "$work/cred"
  is_cred "$work/cred" || fail "${line#*  } does not run on this system; nothing was installed"
  # For a bin of the PATH, man looks into the share/man beside it.
  case "$folder" in
    */bin) pages=$(line_for 'man\.tar\.gz') ;;
    *) pages= ;;
  esac
  if [ -n "$pages" ]; then take "$pages" "$work/pages"; fi
  mv -f "$work/cred" "$target"
  echo "installed $("$target" --version) as $target"
  if [ -n "$pages" ]; then place_pages "${folder%/bin}/share/man/man1"; fi
  case ":$PATH:" in
    *":$folder:"*) ;;
    *) echo "add cred to your PATH: export PATH=\"$folder:\$PATH\"" ;;
  esac
  echo "next: cred --help, and cred completions --help"
}

# All of it is read before any of it runs, so that a cut download does nothing.
main
