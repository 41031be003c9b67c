#!/usr/bin/env bash
# No command and no option writes into a scan, or replaces a scan, a preservation master, a sealed package, or a file
# that is not tasma's.
source "$(dirname "$0")/common.sh"

mkdir -p "$work/scans" "$work/out"
draw_reel "$work/scans/R1" 3 64x48
echo mine > "$work/scans/notes.txt"
expect 0 "$tasma" run "$work/scans/R1" --output "$work/out" --make preservation --quiet
expect 0 "$tasma" preserve "$work/scans/R1" --output "$work/M.mkv" --quiet
state() { find "$work/scans" "$work/out" "$work/M.mkv" -type f -exec sha256sum {} + | sort; }
state > "$work/before"

# Into the scan, by any path.
expect 77 "$tasma" run "$work/scans/R1" --output "$work/scans/R1/out" --quiet
expect 77 "$tasma" run "$work/scans/R1" --output "$work/scans" --quiet
expect 77 "$tasma" run "$work/scans/R1" --output "$work/scans" --reel R1 --make screening --quiet
expect 77 "$tasma" preserve "$work/scans/R1" --output "$work/scans/R1/M.mkv" --quiet
(cd "$work/scans/R1" && expect 77 "$tasma" preserve . --output new/M.mkv --quiet) || exit 1
expect 0 "$tasma" run "$work/scans/R1" --output "$work/elsewhere" --work "$work/scans" --make preservation --quiet

# Over what is not a restoration.
expect 77 "$tasma" restore "$work/scans/R1" --output "$work/scans" --frames-as dpx --overwrite --quiet
expect 77 "$tasma" restore "$work/scans/R1" --output "$work/scans/R1" --frames-as dpx --overwrite --quiet
expect 77 "$tasma" restore "$work/M.mkv" --output "$work/M.mkv" --overwrite --quiet
expect 73 "$tasma" restore "$work/scans/R1" --output "$work/M.mkv" --overwrite --quiet
expect 73 "$tasma" restore "$work/scans/R1" --output "$work/out/R1/preservation" --frames-as dpx --overwrite --quiet
expect 73 "$tasma" restore "$work/scans/R1" --output "$work/out/R1" --frames-as dpx --overwrite --quiet
expect 73 "$tasma" restore "$work/scans/R1" --output "$work/out/R1/preservation/data/R1.mkv" --overwrite --quiet
expect 73 "$tasma" screen "$work/scans/R1" --output "$work/out/R1/preservation/data" --quiet
expect 2 "$tasma" restore "$work/scans/R1" --output "$work/scans/notes.txt" --overwrite --quiet
draw_reel "$work/R2" 4 64x48
expect 73 "$tasma" preserve "$work/R2" --output "$work/M.mkv" --quiet
expect 73 "$tasma" preserve "$work/R2" --output "$work/M.mkv" --overwrite --quiet
expect 73 "$tasma" preserve "$work/scans/R1" --rate 18 --output "$work/M.mkv" --quiet
expect 0 "$tasma" preserve "$work/scans/R1" --output "$work/M.mkv" --quiet
grep -q 'made before' "$work/stdout" || fail "the same scan is not recognised"
expect 0 "$tasma" restore "$work/scans/R1" --output "$work/restored.mkv" --repair none --quiet
expect 73 "$tasma" preserve "$work/scans/R1" --output "$work/restored.mkv" --quiet
state | diff "$work/before" - || fail "something was written or replaced"

# A restoration may be replaced, and has its plan beside it.
expect 0 "$tasma" restore "$work/scans/R1" --output "$work/frames/" --frames-as dpx --repair none --quiet
expect 73 "$tasma" restore "$work/scans/R1" --output "$work/frames" --frames-as dpx --quiet
expect 0 "$tasma" restore "$work/scans/R1" --output "$work/frames" --frames-as tiff --frames 2-3 --repair none --overwrite --quiet
[ "$(ls "$work/frames" | wc -l)" = 2 ] || fail "leftovers among the frames: $(ls "$work/frames")"
grep -q '"schema":"tasma.plan/1"' "$work/frames.plan.jsonl" || fail "no plan beside the frames"
state | diff "$work/before" - || fail "something was written or replaced"
