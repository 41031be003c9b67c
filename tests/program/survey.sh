#!/usr/bin/env bash
# A survey tells what restoring would find. It is the same of the frames, of the preservation master and of its package,
# and leaves nothing behind.
source "$(dirname "$0")/common.sh"
export TMPDIR=$work/tmp
mkdir "$TMPDIR"

# What stands in a survey at a path of keys: at FILE dust per_minute
at() {
  python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[int(key) if key.isdigit() else key]
print(value)' "$@"
}
# Fails unless LOW <= VALUE <= HIGH.
within() { awk -v low="$1" -v value="$2" -v high="$3" 'BEGIN { exit !(low <= value && value <= high) }'; }

"$make_reel" --output "$work/R1" --frames 30 --size 640x480 --dust 8 --flicker 4 --weave 1.5 --sound --seed 7 > /dev/null
times "$work/R1" > "$work/before"
chmod a-w "$work/R1"
expect 0 "$tasma" survey "$work/R1" --json --quiet
mv "$work/stdout" "$work/scan.json"
times "$work/R1" | diff "$work/before" - || fail "the scan is not what it was"
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -AR "$TMPDIR")"

# What was drawn is found: 8 specks a frame, 1440 frames a minute.
[ "$(at "$work/scan.json" schema)" = tasma.survey/1 ] || fail "another schema"
[ "$(at "$work/scan.json" frames)" = 30 ] || fail "another number of frames"
within 5000 "$(at "$work/scan.json" dust per_minute)" 16000 || fail "dust: $(at "$work/scan.json" dust)"
within 2.5 "$(at "$work/scan.json" flicker_percent)" 9 || fail "flicker: $(at "$work/scan.json" flicker_percent)"
within 0.7 "$(at "$work/scan.json" weave_px)" 2.5 || fail "weave: $(at "$work/scan.json" weave_px)"
[ "$(at "$work/scan.json" picture last number)" = 30 ] || fail "picture: $(at "$work/scan.json" picture)"

# The same from a master, in other segments, on other threads; and from a package, with another work folder.
expect 0 "$tasma" run "$work/R1" --output "$work/out" --make preservation --quiet
master=$work/out/R1/preservation/data/R1.mkv
TASMA_SEGMENT_LENGTH=7 expect 0 "$tasma" survey "$master" --reel R1 --json --quiet --threads 1
diff <(grep -v '"scan"' "$work/scan.json") <(grep -v '"scan"' "$work/stdout") || fail "another survey of the master"
mkdir "$work/mine"
expect 0 "$tasma" survey "$work/out/R1/preservation" --reel R1 --json --quiet --work "$work/mine"
diff <(grep -v '"scan"' "$work/scan.json") <(grep -v '"scan"' "$work/stdout") || fail "another survey of the package"
[ -z "$(ls -A "$work/mine")" ] || fail "left behind: $(ls -AR "$work/mine")"

# A part; as a table.
expect 0 "$tasma" survey "$work/R1" --frames 5-9 --json --quiet
[ "$(at "$work/stdout" frames) $(at "$work/stdout" shots 0 first number) $(at "$work/stdout" shots 0 first position)" = "5 5 4" ] \
  || fail "another part: $(cat "$work/stdout")"
expect 0 "$tasma" survey "$work/R1" --frames 5-9 --quiet
grep -q '^  frames  *5 (5-9), 0.2 s at 24 a second$' "$work/stdout" || fail "no table: $(cat "$work/stdout")"
expect 2 "$tasma" survey "$work/R1" --frames 50-60 --quiet
expect 0 "$tasma" survey "$work/R1" --dry-run --quiet
[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -AR "$TMPDIR")"

# Work never lies in the scan, nor in a folder of the temporary one that is no folder of ours.
chmod u+w "$work/R1"
expect 77 "$tasma" survey "$work/R1" --quiet --work "$work/R1/work"
touch "$TMPDIR/tasma-$(id -u)"
expect 77 "$tasma" survey "$work/R1" --quiet
rm "$TMPDIR/tasma-$(id -u)"

# What a person must see of the scan is said, and ends with 3.
"$make_reel" --output "$work/R2" --frames 8 --size 256x192 --gap 4 > /dev/null
expect 3 "$tasma" survey "$work/R2" --gaps hold --quiet
grep -q 'missing or damaged  *1$' "$work/stdout" || fail "no gap: $(cat "$work/stdout")"
expect 65 "$tasma" survey "$work/R2" --quiet
