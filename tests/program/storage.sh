#!/usr/bin/env bash
# Storage that fails ends a run with 74 and the name of the file; nothing unfinished has a final name, and with storage that
# works the same command goes on to the same bytes. A few faults of each kind, or many of them (EVERYWHERE=1).
source "$(dirname "$0")/common.sh"
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: tracing is forbidden"; exit 77; }
wanted=2 copies=h264 ends=0
[ -z "${EVERYWHERE-}" ] || wanted=12 copies=h264,dcp ends=3 # so short a DCP is remarked on

draw_clean_reel "$work/R1" 4 64x48
export TASMA_SEGMENT_LENGTH=2
out=$work/out
run=("$tasma" run "$work/R1" --as $copies --threads 1 --quiet --output "$out")
calls=read,pread64,write,fsync,rename,renameat,renameat2,mkdir,unlink,unlinkat,close
expect $ends strace -qq -y -o "$work/trace" -e trace=$calls "${run[@]}"
mv "$out" "$work/golden"

# Which calls of each kind are about our files, by their count among all of that kind: "CALL COUNT FILE".
awk -v work="$work" '{ call = $0; sub(/\(.*/, "", call); n[call]++ }
  match($0, work "/[^\">]*") { print call, n[call], substr($0, RSTART, RLENGTH) }' "$work/trace" > "$work/calls"

# faults CALL: the counts to try: the first, some between on a grid that grows, the last ones.
faults() {
  awk -v call="$1" -v wanted=$wanted '$1 == call { at[++n] = $2 }
    END { for (i = 0; i < wanted; ++i) { k = int(exp(log(n) * i / (wanted - 1)) + 0.5); if (k > last) print at[last = k] }
          for (k = n - wanted / 4; k < n; ++k) if (k > 0 && int(k) > 0) print at[int(k)] }' "$work/calls" | sort -nu
}

# nothing_half: what is visible is sealed.
nothing_half() {
  local file
  while IFS= read -r file; do
    [ -e "$work/golden/${file#"$out/"}" ] || fail "$file is visible after $fault"
    cmp -s "$file" "$work/golden/${file#"$out/"}" || fail "$file is not whole after $fault"
  done < <(find "$out" -path "$out/.tasma" -prune -o -type f -print 2> /dev/null)
}

# goes_on COMMAND...
goes_on() {
  nothing_half
  expect $ends "$@"
  diff -r "$work/golden" "$out" || fail "other bytes after $fault"
  rm -r "$out"
}

# error CODES CALL ERRNO: at each of the faults CALL fails. A run may have some calls more or fewer than the one that was
# counted, so that another fails, or none; most must be about our files.
error() {
  local codes=$1 call=$2 which code file hits=0 tries=0
  for which in $(faults "$call"); do
    fault="$3 of $call $which" code=0
    strace -qq -y -o "$work/trace" -e trace="$call" -e inject="$call:error=$3:when=$which" "${run[@]}" > "$work/stdout" 2> "$work/err" || code=$?
    [ "$code" != $ends ] || code=0
    tries=$((tries + 1))
    if ! file=$(grep INJECTED "$work/trace" | grep -o "$work/[^\">]*"); then
      grep -q INJECTED "$work/trace" || [ "$code" = 0 ] || fail "exit $code without a fault: $(cat "$work/err")"
      goes_on "${run[@]}"
      continue
    fi
    [[ " $codes " = *" $code "* ]] || fail "exit $code after $fault of $file: $(cat "$work/stdout" "$work/err")"
    echo "$fault: $code, ${file#"$work/"}: $(cat "$work/err")"
    [ "$code" = 0 ] || grep -q '^tasma: T[0-9]*: ' "$work/err" || fail "not a word after $fault"
    hits=$((hits + 1))
    goes_on "${run[@]}"
  done
  [ $((2 * hits)) -gt $tries ] || fail "of $tries errors of $call $hits hit our files"
}

error 74 pread64 EIO
error 74 write ENOSPC
error 74 fsync EIO
error 74 renameat2 EIO

# A folder that cannot be listed to its end stops no batch.
draw_clean_reel "$work/R2" 2 64x48
find "$work/R2" -exec touch -d '2 hours ago' {} +
printf 'scan,rate\nR2,24\n' > "$work/reels.csv"
for which in $(expect 0 strace -qq -y -o "$work/trace" -e trace=getdents64 "$tasma" batch "$work/reels.csv" --make preservation --quiet \
  --output "$work/batch" && awk -v scan="$work/R2>" '{ n++ } index($0, scan) { print n }' "$work/trace"); do
  rm -rf "$work/batch"
  expect 0 strace -qq -y -o "$work/trace" -e trace=getdents64 -e inject=getdents64:error=EIO:when="$which" \
    "$tasma" batch "$work/reels.csv" --make preservation --quiet --output "$work/batch"
  grep -q INJECTED "$work/trace" || fail "listing did not fail"
done

# The work folder is removed by somebody, half-way.
fault="a vanished folder" code=0
"${run[@]}" > "$work/stdout" 2> "$work/err" &
process=$!
until [ -e "$out/.tasma/R1/preserve/preserve-1-2.json" ] || [ ! -d "/proc/$process" ]; do sleep 0.002; done
kill -STOP $process
rm -r "$out"
kill -CONT $process
wait $process || code=$?
[[ " 66 73 74 " = *" $code "* ]] || fail "exit $code after $fault: $(cat "$work/err")"
goes_on "${run[@]}"
[ -n "${EVERYWHERE-}" ] || exit 0

# A disk that takes long for each write is waited for.
fault="slow writes"
expect $ends strace -qq -f -o "$work/trace" -e trace=write,fsync -e inject=write,fsync:delay_exit=20000 "${run[@]}"
grep -q DELAYED "$work/trace" || fail "nothing was slow"
goes_on "${run[@]}"
error 74 pread64 ESTALE
error 74 read EIO
error 74 write EIO
error 74 rename EIO
error 74 renameat EIO
error 74 mkdir ENOSPC
error "0 74" unlink EIO
error "0 74" unlinkat EIO
error "0 74" close EIO
# A call that a signal has interrupted is made again.
error 0 pread64 EINTR
error 0 read EINTR
error 0 write EINTR
