#!/usr/bin/env bash
# What screening needs and nobody said is a question: all of them at once, with the exact words that answer them, before
# any work on copies; the answers go on from what was made meanwhile.
source "$(dirname "$0")/common.sh"

# A TIFF says neither rate nor transfer; around the picture lies black film.
mkdir "$work/R1" "$work/R2"
for reel in 1 2; do
  ffmpeg -v error -f lavfi -i "testsrc2=s=320x240:r=24,format=gbrp16le,pad=400:288:48:24:black" -frames:v 6 -start_number 1 \
    -pix_fmt rgb48le "$work/R$reel/f_%04d.tif" < /dev/null
done
cat > "$work/film.toml" << 'END'
version = 1
film = "Film"
[[reel]]
id = "A"
scan = "R1"
[[reel]]
id = "B"
scan = "R2"
rate = 18
END
asked() { python3 -c '
import json, sys
print(*(q.get("option", q["reel"] + ": " + q["job_line"]) for q in json.load(sys.stdin)["questions"]))' < "$work/stdout"; }

# Of all reels at once; nothing is made but the contact sheet, which is made again without a word. What is proposed is the
# line of the reel that it is asked of, for an option would answer for the other reels, too.
for again in 1 2; do
  expect 75 "$tasma" screen "$work/film.toml" --output "$work/out" --as h264 --json --quiet
  [ "$(ls -A "$work/out")" = Film.questions.png ] || fail "made: $(ls -A "$work/out")"
done
[ "$(asked)" = 'A: rate = 24 A: transfer = "video" A: element = "print" A: picture = "318x238+49+25" B: transfer = "video" B: element = "print" B: picture = "318x238+49+25"' ] ||
  fail "asked: $(asked)"
python3 - "$work/stdout" << 'END' || fail "the questions in JSON"
import json, sys
told = json.load(open(sys.argv[1]))
assert told["exit"] == 75 and told["products"] == [] and told["contact_sheet"].endswith("/Film.questions.png"), told
first = told["questions"][0]
assert [first[key] for key in ("reel", "question", "proposal", "job_line")] == ["A", "rate", "24", "rate = 24"], first
assert [q["reel"] for q in told["questions"]] == list("AAAABBB") and told["questions"][2]["job_line"] == 'element = "print"'
END
grep -q 'A: no header says how many frames a second.*answer rate = 24 in \[\[reel\]\] A of the job file' "$work/err" ||
  fail "the question is not asked in words: $(cat "$work/err")"
grep -q -e '--rate' "$work/err" && fail "an option is proposed that changes both reels: $(cat "$work/err")"
ffprobe -v error -show_entries stream=codec_name,width -of csv=p=0 "$work/out/Film.questions.png" | grep -q '^png,1536' ||
  fail "the contact sheet is no picture"

# A dry run asks, too, and draws nothing.
expect 75 "$tasma" screen "$work/film.toml" --output "$work/dry" --as h264 --dry-run --quiet
[ ! -e "$work/dry" ] || fail "a dry run made $(ls -A "$work/dry")"

# One answer leaves the others; the sheet goes when all are there. auto takes the proposal, none shows all.
expect 75 "$tasma" screen "$work/R1" --rate 24 --picture none --output "$work/out" --as h264 --json --quiet
[ "$(asked)" = "--transfer video --element print" ] || fail "asked: $(asked)"
grep -q 'R1: no header says what.*answer --transfer video, or transfer = "video" in its \[\[reel\]\]' "$work/err" ||
  fail "a lone reel is not asked in words: $(cat "$work/err")"
expect 0 "$tasma" screen "$work/R1" --rate 24 --transfer video --element print --picture none --output "$work/out" --as h264 --quiet
[ ! -e "$work/out/R1.questions.png" ] || fail "the sheet is still there"
shape() { ffprobe -v error -select_streams v -show_entries stream=width,height,r_frame_rate -of csv=p=0 "$1" | head -1; }
[ "$(shape "$work/out/R1.h264.mp4")" = 400,288,24/1 ] || fail "shown as $(shape "$work/out/R1.h264.mp4")"

# A whole run: preservation and restored masters first, then the questions. With the answers, here another rate than was
# proposed, the same command goes on, and what was made stays as it is.
expect 75 "$tasma" run "$work/R1" --output "$work/run" --as h264 --repair dust --quiet
[ "$(ls "$work/run" "$work/run/R1" | paste -sd' ')" = "$work/run: R1 R1.questions.png  $work/run/R1: preservation restored-1" ] ||
  fail "made: $(ls "$work/run" "$work/run/R1")"
digests "$work/run" > "$work/before"
expect 0 "$tasma" run "$work/R1" --output "$work/run" --as h264 --repair dust --progress none \
  --rate 18 --transfer video --element print --picture auto
grep -q 'R1/preservation: is sealed with 24 frames a second, and keeps them.* 18' "$work/err" || fail "not a word of the rate"
digests "$work/run" | grep -v screening | diff "$work/before" - || fail "masters were made again"
[ "$(ls "$work/run/R1" | paste -sd' ')" = "preservation restored-1 screening-1" ] || fail "made: $(ls "$work/run/R1")"
[ "$(shape "$work/run/R1/screening-1/data/R1.h264.mp4")" = 318,238,18/1 ] ||
  fail "shown as $(shape "$work/run/R1/screening-1/data/R1.h264.mp4")"

# A negative is told by its light, also where headers say all else; a scan that says what it is, and a movie, are not
# bothered; beside perforations lies the picture.
mkdir "$work/N" "$work/P"
ffmpeg -v error -f lavfi -i "testsrc2=s=320x240:r=24,format=gbrp10le,lutrgb=r=900-val*0.7:g=820-val*0.6:b=700-val*0.5" \
  -frames:v 3 -start_number 1 "$work/N/f_%04d.dpx" < /dev/null
expect 75 "$tasma" screen "$work/N" --rate 24 --output "$work/out" --as h264 --json --quiet
[ "$(asked)" = "--element negative" ] || fail "asked of a negative: $(asked)"
ffmpeg -v error -f lavfi -i "mandelbrot=s=320x240:r=24,format=gbrp10le,drawbox=0:0:40:240:gray@1:fill,drawbox=8:90:22:44:white:fill" \
  -frames:v 3 -start_number 1 "$work/P/f_%04d.dpx" < /dev/null
expect 75 "$tasma" screen "$work/P" --rate 24 --element print --output "$work/out" --as h264 --json --quiet
asked | grep -qE '^--picture 28[0-9]x240\+3[0-9]\+0$' || fail "asked beside perforations: $(asked)"
"$make_reel" --output "$work/D" --frames 3 --size 256x192 > /dev/null
expect 0 "$tasma" screen "$work/D" --output "$work/out" --as h264 --quiet
ffmpeg -v error -f lavfi -i "testsrc2=s=320x240:r=25,pad=400:288:48:24:black" -frames:v 5 -c:v libx264 "$work/M.mp4" < /dev/null
expect 0 "$tasma" screen "$work/M.mp4" --output "$work/out" --as prores --quiet
