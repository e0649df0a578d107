#!/bin/bash
# try_failing_writes.sh FOLDER [KIND...]: saves files while the first, the second, ... call that writes
# fails, until all have failed once (tests/support/preload/failing_writes.cpp). Each time the old file
# must be whole and alone, or the new one; the error names the file and says why. FOLDER holds the built
# programs, such as build/release/tests.
built="$(realpath "${1:?usage: tools/try_failing_writes.sh FOLDER [KIND...]}")"
shift
kinds=("$@")
[ ${#kinds[@]} != 0 ] || kinds=(file npy npz safetensors keras hdf5)
folder="$(realpath "$(mktemp -d)")"
trap 'rm -rf "$folder"' EXIT
failures=0

complain() {
  echo "$kind, $error in call $call: $1"
  sed 's/^/  /' "$folder.said"
  failures=$((failures + 1))
}

# Whether the only file is the old or the new one; after a kill others may be left.
is_only() {
  cmp -s "$folder/file" "$1" && [ "$(ls -A "$folder")" = file ]
}

look() {
  case "$error" in
    KILL) cmp -s "$folder/file" "$folder.old" || cmp -s "$folder/file" "$folder.new" ||
      complain "the file is neither the old one nor the new one" ;;
    SHORT | EINTR) [ "$error" = EINTR ] && [ "$result" = 1 ] && { look_at_error; return; }
      { [ "$result" = 0 ] && is_only "$folder.new"; } || complain "the new file is not there" ;;
    *) if [ "$result" = 0 ]; then
        is_only "$folder.new" || complain "no error, and not the new file alone"
        # The folder may not be readable, and a mode not changeable; what was only read is closed.
        grep -qE "^failing_writes: ((open|close) of $folder|fchmod of .*|close of .*\.tmp( \(deleted\))?)\$" "$folder.said" ||
          complain "a failure of which nobody was told"
      else
        look_at_error
      fi ;;
  esac
}

look_at_error() {
  [ "$result" = 1 ] || { complain "ended with $result"; return; }
  grep -q "^FileError: $folder/file: .*: $reason\$" "$folder.said" ||
    complain "the error does not name the file and the reason"
  if grep -q ": is written, but" "$folder.said"; then
    is_only "$folder.new" || complain "not the new file alone"
  else
    is_only "$folder.old" || complain "not the old file alone"
  fi
}

try() {  # kind, error, goes on: lets call after call fail; counts them in `call`
  kind="$1" error="$2" on="$3"
  case "$error" in
    EIO) reason="Input/output error" ;;
    EFBIG) reason="File too large" ;;
    EINTR) reason="Interrupted system call" ;;
    *) reason="No space left on device" ;;
  esac
  for ((call = 1; call < 10000; ++call)); do
    rm -rf "${folder:?}"/*
    cp "$folder.old" "$folder/file"
    (FAILING_WRITES_FOLDER="$folder" FAILING_WRITES_CALL=$call FAILING_WRITES_ERROR=$error \
      FAILING_WRITES_ON=$on LD_PRELOAD="$built/libkeratin_failing_writes.so" \
      "$built/keratin_save_something" "$kind" "$folder/file"; echo "result $?") \
      >"$folder.said" 2>&1
    result="$(sed -n 's/^result //p' "$folder.said")"
    if ! grep -q '^failing_writes: ' "$folder.said"; then
      { [ "$result" = 0 ] && is_only "$folder.new"; } || complain "not the new file alone"
      break
    fi
    look
  done
}

echo "what was there before" >"$folder.old"
for kind in "${kinds[@]}"; do
  "$built/keratin_save_something" "$kind" "$folder.new" || exit 1
  for error in ENOSPC EIO EFBIG EINTR SHORT KILL; do try "$kind" "$error" 0; done
  try "$kind" ENOSPC 1
  echo "$kind: each of $((call - 1)) calls failed"
done
rm -f "$folder".{old,new,said}
exit $((failures > 0))
