#!/bin/bash
# installed_copy.sh BUILD: installs BUILD into an empty folder and builds an outside program against
# the copy, once with CMake's find_package and once with pkg-config.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
prefix="$folder/prefix"

cmake --install "$1" --prefix "$prefix" >"$folder/install.log"
if find "$prefix" -name '*_internal.h' -o -path '*backend/cpu*' | grep .; then
  echo "these private headers were installed" >&2
  exit 1
fi

echo "with CMake:"
cmake -S "$here" -B "$folder/cmake" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release \
  >"$folder/configure.log"
cmake --build "$folder/cmake" >"$folder/build.log" || { cat "$folder/build.log" && exit 1; }
"$folder/cmake/outside"

echo "with pkg-config:"
PKG_CONFIG_PATH="$(dirname "$(find "$prefix" -name keratin.pc)")"
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
c++ "$here/outside.cpp" -o "$folder/outside" $(pkg-config --cflags --libs keratin)
# A shared library stands in no folder where the system looks.
LD_LIBRARY_PATH="$PKG_CONFIG_PATH/.." "$folder/outside"

# The programs, where they were built.
if [ -x "$prefix/bin/keratin" ]; then "$prefix/bin/keratin" --version; fi
if [ -x "$prefix/bin/keratin" ] && [ -x "$prefix/lib/keratin/keratin-cells" ]; then
  answer="$(echo 'tensor({1, 2}).sum()' | "$prefix/bin/keratin" repl)"
  echo "a cell says $answer"
  [ "$answer" = 3 ]
fi
