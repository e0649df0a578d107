#!/bin/bash
# run_tests.sh PRESET JOBS: ctest, then a line for each test that was skipped, with its reason.
cd "$(dirname "$0")/.." || exit 1
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_stack_use_after_return=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tools/sanitizers/leaks.txt:print_suppressions=0}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-suppressions=$PWD/tools/sanitizers/races.txt}"
ctest --preset "$1" -j "$2"
result=$?
awk '/: Skipped$/ { getline reason; count[reason]++ }
     END { for (reason in count) printf "skipped: %d test(s): %s\n", count[reason], reason }' \
  "build/$1/Testing/Temporary/LastTest.log"
exit $result
