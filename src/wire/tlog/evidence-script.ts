/**
 * The text of `verify.sh` in an evidence bundle: POSIX sh, POSIX utilities and OpenSSL 3, nothing else.
 * No braces after a dollar sign and no backticks, so that it can stand in a template as it runs.
 */
export const VERIFY_SCRIPT = String.raw`#!/bin/sh
# Verifies this evidence bundle with OpenSSL 3 and POSIX utilities only. VERIFY.md says what each step means.
# Usage: sh verify.sh [expected key fingerprint, 64 hexadecimal digits]
# Exit: 0 when everything holds, 1 when anything does not.
LC_ALL=C
export LC_ALL
umask 077
cd "$(dirname "$0")" || exit 1
base=/tmp
[ -n "$TMPDIR" ] && base=$TMPDIR
work=$base/post-one-verify.$$
mkdir "$work" || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

failed=0
fail() { echo "FAILED  $1"; failed=1; }
stop() { echo "FAILED  $1"; echo "FAILED: do not rely on this bundle."; exit 1; }

size_of() { wc -c < "$1" | tr -d ' '; }
hex_of() { openssl dgst -sha256 < "$1" | sed 's/^.*= *//'; }
sha256() { openssl dgst -sha256 -binary; }
base64_of() { openssl base64 -A < "$1"; }

# decode TEXT FILE: 32 bytes of base64 in the one right spelling: 44 characters, one = at the end, no spare bits.
decode() {
  case $1 in
    *[!A-Za-z0-9+/=]* | *=?*) return 1 ;;
    ??????????????????????????????????????????[AEIMQUYcgkosw048]=) ;;
    *) return 1 ;;
  esac
  printf '%s' "$1" | openssl base64 -d -A > "$2" 2> /dev/null
}

# A decimal number without leading zero, at most 15 digits.
is_number() {
  case $1 in
    '' | *[!0-9]* | 0?* | ????????????????*) return 1 ;;
  esac
  return 0
}

# 1. Every file is there, is listed in manifest.txt, and is as it was when the bundle was made.
for file in checkpoint checkpoint.txt checkpoint.sig public-key.pem verifier-key.txt manifest.txt VERIFY.md verify.sh
do
  [ -f "$file" ] || stop "$file is missing"
done
find . -type f ! -name manifest.txt ! -name '.*' -exec openssl dgst -sha256 -r {} + \
  | sed 's/^\([0-9a-f]*\) \*\.\//\1  /' | sort > "$work/present"
sort manifest.txt > "$work/listed"
comm -3 "$work/present" "$work/listed" | tr -d '\t' | cut -c67- | sort -u > "$work/differ"
while IFS= read -r file
do
  if [ ! -f "$file" ]; then
    fail "$file is listed in manifest.txt and missing"
  elif cut -c67- manifest.txt | grep -F -x -q -- "$file"; then
    fail "$file is not the file that manifest.txt lists"
  else
    fail "$file is not listed in manifest.txt"
  fi
done < "$work/differ"

# 2. The key: one Ed25519 key, the same in public-key.pem and verifier-key.txt.
openssl pkey -pubin -in public-key.pem -outform DER > "$work/key.der" 2> /dev/null \
  || stop "public-key.pem is not a public key"
openssl pkey -pubin -in public-key.pem 2> /dev/null | cmp -s - public-key.pem \
  || stop "public-key.pem holds more than one public key"
dd if="$work/key.der" of="$work/key.head" bs=1 count=12 2> /dev/null
dd if="$work/key.der" of="$work/key.raw" bs=1 skip=12 2> /dev/null
[ "$(base64_of "$work/key.head")" = 'MCowBQYDK2VwAyEA' ] && [ "$(size_of "$work/key.raw")" -eq 32 ] \
  || stop "public-key.pem is not an Ed25519 key"
fingerprint=$(hex_of "$work/key.der")
echo "Key fingerprint (SHA-256): $fingerprint"
if [ $# -ge 1 ]; then
  want=$(printf '%s' "$1" | tr -d ': \t\n-' | tr 'A-F' 'a-f')
  [ "$want" = "$fingerprint" ] || stop "this is not the key with the fingerprint that you gave"
  echo "OK      the key has the fingerprint that you gave"
else
  echo "NOTE    compare this fingerprint with the one that the post gave you by another way"
fi
name=$(cut -d+ -f1 verifier-key.txt)
{ printf '%s\n\001' "$name"; cat "$work/key.raw"; } | sha256 > "$work/id.hash"
dd if="$work/id.hash" of="$work/id" bs=1 count=4 2> /dev/null
id=$({ printf '%s\n\001' "$name"; cat "$work/key.raw"; } | openssl dgst -sha256 | sed 's/^.*= *//' | cut -c1-8)
{ printf '\001'; cat "$work/key.raw"; } > "$work/key.typed"
printf '%s+%s+%s\n' "$name" "$id" "$(base64_of "$work/key.typed")" | cmp -s - verifier-key.txt \
  || stop "verifier-key.txt does not name the key in public-key.pem"

# 3. The checkpoint: signed by that key, three lines or more, the same in all its files.
[ "$(size_of checkpoint.sig)" -eq 64 ] || stop "checkpoint.sig is not 64 bytes"
openssl pkeyutl -verify -rawin -pubin -inkey public-key.pem -sigfile checkpoint.sig -in checkpoint.txt \
  > /dev/null 2>&1 \
  || stop "the signature of checkpoint.txt does not verify (this needs OpenSSL 3: openssl version)"
origin=$(sed -n 1p checkpoint.txt)
size=$(sed -n 2p checkpoint.txt)
root=$(sed -n 3p checkpoint.txt)
[ "$origin" = "$name" ] || stop "the checkpoint is of the log $origin, the key of $name"
is_number "$size" || stop "the second line of the checkpoint is not a number of entries"
decode "$root" "$work/root" || stop "the third line of the checkpoint is not a root hash"
dash=$(printf '\342\200\224')
signed=$(cat "$work/id" checkpoint.sig | openssl base64 -A)
{ cat checkpoint.txt; echo; } > "$work/head"
length=$(size_of "$work/head")
dd if=checkpoint bs=1 count="$length" 2> /dev/null | cmp -s - "$work/head" \
  || stop "checkpoint does not begin with checkpoint.txt"
tail -c +$((length + 1)) checkpoint > "$work/lines"
[ "$(tail -c 1 "$work/lines" | wc -l)" -eq 1 ] || stop "checkpoint does not end with a newline"
grep -F -x -q -- "$dash $name $signed" "$work/lines" || stop "checkpoint does not carry checkpoint.sig"
start=$(printf '%s' "$signed" | cut -c1-5)
while IFS= read -r line
do
  case $line in
    "$dash $name $signed") ;;
    "$dash $name $start"*) stop "checkpoint carries a second signature of the same key" ;;
    "$dash "*) ;;
    *) stop "checkpoint has a line that is no signature" ;;
  esac
done < "$work/lines"
echo "OK      checkpoint of $origin: $size entries"

# 4. Each entry: number, body, and path up to the root. Sets why when it fails.
check_header() {
  is_number "$n" || { why="the file name is not an entry number"; return 1; }
  [ "$n" -lt "$size" ] || { why="the log had only $size entries"; return 1; }
  tr ',{}' '\n\n\n' < "entries/$n.leaf" > "$work/fields"
  [ "$(grep -c '^"seq":' "$work/fields")" -eq 1 ] && grep -F -x -q -- "\"seq\":$n" "$work/fields" \
    || { why="the header does not say that it is entry $n"; return 1; }
  with='header only'
  [ -e "entries/$n.body" ] || [ -e "entries/$n.salt" ] || return 0
  [ -f "entries/$n.body" ] && [ -f "entries/$n.salt" ] || { why="body or salt is missing"; return 1; }
  [ "$(size_of "entries/$n.salt")" -eq 32 ] || { why="the salt is not 32 bytes"; return 1; }
  digest=$(cat "entries/$n.salt" "entries/$n.body" | sha256 | openssl base64 -A)
  [ "$(grep -c '^"bodyDigest":' "$work/fields")" -eq 1 ] \
    && grep -F -x -q -- "\"bodyDigest\":\"$digest\"" "$work/fields" \
    || { why="the body is not the one that the header names"; return 1; }
  with='header and body'
}

check_path() {
  proof=proofs/$n.tlog-proof
  [ -f "$proof" ] || { why="$proof is missing"; return 1; }
  { printf '\000'; cat "entries/$n.leaf"; } | sha256 > "$work/hash"
  printf '%s\nindex %s\n' 'c2sp.org/tlog-proof@v1' "$n" > "$work/proof"
  node=$n
  last=$((size - 1))
  at=0
  while IFS= read -r line
  do
    at=$((at + 1))
    [ "$at" -le 2 ] && continue
    [ -n "$line" ] || break
    [ "$last" -gt 0 ] || { why="the path has too many hashes"; return 1; }
    decode "$line" "$work/sibling" || { why="a line of the path is not a hash"; return 1; }
    printf '%s\n' "$line" >> "$work/proof"
    if [ $((node % 2)) -eq 1 ] || [ "$node" -eq "$last" ]; then
      { printf '\001'; cat "$work/sibling" "$work/hash"; } | sha256 > "$work/next"
      while [ $((node % 2)) -eq 0 ] && [ "$node" -ne 0 ]
      do
        node=$((node / 2))
        last=$((last / 2))
      done
    else
      { printf '\001'; cat "$work/hash" "$work/sibling"; } | sha256 > "$work/next"
    fi
    mv "$work/next" "$work/hash"
    node=$((node / 2))
    last=$((last / 2))
  done < "$proof"
  [ "$last" -eq 0 ] || { why="the path has too few hashes"; return 1; }
  cmp -s "$work/hash" "$work/root" || { why="the path does not lead to the signed root"; return 1; }
  { echo; cat checkpoint; } >> "$work/proof"
  cmp -s "$work/proof" "$proof" || { why="$proof is not a proof for this entry and checkpoint"; return 1; }
}

for file in entries/* proofs/*
do
  case $file in
    entries/*.leaf) n=$(basename "$file" .leaf) ;;
    entries/*.body) n=$(basename "$file" .body) ;;
    entries/*.salt) n=$(basename "$file" .salt) ;;
    proofs/*.tlog-proof) n=$(basename "$file" .tlog-proof) ;;
    *) fail "$file is no part of a bundle"; continue ;;
  esac
  [ -f "entries/$n.leaf" ] || fail "$file has no entries/$n.leaf"
done
count=0
for file in entries/*.leaf
do
  [ -f "$file" ] || stop "the bundle has no entries"
  n=$(basename "$file" .leaf)
  count=$((count + 1))
  if check_header && check_path; then
    echo "OK      entry $n ($with)"
  else
    fail "entry $n: $why"
  fi
done

# 5. Each picture and each file of a note is the one that a proved entry names by its SHA-256.
for file in pictures/* files/*
do
  [ -f "$file" ] || continue
  named="\"sha256\":\"$(hex_of "$file")\""
  if find entries -name '*.body' -exec grep -F -l -e "$named" {} + | grep -q .; then
    echo "OK      $file"
  else
    fail "$file is not named by any entry"
  fi
done

if [ "$failed" -ne 0 ]; then
  echo "FAILED: do not rely on this bundle."
  exit 1
fi
echo "OK: $count disclosed of $size entries, all under the signed root $root"
exit 0
`;
