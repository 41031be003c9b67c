#!/usr/bin/env bash
# A shelf of packages, checked night by night: what is due, what has rotted, gone or been sealed once more; going on.
source "$(dirname "$0")/common.sh"

for i in 1 2 3; do
  "$make_reel" --output "$work/scans/R$i" --frames 2 --size 64x48 --seed "$i" > /dev/null
  expect 0 "$tasma" run "$work/scans/R$i" --make preservation --rate 24 --output "$work/shelf" --quiet
done
register=$work/shelf/tasma-register.jsonl
shelf() { expect "$1" "$tasma" verify --shelf "$work/shelf" "${@:2}" --quiet; }
says() { diff - "$work/stdout" || fail "not what is to be said of this shelf"; }

# Nothing is entered by a dry run; then all packages are checked, then none: they are younger.
shelf 0 --dry-run
[ ! -e "$register" ] || fail "a dry run entered something"
shelf 0 --older-than 365d
says <<< "$(printf 'R%d/preservation: sound\n' 1 2 3)"
[ "$(wc -l < "$register")" = 3 ] || fail "not a line a package"
grep -q "$(sha256sum < "$work/shelf/R2/preservation/manifest-sha256.txt" | cut -d' ' -f1)" "$register" || fail "no digest of the manifest"
shelf 0 --older-than 365d
says < /dev/null

# A check of a year and more ago is due; what was never checked comes first, and a torn line is no check.
sed -i '/R2/s/"when":"20../"when":"2001/' "$register"
truncate -s -9 "$register"
printf '{"schema":"tasma.register/1","when":"20' >> "$register"
shelf 0 --older-than 365d
says <<< "$(printf 'R%d/preservation: sound\n' 3 2)"
[ "$(tail -n 2 "$register" | grep -c '^{.*}$')" = 2 ] || fail "entered behind a torn line: $(cat "$register")"

# A flipped byte is found and entered, and stays due until it is mended.
master=$work/shelf/R2/preservation/data/R2.mkv
cp -p "$master" "$work/kept"
printf '\x55\xaa' | dd of="$master" bs=1 seek=3000 conv=notrunc status=none
shelf 65 --level fixity
grep -q '^R2/preservation: not sound' "$work/stdout" || fail "damage is not told: $(cat "$work/stdout")"
tail -n 3 "$register" | grep -q '"R2/preservation".*"not sound","exit":65' || fail "damage is not entered"
shelf 65 --older-than 365d
[ "$(grep -c preservation: "$work/stdout")" = 1 ] || fail "not the damaged one alone: $(cat "$work/stdout")"
cp -p "$work/kept" "$master"
shelf 0 --older-than 365d
says <<< "R2/preservation: sound"

# A package that is gone, until a person says that this is right; one that was sealed once more.
mv "$work/shelf/R1" "$work/elsewhere"
shelf 65 --older-than 365d
grep -q 'refusal missing_package' "$work/stdout" || fail "a vanished package is not told"
shelf 65 --older-than 365d --json
python3 - "$work/stdout" << 'PY' || fail "the document"
import json, sys
document = json.load(open(sys.argv[1]))
assert document["schema"] == "tasma.shelf/1" and document["exit"] == 65 and document["left"] == 0
assert [(p["package"], p["verdict"]) for p in document["packages"]] == [("R1/preservation", "missing")]
PY
echo '{"schema":"tasma.register/1","when":"2024-05-31T12:00:00Z","package":"R1/preservation","verdict":"withdrawn"}' >> "$register"
shelf 0 --older-than 365d
bag=$work/shelf/R3/preservation
echo "lent to the museum" > "$bag/data/note.txt"
(cd "$bag" && find data -type f | LC_ALL=C sort -r | xargs sha256sum > manifest-sha256.txt
  sed -i "s/^Payload-Oxum.*/Payload-Oxum: $(find data -type f -printf '%s\n' | awk '{ s += $1; n++ } END { print s "." n }')/" bag-info.txt
  sha256sum bag-info.txt bagit.txt manifest-sha256.txt > tagmanifest-sha256.txt)
shelf 3
grep -q 'remark unexpected_change' "$work/stdout" || fail "a package that was sealed once more is not told: $(cat "$work/stdout")"
shelf 0

# Two questions at once, options without a shelf, a register in a package, a shelf whose disk is not there.
expect 2 "$tasma" verify --shelf "$work/shelf" "$bag"
expect 2 "$tasma" verify "$bag" --older-than 3d
expect 73 "$tasma" verify --shelf "$work/shelf" --register "$bag/data/r.jsonl"
expect 66 "$tasma" verify --shelf "$work/scans"

# SIGTERM and the time: what was checked until then is entered, and the next call goes on.
cp -r "$bag" "$work/shelf/A"
truncate -s 20G "$work/shelf/A/data/large"
cp -r "$bag" "$work/shelf/B"
printf '%064d  data/large\n' 0 >> "$work/shelf/A/manifest-sha256.txt"
"$tasma" verify --shelf "$work/shelf" --older-than 365d --quiet > "$work/stdout" 2> "$work/err" &
sleep 1
kill -TERM $!
code=0
wait $! || code=$?
[ "$code" = 143 ] || fail "exit $code after SIGTERM"
! grep -q '"A"' "$register" || fail "a package half checked was entered"
expect 75 faketime -f '@2024-01-01 05:59:58' "$tasma" verify --shelf "$work/shelf" --until 06:00 --quiet
says <<< "left for the next time: 4"
rm -r "$work/shelf/A"
shelf 0 --older-than 365d
says <<< "B: sound"

# On tape each file is opened once, in the order of the manifest, and never sought in.
strace -o /dev/null true 2> /dev/null || exit 77  # where tracing is forbidden
expect 0 strace -f -y -qq -e trace=openat,lseek,pread64,mmap -o "$work/trace" "$tasma" verify "$bag" --storage tape --quiet
grep openat "$work/trace" | grep -v O_DIRECTORY | sed -n 's|^[^"]*"[^"]*R3/preservation/\([^"]*\)".*|\1|p' > "$work/read"
diff <(tail -n +5 "$work/read") <(cut -c67- "$bag/manifest-sha256.txt") || fail "not the order of the manifest"
[ -z "$(sort "$work/read" | uniq -d)" ] || fail "read twice: $(sort "$work/read" | uniq -d)"
! grep -E '^[^"]*(lseek|pread64|mmap)\(.*R3/preservation' "$work/trace" || fail "sought in"
expect 2 "$tasma" verify "$bag" --storage tape --level full
expect 2 "$tasma" verify "$master" --storage tape
