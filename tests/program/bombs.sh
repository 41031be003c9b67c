#!/usr/bin/env bash
# Small files that claim to be huge, endless or elsewhere are refused by name, in seconds and in little memory, and nothing
# is written where they point.
source "$(dirname "$0")/common.sh"

draw_clean_reel "$work/R1" 3 64x48
expect 0 "$tasma" run "$work/R1" --make preservation --output "$work/out" --quiet
python3 - "$work" << 'PY'
import os, struct, sys
work = sys.argv[1]
def put(name, data):
    os.makedirs(os.path.dirname(work + "/" + name), exist_ok=True)
    open(work + "/" + name, "wb").write(data)
def entries(*fields): return struct.pack("<H", len(fields)) + b"".join(struct.pack("<HHII", *f) for f in fields) + bytes(4)
put("tiff/f_1.tif", b"II*\0\x08\0\0\0" + entries((256, 4, 1, 200000), (257, 4, 1, 200000), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1),
    (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 200000), (279, 4, 1, 0xfffffff0)))
drawn = bytearray(open(work + "/R1/frame_0000001.dpx", "rb").read())
def dpx(name, *changes):
    data = bytearray(drawn)
    for at, value in changes: struct.pack_into(">I", data, at, value)
    put(name, data)
dpx("offset/f_1.dpx", (4, 0xffffff00))
dpx("size/f_1.dpx", (772, 0x7fffffff), (776, 0x7fffffff))
dpx("zero/f_1.dpx", (772, 0), (776, 0))
wide = struct.pack("<Q", 1 << 63)
fmt = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16)
put("bomb.wav", b"RF64\xff\xff\xff\xffWAVEds64" + struct.pack("<I", 28) + wide * 3 + bytes(4) + fmt + b"data\xff\xff\xff\xff" + bytes(8))
put("laughs.xml", ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' +
    "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + ']><tt xmlns="http://www.w3.org/ns/ttml"><body>&j;</body></tt>').encode())
put("nested.toml", b"version = 1\nfilm = " + b"[" * 100000)
put("tables.toml", b"version = 1\n[" + b"a." * 100000 + b"a]\n")
put("veto.json", b"[" * 1000000)
put("long.csv", b"scan;reel\n" + b'"' + b"x" * 3000000)
PY

# refused CODES WORD COMMAND...: in 20 seconds and 600 MB, without more words than a person reads.
refused() {
  local codes=$1 word=$2 code=0
  shift 2
  timeout 20 /usr/bin/time -q -f %M -o "$work/peak" "$@" > "$work/stdout" 2> "$work/err" || code=$?
  [[ " $codes " = *" $code "* ]] || fail "exit $code: $*: $(head -c 2000 "$work/stdout" "$work/err")"
  grep -q -- "$word" "$work/stdout" "$work/err" || fail "no word of '$word': $(head -c 2000 "$work/stdout" "$work/err")"
  [ "$(cat "$work/peak")" -lt 600000 ] || fail "$(cat "$work/peak") KiB: $*"
  [ "$(cat "$work/stdout" "$work/err" | wc -c)" -lt 4000 ] || fail "too many words: $*"
}
for bomb in tiff/f_1.tif offset/f_1.dpx size/f_1.dpx zero/f_1.dpx; do
  refused 65 f_1 "$tasma" inspect "$work/$bomb" --quiet
  refused 65 f_1 "$tasma" preserve "$work/${bomb%/*}" --rate 24 --output "$work/M.mkv" --quiet
done
refused 65 bomb.wav "$tasma" screen "$work/R1" --sound "$work/bomb.wav" --output "$work/no" --as h264 --quiet
refused "65 2" laughs.xml "$tasma" screen "$work/R1" --subtitles "$work/laughs.xml" --subtitle-language en --output "$work/no" --as h264 --quiet
refused 2 nested.toml "$tasma" run "$work/nested.toml" --output "$work/no" --quiet
refused 2 tables.toml "$tasma" run "$work/tables.toml" --output "$work/no" --quiet
refused "2 65" veto.json "$tasma" restore "$work/R1" --veto "$work/veto.json" --output "$work/M.mkv" --quiet
refused "2 65" long.csv "$tasma" batch "$work/long.csv" --output "$work/no" --quiet
[ ! -e "$work/M.mkv" ] && [ ! -e "$work/no" ] || fail "something was made"

# Manifests that lead elsewhere, a link in a package, a million files that are not there.
package=$work/out/R1/preservation
digest=$(printf '%064d' 0)
bag() { rm -rf "$work/bag" && cp -r "$package" "$work/bag"; }
for path in ../x data/../../x /etc/passwd data//../../../x; do
  bag
  echo "$digest  $path" >> "$work/bag/manifest-sha256.txt"
  refused 65 manifest-sha256.txt "$tasma" verify "$work/bag" --quiet
done
bag
ln -s /etc/passwd "$work/bag/data/link"
refused 65 data/link "$tasma" verify "$work/bag" --quiet
bag
rm "$work/bag/data/metadata/reel.json"
ln -s /dev/zero "$work/bag/data/metadata/reel.json"
refused 65 reel.json "$tasma" verify "$work/bag" --quiet
bag
echo "http://127.0.0.1:1/x 5 data/x" > "$work/bag/fetch.txt"
echo "$digest  data/x" >> "$work/bag/manifest-sha256.txt"
refused 65 data/x "$tasma" verify "$work/bag" --quiet
