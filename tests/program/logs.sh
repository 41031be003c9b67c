#!/usr/bin/env bash
# What libraries say of broken files stands in the log, a JSON object a line of one schema, and not on standard error.
source "$(dirname "$0")/common.sh"

# fields LOG: fails if a line is not of the schema; prints level, library and id of each.
fields() {
  python3 - "$1" << 'END'
import json, re, sys
for line in open(sys.argv[1], encoding="utf-8"):
    entry = json.loads(line)
    assert set(entry) - {"id", "library"} == {"schema", "time", "level", "text"}, entry
    assert entry["schema"] == "tasma.log/1" and entry["level"] in ("error", "refusal", "warning", "remark", "note", "info"), entry
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["time"]), entry
    assert "@ 0x" not in entry["text"], entry
    print(entry["level"], entry.get("library", "-"), entry.get("id", "-"))
END
}

# logged COMMAND...: with --log; every line on standard error is tasma's.
logged() {
  "$@" --log "$work/log" --progress plain > "$work/stdout" 2> "$work/err" < /dev/null || true
  ! grep -v '^tasma: \|^[a-z]* [^ ]*: ' "$work/err" || fail "somebody else speaks on standard error"
  fields "$work/log" > "$work/fields"
}

# A movie whose second picture is overwritten: libav's decoder complains.
ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=24 -frames:v 4 -c:v prores_ks -pix_fmt yuv422p10le "$work/M.mov" < /dev/null
place=$(ffprobe -v error -select_streams v -show_entries packet=pos -of csv=p=0 "$work/M.mov" < /dev/null | sed -n 2p)
head -c 200 /dev/zero | tr '\0' U | dd of="$work/M.mov" bs=1 seek="${place%,}" conv=notrunc status=none
logged "$tasma" survey "$work/M.mov"
grep -q '^error libav -$' "$work/fields" || fail "libav is not in the log: $(cat "$work/log")"
grep -q '^info - -$' "$work/fields" || fail "tasma is not in the log"

# A TIFF that ends within its strips.
mkdir "$work/T"
ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=24 -frames:v 2 -pix_fmt rgb24 -compression_algo lzw "$work/T/f%1d.tif" < /dev/null
printf '\xff\xff\xff\xff\xff\xff' | dd of="$work/T/f2.tif" bs=1 seek=60 conv=notrunc status=none
rm "$work/log"
logged "$tasma" preserve "$work/T" --rate 24 --output "$work/T.mkv"
grep -q ' libtiff -$' "$work/fields" || fail "libtiff is not in the log: $(cat "$work/log")"
tail -n 1 "$work/log" | grep -q '"text":"exit [0-9]*"' || fail "the log does not tell how it ended"
