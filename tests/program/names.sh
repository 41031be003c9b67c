#!/usr/bin/env bash
# Names of any alphabet and of none come back as they were; numbers that do not follow and frames that do not fit are refused
# by name before any work; a machine's language changes no byte.
source "$(dirname "$0")/common.sh"
"$make_reel" --output "$work/drawn" --frames 3 --size 64x48 > /dev/null
scan=

# reel FRAME...: a scan that has these frames, all drawn.
reel() {
  local name number=0
  scan=$work/scan
  rm -rf "$scan"
  mkdir "$scan"
  for name in "$@"; do cp -p "$work/drawn/frame_000000$((number++ % 3 + 1)).dpx" "$scan/$name"; done
}

# What people write and file systems take: NFC beside NFD, bytes that are no UTF-8, what shells and pages understand.
long=$(printf 'ы%.0s' {1..120})
names=('Қыз-Жібек ұңғү' 'Ҷашни Ӣди' 'Əli və İıŞ' ' two  spaces ' '-rf' '--help' "it's \"q\" 100%%0A" $'new\nline' $'bell\a\ttab'
  '$(touch x);`id`' '*?[a]' 'back\slash' $'\xff\xfe' $'caf\xe9' $'e\xcc\x81' $'\xc3\xa9' $'\xe2\x80\xaetxt' "$long" '~' 'a:b' '<b>&amp;]]>')
for name in "${names[@]}"; do
  reel "${name}_1.dpx" "${name}_2.dpx"
  mv "$scan" "$work/$name"
  (cd "$work" && "$tasma" preserve "./$name" --output M.mkv --json --quiet --log log > json 2> err) || fail "$name: exit $?: $(cat "$work/err")"
  python3 -c 'import json, sys
json.load(open(sys.argv[1], encoding="utf-8")); [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]' "$work/json" "$work/log" ||
    fail "$name: not JSON"
  expect 0 "$tasma" extract "$work/M.mkv" --output "$work/back" --quiet
  same "$work/$name" "$work/back"
  rm -r "$work/M.mkv" "$work/back" "$work/log" "${work:?}/$name"
done
[ ! -e "$work/x" ] || fail "a name was executed"

# Both forms of one letter in one folder are two files.
reel e_1.dpx e_2.dpx
echo one > "$scan/$(printf '\xc3\xa9').txt"
echo two > "$scan/$(printf 'e\xcc\x81').txt"
expect 0 "$tasma" preserve "$scan" --output "$work/M.mkv" --quiet
expect 0 "$tasma" extract "$work/M.mkv" --output "$work/back" --quiet
same "$scan" "$work/back"
rm -r "$work/M.mkv" "$work/back"

# refused WORD FRAME...: such a reel is refused, WORD is said, nothing is made.
refused() {
  local word=$1
  shift
  reel "$@"
  expect 65 "$tasma" run "$scan" --output "$work/out" --quiet
  grep -q -- "$word" "$work/stdout" || fail "no word of $word: $(cat "$work/stdout")"
  [ ! -e "$work/out" ] || fail "work began for $*"
}
refused 'frame 3' f_1.dpx f_2.dpx f_4.dpx
refused 'frame 1[^0-9]' f_01.dpx f_001.dpx f_2.dpx
refused 'two sequences' a_1.dpx a_2.dpx b_1.dpx b_2.dpx
refused 'frame 3' f_0001.dpx f_0002.dpx f_9999999999.dpx
for name in f_00000000000000000000000001.dpx f_99999999999999999999999999.dpx f_-2.dpx; do
  reel f_1.dpx f_2.dpx "$name"
  code=0
  timeout 20 "$tasma" preserve "$scan" --output "$work/N.mkv" --quiet > "$work/stdout" 2>&1 || code=$?
  [[ " 0 3 65 " = *" $code "* ]] || fail "exit $code with $name: $(cat "$work/stdout")"
  [ "$code" = 65 ] || expect 0 "$tasma" extract "$work/N.mkv" --output "$work/back" --quiet
  [ "$code" = 65 ] || same "$scan" "$work/back"
  rm -rf "$work/N.mkv" "$work/back"
done
reel f_1.dpx f_2.dpx f_4.dpx
expect 3 "$tasma" run "$scan" --output "$work/held" --make preservation --gaps hold --quiet
grep -q missing_frame "$work/held/scan/preservation/data/metadata/process.json" || fail "the package does not know its gap"

# One frame of three is of another size or depth: told by its name from headers alone.
"$make_reel" --output "$work/wide" --frames 1 --size 80x48 > /dev/null
reel f_1.dpx f_2.dpx f_3.dpx
cp "$work/wide/frame_0000001.dpx" "$scan/f_2.dpx"
expect 65 "$tasma" run "$scan" --output "$work/out" --quiet
grep -q 'unexpected_size, frame 2, f_2.dpx' "$work/stdout" || fail "the wide frame is not named: $(cat "$work/stdout")"
[ ! -e "$work/out" ] || fail "work began with a frame of another size"

# Languages: a comma for a point, i without a dot.
draw_clean_reel "$work/R1" 4 64x48
expect 0 env LC_ALL=C "$tasma" run "$work/R1" --as h264 --quiet --output "$work/golden"
for language in de_DE tr_TR az_AZ; do
  localedef -i $language -f UTF-8 "$work/$language.UTF-8" > /dev/null 2>&1 || true
  in_language=(env LOCPATH="$work" LC_ALL=$language.UTF-8)
  "${in_language[@]}" locale decimal_point | grep -qx , || { echo "SKIPPED: $language cannot be made here"; exit 77; }
  expect 0 "${in_language[@]}" "$tasma" run "$work/R1" --as h264 --quiet --output "$work/$language"
  diff -r "$work/golden" "$work/$language" || fail "other bytes in $language"
done
