#!/usr/bin/env bash
# A vendor's checksum lists: found, compared by inspect without encoding, and by preserve from its one read.
source "$(dirname "$0")/common.sh"

# says WORDS: they stand in what the last command printed.
says() { grep -qF -- "$1" "$work/stdout" || fail "not said: $1 in $(cat "$work/stdout")"; }

draw_reel "$work/R1" 6 64x48
cd "$work/R1"
expect 3 "$tasma" inspect . --checksums --quiet
says 'missing_digest: no checksum list'
expect 0 "$tasma" inspect . --quiet

# Whoever made it, wherever it lies: all files match.
all_match() {
  expect 0 "$tasma" inspect "$work/R1" --checksums --quiet
  says "$1 ("
  says "$2, 7 of 7 files match)"
}
md5sum -- *.dpx *.wav > ../list
mv ../list md5sum.txt
all_match md5sum.txt MD5
(cd .. && sha1sum -b --tag R1/*.dpx R1/*.wav) > ../R1_checksums.txt
rm md5sum.txt
all_match ../R1_checksums.txt SHA-1
rm ../R1_checksums.txt
{ printf '\xef\xbb\xbf'; sha512sum -- *.dpx *.wav | sed 's|  |  D:\\scans\\R1\\|; s/$/\r/' | tr 'a-f' 'A-F' | sed 's/\.DpX/.dpx/; s/\.wAv/.wav/'; } > vendor.txt
all_match vendor.txt SHA-512
rm vendor.txt
hashdeep_list() {
  printf '%%%%%%%% HASHDEEP-1.0\n%%%%%%%% size,md5,sha256,filename\n## Invoked from: /scans\n'
  for file in *.dpx *.wav; do
    echo "$(stat -c %s "$file"),$(md5sum "$file" | cut -c-32),$(sha256sum "$file" | cut -c-64),/scans/R1/$file"
  done
}
hashdeep_list > ../R1.hashdeep
all_match ../R1.hashdeep 'MD5, SHA-256'
rm ../R1.hashdeep

# Match, mismatch, missing and unlisted at once; in three algorithms, one of which preserve does not need otherwise.
faulty_lists() {
  md5sum -- frame_0000001.dpx frame_0000002.dpx frame_0000003.dpx | sed '2s/^......../deadbeef/' > scan.md5
  echo '00112233445566778899aabbccddeeff  gone.dpx' >> scan.md5
  echo 'no checksum' >> scan.md5
  sha1sum -- frame_0000004.dpx sound.wav | sed '2s/^......../deadbeef/' > scan.sha1
  sha256sum -- frame_0000005.dpx > scan.sha256
}
faulty_lists
expect 65 "$tasma" inspect . --checksums --quiet
says 'scan.md5 (MD5, 2 of 4 files match)'
says 'scan.sha1 (SHA-1, 1 of 2 files match)'
says 'refusal mismatched_digest, frame 2, frame_0000002.dpx: its MD5 is '"$(md5sum frame_0000002.dpx | cut -c-32)"', line 2 of scan.md5 says deadbeef'
says 'refusal mismatched_digest, sound.wav'
says 'refusal missing_file, gone.dpx: listed in scan.md5'
says 'note missing_digest, frame 6'
says 'remark invalid_checksums, scan.md5: 1 of its lines are no checksums, the first is line 5'
expect 65 "$tasma" inspect . --checksums --json --threads 1 --quiet
tr -d ' \n' < "$work/stdout" > "$work/json"
for list in '"scan.md5","algorithms":["MD5"],"listed":4,"matched":2,"mismatched":1,"missing":1,"unlisted":4' \
  '"scan.sha1","algorithms":["SHA-1"],"listed":2,"matched":1,"mismatched":1,"missing":0,"unlisted":5' \
  '"scan.sha256","algorithms":["SHA-256"],"listed":1,"matched":1,"mismatched":0,"missing":0,"unlisted":6'; do
  grep -qF "{\"list\":$list}" "$work/json" || fail "no $list in $(cat "$work/json")"
done

# Preserve says the same as remarks, and the package remembers; also of segments that were
# finished before an interruption.
as_remarks() {
  says "remark mismatched_digest, frame 2, frame_0000002.dpx: its MD5 is $(md5sum frame_0000002.dpx | cut -c-32), line 2 of scan.md5 says deadbeef"
  says 'remark mismatched_digest, sound.wav: its SHA-1'
  says 'remark missing_file, gone.dpx'
  says 'note missing_digest, frame 6'
  [ "$(grep -c mismatched_digest "$work/stdout")" = 2 ] || fail "others do not match: $(cat "$work/stdout")"
}
expect 3 "$tasma" preserve . --output "$work/R1.mkv" --quiet
as_remarks
expect 3 "$tasma" run . --output "$work/out" --make preservation --quiet
as_remarks
grep -q '"mismatched_digest"' "$work/out/R1/preservation/data/metadata/process.json" || fail "the package forgets"
expect 3 "$tasma" verify "$work/out/R1/preservation" --quiet
says 'mismatched_digest, frame 2'
draw_reel "$work/R2" 60
(cd "$work/R2" && sha1sum -- *.dpx | sed '1s/^......../deadbeef/' > scan.sha1)
export TASMA_SEGMENT_LENGTH=3
"$tasma" preserve "$work/R2" --output "$work/R2.mkv" --quiet &
preserving=$!
until [ -e "$work/.tasma/R2/preserve/preserve-1-3.json" ] || ! kill -0 $preserving 2> /dev/null; do sleep 0.01; done
kill -9 $preserving 2> /dev/null || true
wait $preserving 2> /dev/null || true
[ ! -e "$work/R2.mkv" ] || fail "the kill came too late"
[ -e "$work/.tasma/R2/preserve/preserve-1-3.json" ] || fail "no segment was made"
expect 3 "$tasma" preserve "$work/R2" --output "$work/R2.mkv" --quiet
says 'remark mismatched_digest, frame 1, frame_0000001.dpx: its SHA-1'
[ "$(grep -c mismatched_digest "$work/stdout")" = 1 ] || fail "others do not match: $(cat "$work/stdout")"

# A list that is right costs nothing and is not mentioned; one file is a scan, too.
rm scan.md5 scan.sha1 scan.sha256
md5sum -- *.dpx *.wav > scan.md5
expect 0 "$tasma" preserve . --output "$work/right.mkv" --quiet
[ "$(grep -vc '^master' "$work/stdout")" = 0 ] || fail "said for nothing: $(cat "$work/stdout")"
cd ..
sha384sum right.mkv | cut -c-96 > right.mkv.sha384
expect 0 "$tasma" inspect right.mkv --checksums --quiet
says '../right.mkv.sha384 (SHA-384, 1 of 1 files match)'
sed -i 's/^./x/' right.mkv.sha384
expect 3 "$tasma" inspect right.mkv --checksums --quiet
says 'remark invalid_checksums, ../right.mkv.sha384'
