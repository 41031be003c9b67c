#!/usr/bin/env bash
# One bit flipped at 200 places of a finished master, over every kind of element and behind the Segment: `fixity` and
# `full` both notice each. What `structure` says, it says without having looked at content.
source "$(dirname "$0")/common.sh"
flips=${FLIPS:-200}

draw_reel "$work/R" 12 40x30
printf '\x1a\x45\xdf\xa3 kept behind the Segment' > "$work/R/magic.bin"
echo 'attached in front' > "$work/R/notes.txt"
expect 0 "$tasma" preserve "$work/R" --output "$work/M.mkv" --quiet
expect 0 "$tasma" verify "$work/M.mkv" --level full --quiet
expect 0 "$tasma" verify "$work/M.mkv" --level structure --quiet
grep -q 'proves nothing about content' "$work/stdout" || fail "structure does not say what it left out"

# Positions: the first bytes of every element at the top with its inside, then evenly drawn ones.
python3 - "$work/M.mkv" "$flips" > "$work/places" << 'PYTHON'
import random, sys
data, wanted = open(sys.argv[1], "rb").read(), int(sys.argv[2])

def number(at, keep_marker):
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at:at + length], "big")
    return length, value if keep_marker else value & ((1 << (7 * length)) - 1)

def element(at):
    id_length, _ = number(at, True)
    size_length, size = number(at + id_length, False)
    return at + id_length + size_length, at + id_length + size_length + size

places, kinds = [], {}
_, at = element(0)
places += list(range(0, at))  # the EBML header: each byte
inside, end = element(at)
places += list(range(at, inside))  # the head of the Segment
random.seed(268)
at = inside
while at < end:
    body, behind = element(at)
    kind = data[at:body - 1][:4].hex()
    if kinds.setdefault(kind, 0) < 3:  # heads, CRC-32 and some of the content of the first few of each kind
        places += list(range(at, min(body + 7, behind))) + [random.randrange(at, behind) for _ in range(4)]
    kinds[kind] += 1
    at = behind
places += [random.randrange(end, len(data)) for _ in range(8)]  # behind the Segment
random.shuffle(places)
assert end < len(data), "nothing stands behind the Segment"
places = places[:wanted // 2] + [random.randrange(len(data)) for _ in range(wanted - wanted // 2)]
for place in places:
    print(place, random.randrange(8))
PYTHON

missed=0
while read -r place bit; do
  cp "$work/M.mkv" "$work/F.mkv"
  byte=$(od -An -tu1 -j "$place" -N 1 "$work/F.mkv")
  printf "\\x$(printf %x $((byte ^ (1 << bit))))" | dd of="$work/F.mkv" bs=1 seek="$place" conv=notrunc status=none
  for level in fixity full; do
    code=0
    "$tasma" verify "$work/F.mkv" --level $level --quiet > "$work/stdout" 2> "$work/err" || code=$?
    if [ "$code" != 65 ] || ! grep -qE 'invalid_|mismatched_' "$work/stdout"; then
      echo "byte $place, bit $bit: $level ends with $code: $(cat "$work/stdout" "$work/err")" >&2
      missed=$((missed + 1))
    fi
  done
done < "$work/places"
[ "$(wc -l < "$work/places")" = "$flips" ] || fail "only $(wc -l < "$work/places") places"
[ "$missed" = 0 ] || fail "$missed flips were not noticed"
