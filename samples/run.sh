#!/bin/bash
# From nothing to three packages: installs what is missing, builds tasma, draws a reel of damaged film and runs the whole
# job on it. A few minutes on two processors; again, it goes on from what is there.
#
#   samples/run.sh          one reel
#   samples/run.sh --film   a film of two reels
set -Eeuo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
trap 'say "samples/run.sh stopped at line $LINENO: the message above says why. The same command goes on from there." >&2' ERR

job=lone-reel reels=(R1)
case "${1-}" in
  '') ;;
  --film) job=two-reels reels=(R1 R2) ;;
  *)
    say "usage: samples/run.sh [--film]" >&2
    exit 2
    ;;
esac

source tests/packages.sh
install_missing_packages
command -v ccache > /dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache
say "Building ..."
cmake --preset release > /dev/null
cmake --build --preset release --target tasma tasma-make-reel

# draw_reel NAME OPTIONS...: under another name first, so that a reel is whole or not there.
draw_reel() {
  local reel="samples/out/scan/$1"
  shift
  [ -d "$reel" ] && return 0
  say "Drawing $reel ..."
  rm -rf "$reel.part" "$reel.truth"
  build/release/samples/tasma-make-reel --output "$reel.part" --truth "$reel.truth" "$@"
  mv "$reel.part" "$reel"
}
damage=(--dust 14 --flicker 5 --weave 0.9)
for reel in "${reels[@]}"; do
  case $reel in
    R1) draw_reel R1 --frames 48 --size 1024x778 --sound --splices --seed 1 "${damage[@]}" ;;
    R2) draw_reel R2 --frames 36 --size 1024x778 --sound --transfer video --first 101 --seed 2 "${damage[@]}" ;;
  esac
done

say "Running tasma run samples/jobs/$job.toml --output samples/out/$job ..."
result=0
build/release/cli/tasma run "samples/jobs/$job.toml" --output "samples/out/$job" || result=$?
[ "$result" -eq 0 ] || [ "$result" -eq 3 ]  # 3: done, with remarks a person should see; they stand above

say
say "Sealed, and holding:"
find "samples/out/$job" -name bagit.txt -printf '%h\n' | sort | while read -r package; do
  (cd "$package" && sha256sum --check --quiet manifest-sha256.txt)
  say "  $package"
done
say
say "In them:"
find "samples/out/$job" -path '*/data/*' \( -name '*.mkv' -o -name '*.mp4' -o -name '*.mov' \) | sort | while read -r master; do
  say "  $master"
  say "      $(ffprobe -v error -select_streams v:0 -show_entries stream=codec_name,width,height,nb_frames:format=duration \
    -of default=noprint_wrappers=1 "$master" | paste -sd ' ')"
done
cat << EOF

What to look at:
  preservation/   the scan, packed without loss: data/*.mkv, and data/metadata/ for what it was
  restored-1/     the same after repair: data/*.mkv beside the scan, and data/metadata/plan.jsonl for every change
  screening-1/    what a hall plays: data/*.mp4 and *.mov
The undamaged frames, which only a drawn reel has, are in samples/out/scan/${reels[0]}.truth/frames.

To check for yourself, in any package:   sha256sum -c manifest-sha256.txt
                                         ffprobe data/*.mkv
or with tasma:                           build/release/cli/tasma verify PACKAGE --level full
EOF
