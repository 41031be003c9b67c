#!/usr/bin/env bash
# A run done in steps and shares, as the tasks of a cluster do them but without one, has the bytes of the run: also where
# a share is done twice at once, or was killed, or is left out.
source "$(dirname "$0")/common.sh"

export TASMA_SEGMENT_LENGTH=7
draw_reel "$work/R1" 30 96x64
{
  job_head
  printf '[[reel]]\nid = "R2"\nscan = "R1"\nfirst = 3\n'
} > "$work/film.toml"
expect 3 "$tasma" run "$work/film.toml" --output "$work/whole"

step() { "$tasma" submit "$work/film.toml" --output "$work/out" --progress none --quiet --step "$@"; }
at_once() { # STEP SHARE...
  local name=$1 share
  shift
  for share in "$@"; do step "$name" --share "$share" & done
  wait
}
at_once measure 1/3 1/3 2/3 # and the third is left to whoever needs it
[ -e "$work/out/.tasma/R2/preserve/preserve-1-7.json" ] || fail "nothing was preserved"
[ ! -e "$work/out/.tasma/R2/preserve/preserve-29-30.json" ] || fail "a share has done more than was asked"
expect 0 step merge
at_once render 1/3 2/3 3/3
[ -e "$work/out/.tasma/R1/restore/render-29-30.json" ] || fail "nothing was rendered"
expect 0 step join
[ -d "$work/out/R2/restored-1" ] || fail "nothing was joined"
at_once encode 1/2 2/2
[ -n "$(find "$work/out/.tasma/F" -name '*.seg')" ] || fail "nothing was encoded"
expect 0 step screen
expect 0 step verify
diff -r -x '.tasma*' "$work/whole" "$work/out" || fail "other bytes"
expect 0 "$tasma" status "$work/out"
grep -q '^F: done' "$work/stdout" || fail "not done: $(cat "$work/stdout")"

# A movie is converted once, before it is shared out.
timeout 60 ffmpeg -loglevel error -i "$work/whole/R1/restored-1/data/R1.mkv" -map 0:0 -c:v prores_ks "$work/film.mov" < /dev/null
facts=(--rate 24 --element print --transfer video --picture none --make restored)
movie() { "$tasma" submit "$work/film.mov" --output "$work/movie" "${facts[@]}" --quiet --progress none --step "$@"; }
"$tasma" run "$work/film.mov" --output "$work/movie-whole" "${facts[@]}" --quiet > /dev/null || [ $? = 3 ]
expect 0 movie conform
expect 0 movie measure --share 1/2
expect 0 movie render --share 2/2
expect 0 movie join
diff -r -x '.tasma*' "$work/movie-whole" "$work/movie" || fail "other bytes of a movie"

# What is wrong with the material is on record.
rm "$work/R1/$(ls "$work/R1" | sed -n 5p)"
rm -rf "$work/out"
expect 65 step measure --share 1/2
expect 0 "$tasma" status "$work/out"
grep -q '^F: failed: T' "$work/stdout" || fail "not failed: $(cat "$work/stdout")"

expect 2 "$tasma" submit "$work/film.toml" --output "$work/out" --share 1/2
expect 2 step measure --share 3/2
expect 2 step merge --share 1/2
expect 2 step mesure

# Where there is no Slurm, that is told before anything is done.
expect 75 env PATH=/nonexistent "$tasma" submit "$work/film.mov" --output "$work/none" "${facts[@]}"
grep -q T4380 "$work/err" || fail "not told: $(cat "$work/err")"
