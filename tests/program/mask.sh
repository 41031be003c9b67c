#!/usr/bin/env bash
# A restored master shows in a track of its own which pixels were repaired; whoever reads masters reads the pictures.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 20
quietly() { expect 0 "$tasma" "$@" --quiet; }
streams() { ffprobe -v error -select_streams v -show_entries stream=codec_name,pix_fmt:stream_disposition=default:stream_tags=title -of csv=p=0 "$1" | tr '\n' ' '; }
raw() { ffmpeg -v error -i "$1" -map "0:v:$2" -f rawvideo "$3"; }
quietly restore "$work/R1" --output "$work/scan.mkv" --repair none
quietly restore "$work/R1" --output "$work/dust.mkv" --repair dust
quietly restore "$work/R1" --output "$work/all.mkv"
[ "$(streams "$work/scan.mkv")" = "ffv1,gbrp10le,0 " ] || fail "a mask of nothing: $(streams "$work/scan.mkv")"
[ "$(streams "$work/dust.mkv")" = "ffv1,gbrp10le,1 ffv1,gray,0,repair mask " ] || fail "tracks: $(streams "$work/dust.mkv")"

# It is the plan's masks, and no pixel outside of it was changed.
raw "$work/scan.mkv" 0 "$work/scan.raw"
raw "$work/dust.mkv" 0 "$work/dust.raw"
raw "$work/dust.mkv" 1 "$work/mask.raw"
python3 - "$work" << 'PY' || fail "the mask is not what was repaired"
import json, sys
work, width, height = sys.argv[1], 256, 192
size = width * height
scan, dust, mask = (open(f"{work}/{name}.raw", "rb").read() for name in ("scan", "dust", "mask"))
assert len(mask) == 20 * size and len(dust) == 20 * size * 6
for i, line in enumerate(list(open(f"{work}/dust.plan.jsonl"))[1:]):
    wanted = bytearray(size)
    for repair in json.loads(line).get("repairs", []):
        x, y, w, h = repair["box"]
        at, inside = 0, False
        for run in repair["runs"]:
            for k in range(at, at + run if inside else at):
                wanted[(y + k // w) * width + x + k % w] |= 1 if repair.get("source", 0) else 5
            at, inside = at + run, not inside
    assert mask[i * size:(i + 1) * size] == wanted, f"frame {i + 1}: not the plan's"
    for plane in range(3):
        begin = (i * 3 + plane) * size * 2
        for k in range(size):
            at = begin + 2 * k
            assert wanted[k] or scan[at:at + 2] == dust[at:at + 2], f"frame {i + 1}: pixel {k} changed outside"
assert any(mask)
PY

# What is taken back is not in it, and a mask of nothing is left out.
quietly revert "$work/dust.mkv" --from "$work/R1" --output "$work/back.mkv"
[ "$(streams "$work/back.mkv")" = "ffv1,gbrp10le,0 " ] || fail "a mask of what was taken back"

# Whoever reads a master: verify (the mask, too), inspect, preserve, restore, screen.
conforms "$work/all.mkv" "$work/dust.mkv"
expect 0 "$tasma" verify "$work/all.mkv" --level full
quietly inspect "$work/all.mkv"
quietly preserve "$work/all.mkv" --output "$work/copy.mkv"
cmp "$work/all.mkv" "$work/copy.mkv" || fail "the copy of a restored master differs"
quietly restore "$work/all.mkv" --output "$work/frames" --frames-as tiff --frames 4-9 --repair none
[ "$(find "$work/frames" -type f | wc -l)" = 6 ] || fail "not six frames from the restored master"
quietly screen "$work/all.mkv" --sound "$work/R1/sound.wav" --output "$work/copies" --as h264
place=$(ffprobe -v error -select_streams v:1 -show_entries packet=pos -of csv=p=0 "$work/all.mkv" | sed -n 6p)
cp "$work/all.mkv" "$work/bad.mkv"
printf '\x55\x55' | dd of="$work/bad.mkv" bs=1 seek=$((${place%%,*} + 40)) conv=notrunc status=none
expect 65 "$tasma" verify "$work/bad.mkv" --level full
grep -q 'frame 6' "$work/stdout" || fail "the damaged mask is not told by its frame: $(cat "$work/stdout")"
