#!/bin/bash
# fuzz.sh SECONDS [NAME...]: gives made-up bytes to each reader for so long, under AddressSanitizer,
# with 512 MB of memory at most; prints how often each ran and what was found. Needs clang.
cd "$(dirname "$0")/.." || exit 1
seconds="${1:?usage: tools/fuzz.sh SECONDS [NAME...]}"
shift
cmake --preset fuzz >build/fuzz.log 2>&1 && cmake --build --preset fuzz >>build/fuzz.log 2>&1 ||
  { tail -n 40 build/fuzz.log; exit 1; }
names=("$@")
if [ ${#names[@]} = 0 ]; then
  for program in build/fuzz/fuzz_*; do names+=("${program##*/fuzz_}"); done
fi

# Whole files to begin with.
python3 tools/make_fuzz_seeds.py build/fuzz/seeds || exit 1

failures=0
for name in "${names[@]}"; do
  mkdir -p "build/fuzz/corpus/$name" "build/fuzz/seeds/$name"
  log="build/fuzz/$name.log"
  "build/fuzz/fuzz_$name" -max_total_time="$seconds" -rss_limit_mb=512 -malloc_limit_mb=512 \
    -timeout=10 -max_len=65536 -print_final_stats=1 -artifact_prefix="build/fuzz/found_${name}_" \
    "build/fuzz/corpus/$name" "build/fuzz/seeds/$name" >"$log" 2>&1
  result=$?
  runs="$(awk '/number_of_executed_units/ { print $2 }' "$log")"
  printf '%-8s %12s executions  ' "$name" "${runs:-?}"
  if [ $result = 0 ]; then echo "nothing found"; else
    echo "FOUND"
    grep -E 'ERROR|SUMMARY|Test unit written' "$log" | head -n 5
    failures=$((failures + 1))
  fi
done
exit $((failures > 0))
