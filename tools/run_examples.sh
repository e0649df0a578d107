#!/bin/bash
# run_examples.sh BUILD: runs every example in an empty folder. One that needs MNIST where neither
# cache nor network has it counts as skipped; anything else that fails is a failure.
build="$(cd "$1" && pwd)" || exit 1
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0
for program in "$build"/example_*; do
  [ -x "$program" ] || continue
  name="$(basename "$program")"
  begin=$SECONDS
  mkdir "$name"
  if (cd "$name" && "$program" </dev/null) >"$name.log" 2>&1; then
    echo "$name: ok, $((SECONDS - begin)) s"
  elif grep -q 'FileError: .*mnist' "$name.log"; then
    echo "skipped: $name: $(grep -m 1 -o 'FileError: .*' "$name.log")"
  else
    echo "$name: FAILED"
    cat "$name.log"
    failures=$((failures + 1))
  fi
done
exit $((failures > 0))
