#!/bin/bash
# Installs the Debian packages (12 or 13) that building and checking Keratin needs and that are
# missing; says what it does; does nothing, quickly, when all are there.
set -euo pipefail

build="g++ make cmake ninja-build ccache pkg-config git ca-certificates
  libtbb-dev libhwy-dev libzip-dev libdeflate-dev libhdf5-dev nlohmann-json3-dev
  liblapacke-dev libkissfft-dev
  libcurl4-openssl-dev libssl-dev zlib1g-dev libcairo2-dev libfontconfig-dev libfreetype-dev
  libfmt-dev fonts-dejavu-core"
check="libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev python3"

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not Debian; install what these packages hold, then go on:" $build $check >&2
  exit 0
fi

# clang-format decides what is formatted well; only version 14, Debian 12's, agrees with the tree.
if grep -qs '^VERSION_ID="12"' /etc/os-release; then check="$check clang-format"; fi

installed() {
  # A package may be there under another's name: pkgconf provides pkg-config.
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ||
    { [ "$1" = pkg-config ] && command -v pkg-config >/dev/null; }
}

missing=""
for package in $build $check; do
  installed "$package" || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "setup: all packages are there"
  exit 0
fi

root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: these packages are missing; install them as root, then run this again:" >&2
    echo "  apt-get install$missing" >&2
    exit 1
  fi
  root=sudo
fi
echo "setup: installing$missing"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! { $root apt-get update -q &&
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing; } \
  >"$log" 2>&1; then
  cat "$log" >&2
  echo "setup: the packages could not be installed" >&2
  exit 1
fi
echo "setup: done, $(grep -c '^Setting up' "$log") packages set up"
