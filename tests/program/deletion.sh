#!/usr/bin/env bash
# May this scan be deleted? Only if each copy, where it lies, gives back all that the scan holds today; and tasma deletes
# nothing.
source "$(dirname "$0")/common.sh"

draw_reel "$work/R1" 8 64x48
mkdir -p "$work/R1/sub/empty"
echo 'scanned at night' > "$work/R1/sub/notes.txt"
printf 'a name' > "$work/R1/$(printf 'caf\xe9').txt"
expect 0 "$tasma" run "$work/R1" --make preservation --output "$work/out" --quiet
expect 0 "$tasma" preserve "$work/R1" --output "$work/M.mkv" --quiet
package=$work/out/R1/preservation
before=$(find "$work/R1" -type f -printf '%p %s %T@\n' | sort | sha256sum)

# may CODE ARGUMENTS...: asks; refusals leave no certificate.
may() {
  local wanted=$1
  shift
  rm -f "$work/cert" "$work/cert.files"
  expect "$wanted" "$tasma" verify "$@" --against "$work/R1" --certificate "$work/cert" --quiet
  if [ "$wanted" = 0 ]; then
    [ -s "$work/cert" ] && [ -s "$work/cert.files" ] || fail "no certificate: $*"
  else
    [ ! -e "$work/cert" ] && [ ! -e "$work/cert.files" ] || fail "a certificate in spite of $wanted: $*"
  fi
}
refused_by() { grep -q "$1" "$work/stdout" || fail "no $1: $(cat "$work/stdout")"; }

may 0 "$package" "$work/M.mkv"
diff <(tr '\0' '\n' < "$work/cert.files") <(find "$work/R1" -type f | LC_ALL=C sort) || fail "the list of files"
grep -q "$(sha256sum "$work/M.mkv" | cut -d' ' -f1)" "$work/cert" || fail "no digest of the copy on the page"
grep -q 'page cache dropped' "$work/cert" || fail "the page does not say how the copies were read"
(cd "$work" && expect 0 "$tasma" verify "$package" M.mkv --against R1 --certificate R1.txt --quiet)
[ -s "$work/R1.txt" ] && [ -s "$work/R1.txt.files" ] || fail "no certificate under a name without a folder"
expect 73 "$tasma" verify "$package" "$work/M.mkv" --against "$work/R1" --certificate "$work/cert" --quiet
expect 77 "$tasma" verify "$package" "$work/M.mkv" --against "$work/R1" --certificate "$work/R1/cert" --quiet
expect 2 "$tasma" verify "$package" --certificate "$work/cert" --quiet

# Too few: one copy, the same file twice, by a link too; one is enough where that is said.
may 65 "$package"
may 65 "$work/M.mkv" "$work/M.mkv"
ln "$work/M.mkv" "$work/linked.mkv"
may 65 "$work/M.mkv" "$work/linked.mkv"
refused_by unexpected_duplicate
may 0 "$package" --min-copies 1

# What came after the masters, hidden or not; what changed; what is gone is no loss of the copies.
echo new > "$work/R1/.hidden"
may 65 "$package" "$work/M.mkv"
refused_by missing_file
rm "$work/R1/.hidden"
ln -s notes.txt "$work/R1/sub/link"
may 65 "$package" "$work/M.mkv"
refused_by unexpected_file
rm "$work/R1/sub/link"
mkdir "$work/R1/more"
may 65 "$package" "$work/M.mkv"
rmdir "$work/R1/more"
cp -p "$work/R1/frame_0000005.dpx" "$work/kept"
printf '\001' | dd of="$work/R1/frame_0000005.dpx" bs=1 seek=3000 conv=notrunc status=none
may 65 "$package" "$work/M.mkv"
refused_by mismatched_digest
cp -p "$work/kept" "$work/R1/frame_0000005.dpx"

# A copy with a flipped bit does not count, the other does.
cp "$work/M.mkv" "$work/F.mkv"
printf '\x55\xaa\x55' | dd of="$work/F.mkv" bs=1 seek=$(($(stat -c %s "$work/F.mkv") / 2)) conv=notrunc status=none
may 65 "$package" "$work/F.mkv"
refused_by invalid_
may 65 "$package" "$work/F.mkv" --min-copies 1
may 66 "$package" "$work/nowhere.mkv"

after=$(find "$work/R1" -type f -printf '%p %s %T@\n' | sort | sha256sum)
[ "$before" = "$after" ] || fail "files of the scan were touched"
