#!/usr/bin/env bash
# A disk that is full ends a run with 74 and a file's name, and leaves nothing half; with room the same command goes on to
# the same bytes. The disk grows until the run passes (EVERYWHERE=1: in many steps).
if [ -z "${ALONE-}" ]; then # mounts are for this test alone
  alone=(unshare --user --map-root-user --mount)
  [ "$(id -u)" -ne 0 ] || alone=(unshare --mount)
  "${alone[@]}" true 2> /dev/null || { echo "SKIPPED: nothing can be mounted here"; exit 77; }
  ALONE=1 exec "${alone[@]}" "$0" "$@"
fi
source "$(dirname "$0")/common.sh"
trap 'umount "$work/disk" 2> /dev/null || true; rm -rf "$work"' EXIT
steps=3 seed=${SEED:-$RANDOM}
[ -z "${EVERYWHERE-}" ] || steps=16
RANDOM=$seed
echo "SEED=$seed"

draw_clean_reel "$work/R1" 8 96x64
export TASMA_SEGMENT_LENGTH=2
mkdir "$work/disk"
out=$work/disk/out
run=("$tasma" run "$work/R1" --as h264 --threads 1 --quiet --output "$out")
disk() { mount -t tmpfs -o "$1" tmpfs "$work/disk"; }

disk size=1g
expect 0 "${run[@]}"
cp -r "$out" "$work/golden"
umount "$work/disk"
needed_kib=$(du -sk "$work/golden" | cut -f1)

# Nothing can be written: told before any work.
disk size=1g
mkdir "$out"
mount -o remount,ro "$work/disk"
expect 73 "${run[@]}"
grep -q "$out" "$work/err" || fail "the folder is not named: $(cat "$work/err")"
umount "$work/disk"

failed=0 passed=0 step=0
while [ $passed = 0 ]; do
  size_kib=$((needed_kib * step * 2 / steps + 12)) code=0
  step=$((step + 1))
  disk size=${size_kib}k
  "${run[@]}" > "$work/stdout" 2> "$work/err" || code=$?
  if [ $code = 0 ]; then
    passed=1
  else
    [ $code = 74 ] || fail "exit $code with $size_kib KiB: $(cat "$work/stdout" "$work/err")"
    grep -q "$out" "$work/err" && grep -q "room" "$work/err" || fail "neither file nor help with $size_kib KiB: $(cat "$work/err")"
    failed=$((failed + 1))
    while IFS= read -r package; do # what is visible is complete
      expect 0 "$tasma" verify "$package" --quiet
    done < <(find "$out" -path "$out/.tasma" -prune -o -name bagit.txt -printf '%h\n')
    mount -o remount,size=1g "$work/disk"
    expect 0 "${run[@]}"
  fi
  diff -r "$work/golden" "$out" || fail "other bytes after $size_kib KiB"
  umount "$work/disk"
done
[ $failed -ge 2 ] || fail "the disk was hardly ever full"
echo "full $failed times, passed with $size_kib KiB for $needed_kib"

# A disk that goes in the middle of a run: ext4 aborts its journal, what was not synced is lost, and nothing can be written
# any more. Mounted again, it holds what was finished, and the same command goes on from there.
truncate -s 64M "$work/image"
mkfs.ext4 -q -F "$work/image"
mount -o loop "$work/image" "$work/disk" 2> /dev/null || { echo "SKIPPED: there is no loop device"; exit 77; }
umount "$work/disk"
tries=0
for ((i = 0; i < steps;)); do
  code=0 segments=$((RANDOM % 7)) hit=1
  mount -o loop,commit=600 "$work/image" "$work/disk"
  "${run[@]}" > "$work/stdout" 2> "$work/err" &
  process=$!
  until [ "$(find "$out/.tasma" -name '*.json' 2> /dev/null | wc -l)" -ge $segments ] || [ ! -d /proc/$process ]; do sleep 0.002; done
  kill -STOP $process 2> /dev/null || true
  if [ -e "$out/R1/screening-1" ]; then hit=0; else mount -o remount,abort "$work/disk"; fi # too late
  kill -CONT $process 2> /dev/null || true
  wait $process || code=$?
  [ $hit = 0 ] || [[ " 73 74 " = *" $code "* ]] || fail "exit $code after a disk went: $(cat "$work/err")"
  umount "$work/disk"
  mount -o loop "$work/image" "$work/disk"
  expect 0 "${run[@]}"
  diff -r "$work/golden" "$out" || fail "other bytes after a disk went with $segments segments"
  rm -r "$out"
  umount "$work/disk"
  i=$((i + hit)) tries=$((tries + 1))
  [ $tries -lt $((10 * steps)) ] || fail "no run was slow enough"
done
