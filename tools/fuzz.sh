#!/bin/bash
# Gives made-up files to each reader for so long, under AddressSanitizer and
# UndefinedBehaviorSanitizer, with 512 MB of memory at most; prints how often each ran and what was
# found.
cd "$(dirname "$0")/.." || exit 1
usage="usage: tools/fuzz.sh [--dev] SECONDS [NAME...]
  --dev   the programs of the preset dev, which do not look at what a file reaches; without it
          libFuzzer's, which needs clang"
preset=fuzz
if [ "${1:-}" = --dev ]; then preset=dev; shift; fi
seconds="${1:?$usage}"
shift
build="build/$preset"
if [ $preset = fuzz ]; then
  mkdir -p build
  { cmake --preset fuzz && cmake --build --preset fuzz; } >build/fuzz.log 2>&1 ||
    { tail -n 40 build/fuzz.log; exit 1; }
fi
names=("$@")
if [ ${#names[@]} = 0 ]; then
  for program in "$build"/fuzz_*; do names+=("${program##*/fuzz_}"); done
fi

# Whole files to begin with.
python3 tools/make_fuzz_seeds.py "$build/seeds" || exit 1
export ASAN_OPTIONS="max_allocation_size_mb=512:hard_rss_limit_mb=768:detect_stack_use_after_return=1"
export UBSAN_OPTIONS="print_stacktrace=1"
export LSAN_OPTIONS="suppressions=$PWD/tools/sanitizers/leaks.txt:print_suppressions=0"

run() {
  local name="$1"
  if [ $preset = dev ]; then
    "$build/fuzz_$name" "$seconds" "$build/found_$name" "$build/seeds/$name"
  else
    mkdir -p "$build/corpus/$name"
    "$build/fuzz_$name" -max_total_time="$seconds" -rss_limit_mb=512 -malloc_limit_mb=512 \
      -timeout=2 -max_len=65536 -print_final_stats=1 -artifact_prefix="$build/found_${name}_" \
      "$build/corpus/$name" "$build/seeds/$name"
  fi
}

failures=0
for name in "${names[@]}"; do
  log="$build/log_of_$name.txt"
  run "$name" >"$log" 2>&1
  result=$?
  runs="$(awk '/number_of_executed_units/ { print $2 }' "$log")"
  printf '%-12s %12s executions  ' "$name" "${runs:-?}"
  if [ $result = 0 ]; then echo "nothing found"; else
    echo "FOUND (all of it: $log)"
    grep -E 'ERROR|SUMMARY|Test unit written' "$log" | head -n 5
    failures=$((failures + 1))
  fi
done
exit $((failures > 0))
