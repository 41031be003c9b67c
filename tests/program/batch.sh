#!/usr/bin/env bash
# Many films, unattended: poisoned ones stop no other, each cause is told; killed and started again on two machines, the
# list ends the same.
source "$(dirname "$0")/common.sh"

film() { "$make_reel" --output "$work/scans/$1" --frames "${2:-6}" --size 96x64 --seed "$3" "${@:4}" > /dev/null; }
age() { find "$1" -exec touch -d '2 hours ago' {} +; }
for i in $(seq 1 12); do film "F$i" 6 "$i"; done
# Poisoned: a gap; a header that is none (kept as it is); a frame cut short where --damaged fail; a checksum of other
# bytes; no scan.
rm "$work/scans/F2/frame_0000003.dpx"
printf 'XXXX' | dd of="$work/scans/F4/frame_0000002.dpx" bs=1 conv=notrunc status=none
truncate -s 9000 "$work/scans/F6/frame_0000004.dpx"
(cd "$work/scans/F8" && md5sum -- *.dpx | sed '3s/^..../beef/' > checksums.md5)
rm -r "$work/scans/F10"
age "$work/scans"
{
  printf '\xef\xbb\xbfscan;reel;rate;damaged;title\r\n'
  for i in $(seq 1 12); do
    printf 'scans/F%d;KZF-%d;24;%s;"Film; ""%d"" Қыз"\r\n' "$i" "$i" "$([ "$i" = 6 ] && echo fail)" "$i"
  done
} > "$work/reels.csv"
batch() { TASMA_BATCH_PACE=${pace:-20} "$tasma" batch "$work/reels.csv" --output "$1" --make preservation,restored --repair dust "${@:2}"; }

# A dry run makes nothing, and says what is wrong with which.
expect 4 batch "$work/dry" --dry-run
[ ! -e "$work/dry" ] || fail "a dry run has made something"
grep -q '^all: ' "$work/stdout" || fail "a dry run does not say how long it takes"

expect 4 batch "$work/out" --jobs 2 --json
cp "$work/stdout" "$work/whole.json"
summary() {
  python3 - "$1" << 'PY'
import json, sys
for film in sorted(json.load(open(sys.argv[1]))["films"], key=lambda film: film["film"]):
    print(film["film"], film["state"], film["stage"], film["exit"], film["id"])
PY
}
summary "$work/whole.json" > "$work/whole.txt"
cmp "$work/whole.json" "$work/out/batch.json" || fail "batch.json is another document"
diff - "$work/whole.txt" << 'TEXT' || fail "not what is to become of these films"
KZF-1 done restored 0 
KZF-10 failed look 66 T2352
KZF-11 done restored 0 
KZF-12 done restored 0 
KZF-2 failed look 65 T2257
KZF-3 done restored 0 
KZF-4 done restored 3 T2303
KZF-5 done restored 0 
KZF-6 failed look 65 T2117
KZF-7 done restored 0 
KZF-8 done restored 3 T4300
KZF-9 done restored 0 
TEXT
for i in 1 3 5 7 9 11 12; do
  expect 0 "$tasma" verify "$work/out/KZF-$i/preservation" "$work/out/KZF-$i/restored-1"
done
grep -q 'Film; .*"1.*Қыз' "$work/out/KZF-1/restored-1/data/metadata/process.json" || fail "the catalogue's words are not kept"
grep -q 'KZF-10' "$work/out/batch.html" || fail "the page does not name all films"
expect 0 "$tasma" status "$work/out"
grep -q '^KZF-2: failed' "$work/stdout" || fail "status: $(cat "$work/stdout")"

# Again: nothing is made twice.
before=$(times "$work/out" | grep -v -e batch -e '^\. ')
expect 4 batch "$work/out"
[ "$before" = "$(times "$work/out" | grep -v -e batch -e '^\. ')" ] || fail "made twice"

# Killed half-way, then started on two machines at once: the same films, the same bytes, nothing left over.
batch "$work/two" --quiet > /dev/null 2>&1 &
sleep 0.4
kill -9 $! 2> /dev/null && sleep 0.2
machine() { if unshare --mount --uts --pid --fork true 2> /dev/null; then unshare --mount --uts --pid --fork "$@"; else "$@"; fi; }
export -f batch
export tasma work
for i in 1 2; do
  machine bash -c 'pace=20 batch "$work/two" --quiet' > "$work/machine$i" 2>&1 &
done
wait
diff <(digests "$work/out") <(digests "$work/two") || fail "two machines made other masters"
summary "$work/two/batch.json" | diff "$work/whole.txt" - || fail "two machines tell of other films"
[ -z "$(find "$work/two" -name '*.claim.*' -o -path '*/.tasma/*' -type d)" ] || fail "left over: $(find "$work/two" -name '*.claim.*')"

# Ids that collide are refused before any work.
sed 's/KZF-3;/KZF-1;/' "$work/reels.csv" > "$work/twice.csv"
expect 2 "$tasma" batch "$work/twice.csv" --output "$work/none"
[ ! -e "$work/none" ] || fail "work has begun all the same"

# A folder that still changes waits, the others do not; what is quiet again is done.
mkdir -p "$work/some"
cp -r "$work/scans/F1" "$work/some/A"
cp -rp "$work/scans/F3" "$work/some/B"
expect 0 env TASMA_BATCH_PACE=3 "$tasma" batch --scans "$work/some" --output "$work/quiet" --make preservation --rate 24
grep -q 'holds .dpx' "$work/err" || fail "the rule of what is a reel is not told"
grep -q 'A: changed a moment ago' "$work/err" || fail "not said that A still changes: $(cat "$work/err")"
touch "$work/some/A"
(while sleep 0.2; do touch "$work/some/A"; done) &
toucher=$!
expect 75 env TASMA_BATCH_PACE=3 "$tasma" batch --scans "$work/some" --output "$work/growing" --make preservation --rate 24 --json
kill $toucher
summary "$work/growing/batch.json" > "$work/growing.txt"
diff "$work/growing.txt" - << 'TEXT' || fail "a folder that grows does not wait"
A waiting look 75 T4602
B done preservation 0 
TEXT

# A time of the day that comes, and SIGTERM: in good order, and the same command goes on.
film LONG 400 3 --dust 3
age "$work/scans/LONG"
long=("$tasma" batch --scans "$work/scans/LONG" --output "$work/long" --make restored --rate 24 --repair dust)
"${long[@]}" > "$work/stdout" 2> "$work/err" &
sleep 1.5
begun=$SECONDS
kill -TERM $!
code=0
wait $! || code=$?
[ "$code" = 143 ] || fail "exit $code after SIGTERM"
[ $((SECONDS - begun)) -le 10 ] || fail "SIGTERM took more than 10 seconds"
expect 0 "$tasma" status "$work/long"
grep -q '^LONG: stopped' "$work/stdout" || fail "status after SIGTERM: $(cat "$work/stdout")"
expect 0 "$tasma" clean "$work/long" --dry-run
grep -q '^abandoned LONG' "$work/stdout" || fail "clean --dry-run does not list it: $(cat "$work/stdout")"
expect 0 "${long[@]}"
expect 0 "$tasma" clean "$work/long"
[ ! -s "$work/stdout" ] || fail "something was left: $(cat "$work/stdout")"
