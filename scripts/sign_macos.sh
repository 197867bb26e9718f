#!/bin/sh
# Signs binaries for macOS with a Developer ID and has them notarised. The identifier is the same in every version, so
# that the keychain knows cred again after an update. Wants CERTIFICATE (base64 of a .p12) with CERTIFICATE_PASSWORD, and
# NOTARY_KEY (of App Store Connect) with NOTARY_KEY_ID and NOTARY_ISSUER. The keychain made for it goes with the machine.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
password=$(uuidgen)
keychain=$work/signing.keychain-db

printf '%s' "$CERTIFICATE" | base64 --decode >"$work/certificate.p12"
security create-keychain -p "$password" "$keychain"
security unlock-keychain -p "$password" "$keychain"
security import "$work/certificate.p12" -k "$keychain" -P "$CERTIFICATE_PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -s -k "$password" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain"
identity=$(security find-identity -v -p codesigning "$keychain" | awk '/Developer ID Application/ { print $2; exit }')
printf '%s' "$NOTARY_KEY" >"$work/notary.p8"

# V8 compiles at run time.
cat >"$work/entitlements.plist" <<'PLIST'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>com.apple.security.cs.allow-jit</key>
  <true/>
  <key>com.apple.security.cs.allow-unsigned-executable-memory</key>
  <true/>
</dict>
</plist>
PLIST

for binary in "$@"; do
  codesign --force --sign "$identity" --identifier dev.cred --options runtime --timestamp \
    --entitlements "$work/entitlements.plist" "$binary"
  ditto -c -k "$binary" "$work/cred.zip"
  xcrun notarytool submit "$work/cred.zip" --wait \
    --key "$work/notary.p8" --key-id "$NOTARY_KEY_ID" --issuer "$NOTARY_ISSUER"
done
