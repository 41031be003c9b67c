#!/usr/bin/env bash
# A small part of tests/quality, all of it drawn: the treatments are not far off their bars.
source "$(dirname "$0")/common.sh"
/usr/bin/python3 -c 'import cv2, numpy' 2> /dev/null || exit 77  # skipped

quality=$here/../quality
clips=(clean-fence reel-clean reel-dust reel-flicker reel-scratch reel-weave)
"$quality/run.sh" --keep "$work/quality" "$tasma" "${clips[@]}" > "$work/table" || fail "a clip was not measured"
cat "$work/table"
"$quality/table.py" --far "$work/quality/scores" > /dev/null || fail "a figure misses its bar by far"
