#!/usr/bin/env bash
# Many films, unattended: poisoned ones stop no other, each cause is told; killed and started again on two machines, the
# list ends the same.
source "$(dirname "$0")/common.sh"

film() { "$make_reel" --output "$work/scans/$1" --frames "${2:-6}" --size 96x64 --seed "$3" "${@:4}" > /dev/null; }
age() { find "$1" -exec touch -d '2 hours ago' {} +; }
for i in $(seq 1 30); do film "F$i" 4 "$i"; done
# Poisoned: a gap; a header that is none (kept as it is); a frame cut short where --damaged fail; a checksum of other
# bytes; a rate that nobody said; a folder that is still being filled.
rm -r "$work/scans/F20"
film F20 4 20 --format tiff
rm "$work/scans/F2/frame_0000003.dpx"
printf 'XXXX' | dd of="$work/scans/F4/frame_0000002.dpx" bs=1 conv=notrunc status=none
truncate -s 9000 "$work/scans/F6/frame_0000004.dpx"
(cd "$work/scans/F8" && md5sum -- *.dpx | sed '3s/^..../beef/' > checksums.md5)
age "$work/scans"
{
  printf '\xef\xbb\xbfscan;reel;rate;damaged;transfer;element;title\r\n'
  for i in $(seq 1 30); do
    printf 'scans/F%d;KZF-%d;%s;%s;video;print;"Film; ""%d"" Қыз"\r\n' "$i" "$i" "$([ "$i" != 20 ] && echo 24)" \
      "$([ "$i" = 6 ] && echo fail)" "$i"
  done
} > "$work/reels.csv"
# batch OUT [OPTIONS...], while something writes into F10
batch() {
  (while :; do touch "$work/scans/F10/frame_0000004.dpx"; sleep 0.1; done) &
  local toucher=$! code=0
  TASMA_BATCH_PACE=${pace:-20} "$tasma" batch "$work/reels.csv" --output "$1" --repair dust --as h264 "${@:2}" || code=$?
  kill $toucher
  return $code
}

# A dry run makes nothing, and says what is wrong with which.
pace=3 expect 4 batch "$work/dry" --dry-run
[ ! -e "$work/dry" ] || fail "a dry run has made something"
grep -q '^all: ' "$work/stdout" || fail "a dry run does not say how long it takes"

expect 4 batch "$work/out" --jobs 2 --json
cp "$work/stdout" "$work/whole.json"
# summary JSON: the films that have something to say
summary() {
  python3 - "$1" << 'PY'
import json, sys
for film in sorted(json.load(open(sys.argv[1]))["films"], key=lambda film: film["film"]):
    if (film["state"], film["exit"]) != ("done", 0):
        print(film["film"], film["state"], film["stage"], film["exit"], film["id"])
PY
}
summary "$work/whole.json" > "$work/whole.txt"
cmp "$work/whole.json" "$work/out/batch.json" || fail "batch.json is another document"
diff - "$work/whole.txt" << 'TEXT' || fail "not what is to become of these films"
KZF-10 waiting look 75 T4602
KZF-2 failed look 65 T2257
KZF-20 waiting screening 75 T4230
KZF-4 done screening 3 T2303
KZF-6 failed look 65 T2117
KZF-8 done screening 3 T4300
TEXT
grep -q '"done": 26' "$work/whole.json" || fail "not 24 films, and two with remarks, are done"
for i in 1 3 5 7 9 $(seq 11 19) $(seq 21 30); do
  expect 0 "$tasma" verify "$work/out/KZF-$i/"{preservation,restored-1,screening-1} --level structure
done
grep -q 'Film; .*"1.*Қыз' "$work/out/KZF-1/restored-1/data/metadata/process.json" || fail "the catalogue's words are not kept"
grep -q 'KZF-10' "$work/out/batch.html" || fail "the page does not name all films"
grep -q 'KZF-20,rate,24,,' "$work/out/batch.html" || fail "the page does not say how to answer"
grep -q '@media (max-width: ' "$work/out/batch.html" || fail "the page does not stack its columns on a narrow screen"
grep -q '@media (prefers-color-scheme: dark)' "$work/out/batch.html" || fail "the page has no dark theme"
[ -s "$work/out/KZF-20.questions.png" ] || fail "no contact sheet for what is asked"
expect 0 "$tasma" status "$work/out"
grep -q '^KZF-2: failed' "$work/stdout" || fail "status: $(cat "$work/stdout")"
grep -q '^KZF-4: done: T2303: frame_0000002.dpx, frame 2: ' "$work/stdout" || fail "not said which file and frame: $(cat "$work/stdout")"
grep -q '^KZF-20: waiting: .* KZF-20,rate,24,, in the list of --answers' "$work/stdout" || fail "not said how to answer for KZF-20 alone: $(cat "$work/stdout")"

# Again: nothing is made twice.
made() { times "$work/out" | grep -v -e batch -e questions; }
before=$(made)
pace=3 expect 4 batch "$work/out"
diff <(echo "$before") <(made) || fail "made twice"

# Killed half-way, then started on two machines at once: the same films, the same bytes, no package made twice, nothing
# left over.
sealed() { find "$work/two" -name bagit.txt -printf '%p %T@ %i\n' | grep -v '/\.tasma/' | sort; }
batch "$work/two" --log "$work/machine0.log" --quiet > /dev/null 2>&1 &
until grep -q 'KZF-7: preservation done' "$work/machine0.log" 2> /dev/null; do sleep 0.05; done
pkill -9 -f "batch $work/reels.csv --output $work/two"
wait
sealed > "$work/sealed"
[ -s "$work/sealed" ] || fail "killed before anything was made"
expect 0 "$tasma" status "$work/two"
[ "$(grep -c '^KZF-[0-9]*: [a-z]' "$work/stdout")" = 30 ] || fail "not every film is told of: $(cat "$work/stdout")"
grep -q '^KZF-7: stopped: T4611: ' "$work/stdout" || fail "not said that KZF-7 goes on: $(cat "$work/stdout")"
! grep 'at work (' "$work/stdout" || fail "the dead are at work"
machine() { if unshare --mount --uts --pid --fork true 2> /dev/null; then unshare --mount --uts --pid --fork "$@"; else "$@"; fi; }
export -f batch
export tasma work
for i in 1 2; do
  machine bash -c "batch '$work/two' --log '$work/machine$i.log' --quiet" > "$work/machine$i" 2>&1 &
done
wait
[ -z "$(find "$work/two" -name 'restored-2' -o -name 'screening-2')" ] || fail "made twice"
[ -z "$(comm -23 "$work/sealed" <(sealed))" ] || fail "made again: $(comm -23 "$work/sealed" <(sealed))"
for i in 1 2; do grep -q 'KZF.* done' "$work/machine$i.log" || fail "machine $i had no part in it"; done
diff <(digests "$work/out") <(digests "$work/two") || fail "two machines made other masters"
summary "$work/two/batch.json" | diff "$work/whole.txt" - || fail "two machines tell of other films"
[ -z "$(find "$work/two" -name '*.claim.*' -o -path '*/.tasma/*' -type d)" ] || fail "left over: $(find "$work/two" -name '*.claim.*')"

# What was asked is answered, and the film goes on from its masters; who has said so, and why, is kept.
{
  echo 'reel,question,answer,who,why,noted'
  echo 'KZF-20,rate,18,"the archive, Almaty",score,2024'
  echo 'KZF-3,rate,,,,'
} > "$work/answers.csv"
masters() { times "$work/out/KZF-20" | grep -e preservation -e restored; }
before=$(masters)
pace=3 expect 4 batch "$work/out" --answers "$work/answers.csv" --json
summary "$work/stdout" | diff - <(grep -v KZF-20 "$work/whole.txt") || fail "the answer was not taken"
[ "$before" = "$(masters)" ] || fail "masters were made again"
python3 - "$work/out/KZF-20/screening-1/data/metadata/process.json" << 'PY' || fail "the answer is not kept"
import json, sys
assert json.load(open(sys.argv[1]))["answers"] == [
    {"reel": "KZF-20", "question": "rate", "answer": "18", "who": "the archive, Almaty", "why": "score"}]
PY
printf 'reel,question,answer,who,why\nKZF-99,rate,18,,\n' > "$work/answers.csv"
expect 2 batch "$work/out" --answers "$work/answers.csv"
grep -q 'answers.csv:2: no film has a reel KZF-99' "$work/err" || fail "$(cat "$work/err")"

# Ids that collide are refused before any work.
sed 's/KZF-3;/KZF-1;/' "$work/reels.csv" > "$work/twice.csv"
expect 2 "$tasma" batch "$work/twice.csv" --output "$work/none"
[ ! -e "$work/none" ] || fail "work has begun all the same"

# Folders whose names are no ids: it is told what they are called, and of two that come to be called alike which they are.
mkdir -p "$work/names"
cp -rp "$work/scans/F1" "$work/names/Жез киік №2"
expect 0 "$tasma" batch --scans "$work/names" --output "$work/none" --rate 24 --dry-run
grep -q 'Жез киік №2: the reel is called 2; ' "$work/err" || fail "not told of the id: $(cat "$work/err")"
cp -rp "$work/scans/F3" "$work/names/Тау №2"
expect 2 "$tasma" batch --scans "$work/names" --output "$work/none" --rate 24
grep -q 'T4609: .*Жез киік №2 and .*Тау №2 are both called 2; .* scan and reel' "$work/err" || fail "T4609: $(cat "$work/err")"

# A column that is almost an option is told of, and kept as the catalogue's; others are not.
printf 'scan,reel,Rate,frist,title,year\nscans/F1,A,24,1,Тау,1962\n' > "$work/mistyped.csv"
expect 0 "$tasma" batch "$work/mistyped.csv" --output "$work/none" --make preservation --dry-run
[ "$(grep -o 'the column .*; call it .*' "$work/err" | sed 's/ goes.*; / /' | paste -sd,)" = \
  'the column Rate call it rate if that is meant,the column frist call it first if that is meant' ] || fail "$(cat "$work/err")"

# A folder that still changes waits, the others do not; what is quiet again is done.
mkdir -p "$work/some"
cp -r "$work/scans/F1" "$work/some/A"
cp -rp "$work/scans/F3" "$work/some/B"
expect 0 env TASMA_BATCH_PACE=3 "$tasma" batch --scans "$work/some" --output "$work/quiet" --make preservation --rate 24
grep -q 'holds .dpx' "$work/err" || fail "the rule of what is a reel is not told"
grep -q 'A: changed a moment ago' "$work/err" || fail "not said that A still changes: $(cat "$work/err")"

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
grep -q '^unfinished LONG' "$work/stdout" || fail "clean --dry-run does not list it: $(cat "$work/stdout")"
expect 0 "$tasma" clean "$work/long" --dry-run --json
python3 -c 'import json, sys; assert json.load(sys.stdin)["work"][0]["id"] == "LONG"' < "$work/stdout" || fail "clean --json"

# Killed at work: interrupted, and nobody is at it.
"${long[@]}" > "$work/stdout" 2> "$work/killed.err" &
until grep -q 'LONG: look done' "$work/killed.err" && [ -e "$work/long/.tasma.batch/LONG.claim.1" ]; do sleep 0.05; done
kill -KILL $!
wait $! || true
while pgrep -f -- "batch --scans $work/scans/LONG" > /dev/null; do sleep 0.05; done
expect 0 "$tasma" status "$work/long"
grep -q '^LONG: stopped: T4612: was interrupted at restored; the same command goes on' "$work/stdout" || fail "status after SIGKILL: $(cat "$work/stdout")"
expect 0 "${long[@]}"
expect 0 "$tasma" clean "$work/long"
[ ! -s "$work/stdout" ] || fail "something was left: $(cat "$work/stdout")"
