#!/usr/bin/env bash
# Whole-process figures of the main job on drawn film: threads against each other in one run, and memory by length.
# usage: tests/bench/run.sh [FRAMES [SIZE]]      needs build/release (tests/run.sh makes it) and about 4 GiB of disk
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
frames=${1:-96}
size=${2:-1024x778}
tasma=$root/build/release/cli/tasma
make_reel=$root/build/release/samples/tasma-make-reel
work=$(mktemp -d "${TMPDIR:-/tmp}/tasma-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT

# Wall seconds, CPU seconds and peak MiB of a command.
measure() {
  /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" > /dev/null 2>&1
  awk '{printf "%.2f %.2f %.0f\n", $1, $2 + $3, $4 / 1024}' "$work/time"
}

"$make_reel" --output "$work/R" --frames "$frames" --size "$size" --dust 20 --flicker 3 --weave 1 --sound --seed 1 > /dev/null
echo "tasma run, $frames frames of $size, 10-bit RGB"
printf '%-10s %10s %10s %10s\n' threads 'wall s' 'CPU s' 'peak MiB'
for threads in 1 2 1 2; do
  rm -rf "$work/out"
  read -r wall cpu peak <<< "$(measure "$tasma" run "$work/R" --output "$work/out" --threads "$threads" --quiet)"
  printf '%-10s %10s %10s %10s\n' "$threads" "$wall" "$cpu" "$peak"
  echo "$threads $wall" >> "$work/walls"
done
awk '{sum[$1] += $2} END {printf "1 thread / 2 threads: %.2f\n", sum[1] / sum[2]}' "$work/walls"

echo
echo "tasma preserve, frames of $size"
printf '%-10s %10s %10s %10s\n' frames 'wall s' 'CPU s' 'peak MiB'
for length in 100 1000; do
  rm -rf "$work/R" "$work/out"
  "$make_reel" --output "$work/R" --frames "$length" --size "$size" --seed 1 > /dev/null
  read -r wall cpu peak <<< "$(measure "$tasma" preserve "$work/R" --output "$work/out/R.mkv" --quiet)"
  printf '%-10s %10s %10s %10s\n' "$length" "$wall" "$cpu" "$peak"
done
