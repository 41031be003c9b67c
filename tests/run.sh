#!/bin/bash
# The gate. Installs what is missing, builds with all warnings as errors, runs the suite on the release build and the
# unit tests under the address and undefined-behaviour sanitizers.
#
#   tests/run.sh          what every change must pass
#   tests/run.sh --all    with the slow tests (sweeps, quality, long fuzzing) as well
#
# The last line counts: "N passed, N failed, N skipped", over both builds. Exit code 0 only if nothing failed.
# Shared material is looked for in TASMA_SHARED, or else in ../shared; tests without theirs count as skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

without_slow=(--label-exclude slow)
case "${1-}" in
  '') ;;
  --all) without_slow=() ;;
  *)
    echo "usage: tests/run.sh [--all]" >&2
    exit 2
    ;;
esac

export TASMA_SHARED="${TASMA_SHARED-$PWD/../shared}"
passed=0 failed=0 skipped=0

# fail_early WHAT: nothing could be tested; still says so in the form that is promised.
fail_early() {
  echo "tests/run.sh: $1" >&2
  echo "$passed passed, $((failed + 1)) failed, $skipped skipped"
  exit 1
}

# number_of NAME FILE: an attribute of the suite in ctest's JUnit report.
number_of() { grep -o -m1 "\b$1=\"[0-9]*\"" "$2" | tr -dc 0-9; }

# failures FILE...: the failed tests of ctest's JUnit report with the last lines each of them printed.
failures() {
  awk '/<testcase /{bad = /status="fail"/; lines = 0}
       bad {line[lines++] = $0}
       /<\/testcase>/ && bad {print line[0]; for (i = lines > 40 ? lines - 40 : 1; i < lines; ++i) print line[i]; bad = 0}' "$@"
}

# build_and_test PRESET [CTEST-OPTIONS...]
build_and_test() {
  local preset=$1 report="$PWD/build/$1/tests.xml" result=0
  shift
  cmake --preset "$preset" > "build/$preset.log" 2>&1 || {
    cat "build/$preset.log" >&2
    fail_early "cmake --preset $preset failed"
  }
  cmake --build --preset "$preset" -- --quiet || fail_early "the build of preset $preset failed"
  rm -f "$report"
  ctest --preset "$preset" --parallel "$(nproc)" --output-junit "$report" "$@" < /dev/null || result=$?
  [ -s "$report" ] || fail_early "ctest left no report for preset $preset"

  local all bad left
  all=$(number_of tests "$report") bad=$(number_of failures "$report")
  left=$(($(number_of skipped "$report") + $(number_of disabled "$report")))
  passed=$((passed + all - bad - left)) failed=$((failed + bad)) skipped=$((skipped + left))
  [ "$all" -gt 0 ] || fail_early "preset $preset has no tests"
  [ "$result" -eq 0 ] || [ "$bad" -gt 0 ] || failed=$((failed + 1))  # ctest is unhappy about something else
}

source tests/packages.sh
install_missing_packages || fail_early "packages are missing"
command -v ccache > /dev/null && export CMAKE_CXX_COMPILER_LAUNCHER=ccache
mkdir -p build

build_and_test release "${without_slow[@]}"
build_and_test asan "${without_slow[@]}"

[ "$failed" -eq 0 ] || failures build/release/tests.xml build/asan/tests.xml
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
