# Sourced by the tests of the real program. $1 is tasma, $2 the reel maker.
set -euo pipefail
tasma=$1
make_reel=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
shared=${TASMA_SHARED:-$here/../../../shared}
work=$(mktemp -d "${TMPDIR:-/tmp}/tasma-program-XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
export LC_ALL=C.UTF-8

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# Takes nothing from its standard input as commands: that may be a pipe which another program is to read.
ffmpeg() { command ffmpeg -nostdin "$@"; }

# A small reel with every defect and with sound.
draw_reel() {
  "$make_reel" --output "$1" --frames "${2:-30}" --size "${3:-256x192}" --dust 6 --flicker 4 --weave 1 --sound --seed 7 > /dev/null
}

# The same without dust, of which a very small picture would be full.
draw_clean_reel() {
  "$make_reel" --output "$1" --frames "$2" --size "$3" --flicker 4 --weave 1 --sound --seed 7 > /dev/null
}

# The beginning of a job file of a drawn reel in R1, with all that would be asked.
job_head() {
  cat << 'TOML'
version = 1
film = "F"
[scan]
rate = 24
element = "print"
transfer = "video"
picture = "none"
[[screen]]
as = ["h264"]
[[reel]]
id = "R1"
scan = "R1"
TOML
}

# Runs a command and checks its exit code: expect CODE COMMAND...
expect() {
  local wanted=$1 code=0
  shift
  "$@" > "$work/stdout" 2> "$work/err" || code=$?
  [ "$code" = "$wanted" ] || {
    cat "$work/stdout" "$work/err" >&2
    fail "exit $code instead of $wanted: $*"
  }
}

# Names and times of all that is in a folder.
times() { (cd "$1" && find . -mindepth 1 -printf '%p %T@\n' | sort); }

# same SCAN DIR: names, bytes and times.
same() {
  diff -r "$1" "$2" || fail "$2 is not $1"
  diff <(times "$1") <(times "$2") || fail "times differ in $2"
}

# The digests of all masters below a folder, by path.
digests() {
  (cd "$1" && find . -path ./.tasma -prune -o -type f \( -name '*.mkv' -o -name '*.mp4' -o -name '*.mov' \) -print0 | sort -z | xargs -0 sha256sum)
}

# MediaConch with a home of its own: it keeps a database there, and says again what it said of a file of that name.
media_conch() {
  mkdir -p "$work/mediaconch"
  HOME=$work/mediaconch mediaconch "$@"
}

# MediaConch's verdict on files by our policy, a line each that begins "pass!" or "fail!". Its exit code is always 0.
verdict() { media_conch --Policy="$here/../../docs/policy/tasma-preservation.xml" "$@"; }

# Masters pass MediaConch's implementation checks and our policy, where MediaConch is installed.
conforms() {
  command -v mediaconch > /dev/null || return 0
  media_conch "$@" > "$work/verdict"
  [ "$(grep -c '^pass!' "$work/verdict")" = $# ] || fail "implementation checks: $(cat "$work/verdict")"
  verdict "$@" > "$work/verdict"
  [ "$(grep -c '^pass!' "$work/verdict")" = $# ] || fail "policy: $(cat "$work/verdict")"
}

# killed_at SEGMENT COMMAND...: a run that is killed as it lets that segment go, which then lies in the master being joined.
killed_at() {
  local segment=$1 code=0
  shift
  { strace -f -qq -e signal=none -o "$work/trace" -P "$segment" -e trace=unlink,unlinkat -e inject=unlink,unlinkat:signal=KILL:when=1 "$@"; } > /dev/null 2>&1 || code=$?
  [ "$code" = 137 ] || fail "exit $code: $segment was not let go"
}
