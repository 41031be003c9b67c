#!/usr/bin/env bash
# On a cluster the bytes of the local run: also with a task killed, a node lost, and a node with fewer processor features.
# What `tasma status` says is true throughout.
source "$(dirname "$0")/common.sh"
source "$(dirname "$0")/cluster.sh"

export TASMA_SEGMENT_LENGTH=10
draw_reel "$work/R1" 60 320x240
job_head > "$work/film.toml"
"$tasma" run "$work/film.toml" --output "$work/local" --quiet > /dev/null || [ $? = 3 ]
trap 'stop_cluster || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
start_cluster

submit() { "$tasma" submit "$work/film.toml" --output "$work/$1" "${@:2}"; }
standing() { "$tasma" status "$work/$1"; }
# Waits for a state, SECONDS at most; meanwhile nothing is said but that it waits or is worked on.
until_state() { # OUT PATTERN SECONDS
  local end=$((SECONDS + $3)) now
  while now=$(standing "$1"); ! grep -q "^F: $2" <<< "$now"; do
    grep -qE '^F: (in the queue|at work) ?(\(|,|$)' <<< "$now" || fail "not true, as it is to be \"$2\": $now"
    [ "$SECONDS" -lt "$end" ] || {
      tail -n 3 "$work/$1"/.tasma.slurm/F/*.log "$cluster/log/slurmctld.log" >&2
      squeue -r >&2
      fail "not \"$2\" in $3 seconds: $now"
    }
    sleep 0.3
  done
}
same_as_local() { diff -r -x '.tasma*' "$work/local" "$work/$1" || fail "$1: other bytes than the local run"; }
# The first process at work on a step, minded by another: of several, on the node named. Tasks are short.
worker_of() { # STEP NODE
  for _ in $(seq 3000); do
    for process in $(pgrep -f -- "--step $1 "); do
      parent=$(awk '{print $4}' "/proc/$process/stat" 2> /dev/null) || continue
      if is_of_node "$process" "$2" && tr '\0' ' ' < "/proc/$parent/cmdline" 2> /dev/null | grep -q -- "--step $1 "; then
        echo "$process"
        return
      fi
    done
    sleep 0.01
  done
  fail "no task of $1 on $2"
}

# Material that is damaged after it was looked at: told, and nothing is left in the queue. Whole again, it goes on.
scontrol update NodeName=n[1-3] State=DRAIN Reason=test
submit mended > /dev/null || [ $? = 3 ]
standing mended | grep -q '^F: in the queue (measure: 6 waiting' || fail "not told that it waits: $(standing mended)"
expect 75 submit mended
grep -q T4381 "$work/err" || fail "queued twice: $(cat "$work/err")"
mv "$work/R1/frame_0000005.dpx" "$work/frame.dpx"
scontrol update NodeName=n[1-2] State=RESUME # n3 stays out of this
until_state mended 'failed[ :(]' 60
for _ in $(seq 100); do
  [ -n "$(squeue -h)" ] || break
  sleep 0.2
done
standing mended | grep -q '^F: failed: T[0-9]*: ' || fail "not told why, or left in the queue: $(standing mended)"
mv "$work/frame.dpx" "$work/R1/frame_0000005.dpx"
submit mended > /dev/null || [ $? = 3 ]
until_state mended 'done' 120
same_as_local mended

# Taken out of the queue, it is no longer in it, and one machine goes on with what lies there.
submit left > /dev/null || [ $? = 3 ]
until standing left | grep -q 'in the queue.* [1-9][0-9]* segments finished'; do sleep 0.1; done
expect 0 "$tasma" clean "$work/left"
grep -q 'tasks in the queue' "$work/err" || fail "cleaned what is in the queue: $(cat "$work/stdout")"
scancel --me
for _ in $(seq 100); do
  [ -n "$(squeue -h)" ] || break
  sleep 0.2
done
standing left | grep -qE '^F: left unfinished, [0-9]+ segments finished' || fail "not left unfinished: $(standing left)"
"$tasma" run "$work/film.toml" --output "$work/left" --quiet > /dev/null || [ $? = 3 ]
same_as_local left

# Three faults in one night. Tasks begin on all nodes; n3 is another kind of machine and hands its own on.
scontrol update NodeName=n3 State=RESUME
submit faults > /dev/null || [ $? = 3 ]
kill -9 "$(worker_of measure n1)"
standing faults | grep -q '^F: in the queue (measure: ' || fail "not told where it is: $(standing faults)"
expect 75 submit faults
grep -q T4381 "$work/err" || fail "queued twice: $(cat "$work/err")"
worker_of render n2 > /dev/null
kill -9 "$(cat "$cluster/run/slurmd.n2.pid")" $(processes_of_node n2) 2> /dev/null # some are gone before their turn
until_state faults done 240
same_as_local faults
logs=$work/faults/.tasma.slurm/F
cat "$logs"/*.log > "$work/logs"
grep -q T4382 "$work/logs" || fail "n3 was not refused"
grep -q 'DUE TO JOB REQUEUE' "$work/logs" || fail "no task was put back"
grep -q 'put back into the queue: .*signal 9' "$work/logs" || fail "no task was killed"
grep -q 'n2.*DOWN\|Node n2 now down\|node n2.*not responding\|Nodes n2 not responding' "$cluster/log/slurmctld.log" || fail "n2 was not lost"

# Submitted without some features, it is made without them also where there are more: n1 forgets what it is told, n2 is
# gone, n3 is such a machine.
lesser=AVX2,SSE4.1
OPENCV_CPU_DISABLE=$lesser "$tasma" run "$work/film.toml" --output "$work/lesser" --make restored --quiet > /dev/null || [ $? = 3 ]
grep -q 'SSE4.1?' "$work/lesser/R1/restored-1/data/metadata/process.json" || fail "the feature is not turned off"
OPENCV_CPU_DISABLE=$lesser submit pinned --make restored > /dev/null || [ $? = 3 ]
tr '\0' '\n' < "/proc/$(worker_of measure n1)/environ" | grep -q '^OPENCV_CPU_DISABLE=.*SSE4.1' || fail "n1 uses what it has"
until_state pinned 'done' 120
diff -r -x '.tasma*' "$work/lesser" "$work/pinned" || fail "other bytes where there are more features"
! grep -q T4382 "$work"/pinned/.tasma.slurm/F/*.log || fail "a machine that can be pinned was refused"

# Where the queue does not answer, what is on record is told all the same, and of the rest that it is not known.
scontrol update NodeName=n[1-3] State=DRAIN Reason=test
submit silent > /dev/null || [ $? = 3 ]
kill -9 "$(cat "$cluster/run/slurmctld.pid")"
standing pinned | grep -q '^F: done' || fail "not told from the record: $(standing pinned)"
standing silent | grep -q '^F: the queue does not answer' || fail "told what nobody knows: $(standing silent)"
expect 75 submit silent
grep -q T4380 "$work/err" || fail "not told that Slurm takes nothing: $(cat "$work/err")"
