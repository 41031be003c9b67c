#!/usr/bin/env bash
# Measures the treatments: damages pictures whose truth is known, restores them, and prints how near to it they come.
#
#   tests/quality/run.sh [--keep DIR] TASMA [CLIP...]      all clips, or these; docs/quality.md says what is measured
#
# TASMA is the program of a build; tasma-make-reel is taken from the same. Shared material is looked for in
# TASMA_SHARED, or else in ../shared; clips that need it are left out without. With --keep, clips (made once), restored
# frames and scores are left in DIR. Whatever the figures, the exit code is 0 unless something did not run.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
keep=
if [ "${1-}" = --keep ]; then
  keep=$2
  shift 2
fi
[ $# -ge 1 ] || { echo "usage: tests/quality/run.sh [--keep DIR] TASMA [CLIP...]" >&2; exit 2; }
tasma=$(realpath "$1")
shift
if [ "$keep" ]; then
  mkdir -p "$keep"
  work=$(realpath "$keep")
else
  work=$(mktemp -d "${TMPDIR:-/tmp}/tasma-quality-XXXXXX")
  trap 'rm -rf "$work"' EXIT
fi
clips=$work/clips
shared=${TASMA_SHARED:-$here/../../../shared}
make_clips() {
  "$here/make_clips.py" --reel-maker "$(dirname "$tasma")/../samples/tasma-make-reel" --shared "$shared" \
    --output "$clips" "$@"
}

# One clip, from its making to its score. Every clip is restored by the same command line.
measure() {
  local name=$1 code=0
  make_clips "$name" || return
  rm -rf "${work:?}/restored/$name" "$work/restored/$name".*
  "$tasma" restore "$clips/$name/degraded" --rate 24 --reel "$name" --frames-as tiff --output "$work/restored/$name" \
    --threads 1 --quiet > "$work/$name.log" 2>&1 || code=$?
  [ $code = 0 ] || [ $code = 3 ] || { cat "$work/$name.log"; return 1; }
  "$here/score.py" "$clips/$name" "$work/restored/$name" > "$work/scores/$name.json" || return
  if grep -q '"kind": "combined"' "$clips/$name/meta.json"; then
    "$here/score.py" "$clips/$name" "$clips/$name/degraded" > "$work/scores/$name.before.json" || return
  fi
  rm "$work/$name.log"
  [ "$keep" ] || rm -rf "${clips:?}/$name" "$work/restored/$name" "$work/restored/$name".*
}

# A clip's failure is told, and the others go on.
try() {
  measure "$1" >&2 || { echo "tests/quality/run.sh: clip $1 failed" >&2; rm -f "$work/scores/$1".*; return 1; }
}

export -f make_clips measure try
export here tasma keep work clips shared
rm -rf "$work/scores"
mkdir -p "$work/scores" "$work/restored"
names=$(make_clips --list "$@")
result=0
xargs -P "$(nproc)" -I {} bash -c 'try {}' <<< "$names" || result=1
"$here/table.py" "$work/scores"
exit $result
