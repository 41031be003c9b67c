#!/usr/bin/env bash
# Every malformed file of the shared material goes through inspect and preserve: a finding or an error in a line or two
# and one of our exit codes; never a crash, a hang, memory without bound, or a master of nothing.
source "$(dirname "$0")/common.sh"
material="$shared/testdata/malformed"
if [ ! -d "$material" ]; then
  echo "SKIPPED: no shared material"
  exit 77
fi

allowed=" 0 3 65 66 "
count=0
try() {
  local code=0
  "$@" > "$work/stdout" 2> "$work/err" < /dev/null || code=$?
  if [[ $allowed != *" $code "* ]] || grep -q 'AddressSanitizer\|runtime error\|a bug of ours' "$work/err"; then
    cat "$work/stdout" "$work/err" >&2
    fail "exit $code: $*"
  fi
  if [ "$code" = 65 ] || [ "$code" = 66 ]; then
    [ -s "$work/stdout" ] || [ -s "$work/err" ] || fail "refused without a word: $*"
  fi
  count=$((count + 1))
}

while IFS= read -r -d '' file; do
  try "$tasma" inspect "$file"
  try "$tasma" preserve "$file" --output "$work/m$count.mkv" --reel malformed
done < <(find "$material" -type f -print0 | sort -z)
while IFS= read -r -d '' folder; do
  try "$tasma" inspect "$folder" --json
  try "$tasma" preserve "$folder" --output "$work/m$count.mkv" --reel malformed
done < <(find "$material" -mindepth 1 -type d -print0 | sort -z)
echo "$count calls"
[ $count -gt 100 ] || fail "hardly any material was found"
