#!/usr/bin/env bash
# The table of docs/performance.md: tasma against its peers, on drawn film, with the commands side by side in one run.
# usage: tests/bench/run.sh [FRAMES [SIZE [TURNS]]]      needs build/release (tests/run.sh makes it) and about 6 GiB of disk
#
# Commands that are compared take turns; each figure is the median of its turns. A peer that is not installed is left out.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
frames=${1:-96}
size=${2:-2048x1556}
turns=${3:-3}
build=$root/build/release
tasma=$build/cli/tasma
work=$(mktemp -d "${TMPDIR:-/tmp}/tasma-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT

make_reel() { "$build/samples/tasma-make-reel" --size "$size" --seed 1 "$@" > /dev/null; }

# measure NAME COMMAND...: wall seconds, CPU seconds and peak MiB are added to NAME's figures.
measure() {
  local name=$1
  shift
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" > "$work/log" 2>&1 || {
    echo "failed: $*" >&2
    tail -5 "$work/log" >&2
    exit 1
  }
  awk '{printf "%.2f %.2f %.0f\n", $1, $2 + $3, $4 / 1024}' "$work/time" >> "$work/$name.figures"
}

# median NAME COLUMN: 1 wall, 2 CPU, 3 peak
median() { awk -v column="$2" '{print $column}' "$work/$1.figures" | sort -n | awk '{a[NR] = $1} END {print a[int((NR + 1) / 2)]}'; }

row() { printf '%-34s %9s %9s %9s\n' "$@"; }
row_of() { row "$2" "$(median "$1" 1)" "$(median "$1" 2)" "$(median "$1" 3)"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }
has() { command -v "$1" > /dev/null || { echo "$1 is not installed: left out"; return 1; }; }

# steps CSV: the mean of each of Google Benchmark's rows over the turns, CPU milliseconds.
steps() {
  awk -F, '{sub("/.*", "", $1)} !($1 in sum) {order[++names] = $1} {sum[$1] += $4; ++turns[$1]}
    END {for (i = 1; i <= names; ++i) printf "%-34s %9.1f\n", order[i], sum[order[i]] / turns[order[i]]}' "$1"
}

make_reel --output "$work/R" --frames "$frames"
ffv1=(-c:v ffv1 -level 3 -coder 1 -context 0 -g 1 -slices 16 -slicecrc 1)
peers=()
has ffmpeg && peers+=(ffmpeg)
has rawcooked && peers+=(rawcooked)

echo
echo "Preservation: $frames frames of $size, 10-bit RGB DPX, $(nproc) cores"
for ((turn = 0; turn < turns; ++turn)); do
  rm -rf "$work"/out "$work"/*.mkv
  measure preserve "$tasma" preserve "$work/R" --output "$work/out/R.mkv" --quiet
  for peer in "${peers[@]}"; do
    case $peer in
      ffmpeg)
        measure ffmpeg_encode ffmpeg -y -v error -framerate 24 -i "$work/R/frame_%07d.dpx" "${ffv1[@]}" "$work/ffmpeg.mkv"
        measure ffmpeg_decode ffmpeg -v error -i "$work/ffmpeg.mkv" -f null -
        ;;
      rawcooked) measure rawcooked rawcooked --all -y "$work/R" -o "$work/rawcooked.mkv" ;;
    esac
  done
done
row '' 'wall s' 'CPU s' 'peak MiB'
row_of preserve 'tasma preserve'
for peer in "${peers[@]}"; do
  case $peer in
    ffmpeg)
      row_of ffmpeg_encode 'ffmpeg, FFV1 alone'
      row_of ffmpeg_decode 'ffmpeg, decoding it'
      awk -v ours="$(stat -c %s "$work/out/R.mkv")" -v theirs="$(stat -c %s "$work/ffmpeg.mkv")" \
        'BEGIN {printf "size, against that of ffmpeg: %+.3f %%\n", (ours / theirs - 1) * 100}'
      ;;
    rawcooked)
      row_of rawcooked 'rawcooked --all'
      echo "wall time, tasma / rawcooked: $(ratio "$(median preserve 1)" "$(median rawcooked 1)")"
      ;;
  esac
done

echo
echo "The same on one thread, and what its steps cost a frame (CPU, ms)"
for ((turn = 0; turn < turns; ++turn)); do
  rm -rf "$work/out"
  measure single "$tasma" preserve "$work/R" --output "$work/out/R.mkv" --threads 1 --quiet
  "$build/tests/codecs_bench" "$work/R" --benchmark_format=csv 2> /dev/null | grep '^"' | tr -d '"' >> "$work/steps.csv"
done
row '' 'wall s' 'CPU s' 'peak MiB'
row_of single 'tasma preserve --threads 1'
steps "$work/steps.csv" | tee "$work/steps"
awk -v cpu="$(median single 2)" -v frames="$frames" '$1 == "encode" || $1 == "decode" {coding += $2 * frames / 1000}
  END {printf "CPU time that is not FFV1: %.1f %%\n", (1 - coding / cpu) * 100}' "$work/steps"

echo
echo "Its master"
part=$((frames < 10 ? frames : 10))
for level in structure fixity full; do measure "verify_$level" "$tasma" verify "$work/out/R.mkv" --level "$level" --quiet; done
measure extract "$tasma" extract "$work/out/R.mkv" --output "$work/back" --quiet
measure extract_part "$tasma" extract "$work/out/R.mkv" --output "$work/part" --frames "1-$part" --quiet
row '' 'wall s' 'CPU s' 'peak MiB'
for level in structure fixity full; do row_of "verify_$level" "tasma verify --level $level"; done
row_of extract 'tasma extract'
row_of extract_part "tasma extract --frames, $part frames"
diff -r "$work/R" "$work/back" > "$work/log" || {
  echo "the files that came back differ" >&2
  exit 1
}

echo
echo "Restoration: $frames frames with dust, scratches, flicker and weave, written as DPX; one thread, and two"
make_reel --output "$work/D" --frames "$frames" --dust 22 --scratches 4 --flicker 15 --weave 1.5
restore() {  # NAME OPTIONS...: rendered to $work/NAME
  rm -rf "$work/$1" "$work/$1.plan.jsonl"
  measure "$1" "$tasma" restore "$work/D" --output "$work/$1" --frames-as dpx --quiet "${@:2}"
}
restore nothing --repair none
for ((turn = 0; turn < turns; ++turn)); do
  restore restored --threads 1
  restore restored_2 --threads 2
  restore by_plan --threads 1 --plan "$work/restored.plan.jsonl"
  restore copied --threads 1 --plan "$work/nothing.plan.jsonl"
  "$build/tests/restoration_bench" "$work/D" --benchmark_format=csv 2> /dev/null | grep '^"' | tr -d '"' \
    >> "$work/restoration.csv"
done
row '' 'wall s' 'CPU s' 'peak MiB'
row_of restored 'tasma restore, one thread'
row_of restored_2 'tasma restore, two threads'
row_of by_plan 'rendered by a plan made before'
row_of copied 'by a plan that repairs nothing'
awk -v all="$(median restored 2)" -v render="$(median by_plan 2)" -v copy="$(median copied 2)" -v frames="$frames" \
  'BEGIN {printf "CPU seconds a frame: analysis %.3f, render %.3f, both %.3f; reading and writing %.3f\n",
    (all - render) / frames, (render - copy) / frames, (all - copy) / frames, copy / frames}'
echo "1 thread / 2 threads: $(ratio "$(median restored 1)" "$(median restored_2 1)")"
steps "$work/restoration.csv"

film=$((frames < 32 ? frames : 32))
echo
echo "Screening: a DCP of $film of these frames, on one thread and on two; what JPEG 2000 costs a frame (CPU, ms)"
screen() {  # NAME SOURCE FORMATS THREADS
  rm -rf "$work/copies"
  measure "$1" "$tasma" screen "$2" --output "$work/copies" --as "$3" --threads "$4" --reel R --rate 24 --transfer video \
    --element print --picture none --frames "1-$film" --quiet
}
for ((turn = 0; turn < turns; ++turn)); do
  for threads in 1 2; do screen "dcp_$threads" "$work/R" dcp "$threads"; done
  "$build/tests/j2k_bench" "$work/R" --benchmark_format=csv 2> /dev/null | grep '^"' | tr -d '"' >> "$work/j2k.csv"
done
row '' 'wall s' 'CPU s' 'peak MiB'
for threads in 1 2; do row_of "dcp_$threads" "tasma screen --as dcp --threads $threads"; done
echo "1 thread / 2 threads: $(ratio "$(median dcp_1 1)" "$(median dcp_2 1)")"
steps "$work/j2k.csv" | tee "$work/j2k"
awk '{cpu[$1] = $2} END {printf "JPEG 2000, ours / libopenjp2 by itself: %.2f\n", cpu["j2k"] / cpu["libopenjp2"]}' "$work/j2k"

echo
echo "Copies of their master, each by itself and all at once, on one thread"
for ((turn = 0; turn < turns; ++turn)); do
  for formats in h264 prores dcp h264,prores,dcp; do screen "of_$formats" "$work/out/R.mkv" "$formats" 1; done
done
row '' 'wall s' 'CPU s' 'peak MiB'
for formats in h264 prores dcp h264,prores,dcp; do row_of "of_$formats" "tasma screen --as $formats"; done
decoding=$(steps "$work/steps.csv" | awk -v frames="$film" '$1 == "decode" {print $2 * frames / 1000}')
for formats in h264 prores dcp; do median "of_$formats" 2; done |
  awk -v one="$decoding" -v all="$(median of_h264,prores,dcp 2)" '{alone += $1}
    END {printf "decoding: %.1f CPU s once; all at once take %.2f of it, each by itself %d\n", one, (all - alone) / one + NR, NR}'

echo
echo 'Segments: 96 frames of 256x192, one thread; of 48 frames as usual, in one, and of 6, so that what a segment costs stands out'
segments() {  # NAME COMMAND...: writes to $work/out
  local name=$1 length
  shift
  for ((turn = 0; turn < turns; ++turn)); do
    for length in 48 96 6; do
      rm -rf "$work/out"
      measure "${name}_in_$length" env "TASMA_SEGMENT_LENGTH=$length" "$tasma" "$@" --threads 1 --quiet
    done
  done
  for length in 48 96 6; do row_of "${name}_in_$length" "tasma $1, in segments of $length"; done
  awk -v usual="$(median "${name}_in_48" 2)" -v one="$(median "${name}_in_96" 2)" -v many="$(median "${name}_in_6" 2)" \
    'BEGIN {segment = (many - one) / 15
      printf "CPU, as usual / in one: %.3f; a segment costs %.0f ms, %.2f %% of 48 frames\n", usual / one, segment * 1000, segment / one * 200}'
}
"$build/samples/tasma-make-reel" --output "$work/S" --frames 96 --size 256x192 --dust 6 --flicker 3 --weave 1 --sound
row '' 'wall s' 'CPU s' 'peak MiB'
segments small preserve "$work/S" --output "$work/out/S.mkv"
segments all run "$work/S" --output "$work/out" --element print --picture none

echo
echo 'Headers: DPX frames, each of them read'
"$build/samples/tasma-make-reel" --output "$work/H" --frames 2000 --size 64x48 > /dev/null
"$build/samples/tasma-make-reel" --output "$work/P" --frames 100000 --size 16x16 > /dev/null
for ((turn = 0; turn < turns; ++turn)); do
  measure inspect "$tasma" inspect "$work/H" --quiet
  measure plan "$tasma" run "$work/P" --output "$work/out" --dry-run --quiet
done
row '' 'wall s' 'CPU s' 'peak MiB'
row_of inspect 'tasma inspect, 2,000'
row_of plan 'tasma run --dry-run, 100,000'

echo
echo 'Memory by length: tasma preserve, frames of 640x486'
row frames 'wall s' 'CPU s' 'peak MiB'
for length in 100 1000; do
  rm -rf "$work/L" "$work/out"
  "$build/samples/tasma-make-reel" --output "$work/L" --frames "$length" --size 640x486 > /dev/null
  measure "length_$length" "$tasma" preserve "$work/L" --output "$work/out/L.mkv" --quiet
  row_of "length_$length" "$length"
done

echo
echo 'Threads: tasma run, 48 frames of 1024x778'
"$build/samples/tasma-make-reel" --output "$work/T" --frames 48 --dust 20 --flicker 3 --weave 1 --sound > /dev/null
for ((turn = 0; turn < turns; ++turn)); do
  for threads in 1 2; do
    rm -rf "$work/out"
    measure "threads_$threads" "$tasma" run "$work/T" --output "$work/out" --threads "$threads" --quiet
  done
done
row threads 'wall s' 'CPU s' 'peak MiB'
for threads in 1 2; do row_of "threads_$threads" "$threads"; done
echo "1 thread / 2 threads: $(ratio "$(median threads_1 1)" "$(median threads_2 1)")"
