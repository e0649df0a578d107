#!/bin/bash
# setup.sh [PART...]: installs the Debian packages (12 or 13) that the parts need and that are missing;
# says what it does; does nothing, quickly, when all are there. The parts:
#   build      the library, and what is built of it
#   server     the command `keratin` with its model server
#   check      the tests
#   notebook   C++ cells: clang's interpreter (650 MB) and Jupyter's kernel
#   python     what the tests of the Python package need
# Without a part: build and check. What only a part of the tests needs (notebook, python) may be
# missing in the end: those tests say so.
set -euo pipefail

build="g++ make cmake ninja-build ccache pkg-config git ca-certificates
  libtbb-dev libhwy-dev libzip-dev libdeflate-dev libhdf5-dev nlohmann-json3-dev
  liblapacke-dev libkissfft-dev
  libcurl4-openssl-dev libssl-dev zlib1g-dev libcairo2-dev libfontconfig-dev libfreetype-dev
  libfmt-dev fonts-dejavu-core"
server="libboost-dev libcli11-dev libpng-dev libjpeg-dev"
check="libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev python3"
notebook="libclang-19-dev llvm-19-dev libedit-dev python3-ipykernel python3-nbclient"
python="python3-dev python3-venv python3-numpy python3-pytest"

# clang-format decides what is formatted well; only version 14, Debian 12's, agrees with the tree.
if grep -qs '^VERSION_ID="12"' /etc/os-release; then check="$check clang-format"; fi

needed="" wished=""
[ $# -gt 0 ] || set -- build check
for part in "$@"; do
  case "$part" in
    build | server | check) needed="$needed ${!part}" ;;
    notebook | python) wished="$wished ${!part}" ;;
    *) echo "setup: unknown part $part" >&2 && exit 2 ;;
  esac
done

if ! command -v dpkg-query >/dev/null; then
  echo "setup: this is not Debian; install what these packages hold, then go on:" $needed $wished >&2
  exit 0
fi

installed() {
  # A package may be there under another's name: pkgconf provides pkg-config.
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ||
    { [ "$1" = pkg-config ] && command -v pkg-config >/dev/null; }
}

missing="" unfulfilled=""
for package in $needed; do
  installed "$package" || missing="$missing $package"
done
for package in $wished; do
  installed "$package" || unfulfilled="$unfulfilled $package"
done
if [ -z "$missing$unfulfilled" ]; then
  echo "setup: all packages are there"
  exit 0
fi

root=""
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    if [ -z "$missing" ]; then
      echo "skipped: to test all, install these as root:$unfulfilled"
      exit 0
    fi
    echo "setup: these packages are missing; install them as root, then run this again:" >&2
    echo "  apt-get install$missing$unfulfilled" >&2
    exit 1
  fi
  root=sudo
fi
echo "setup: installing$missing$unfulfilled"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
install() {
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" \
    >>"$log" 2>&1
}
$root apt-get update -q >"$log" 2>&1 || true  # what is missing then is said below
if ! install $missing $unfulfilled; then
  if ! install $missing; then
    cat "$log" >&2
    echo "setup: the packages could not be installed" >&2
    exit 1
  fi
  echo "skipped: these could not be installed, and what needs them is left out:$unfulfilled"
fi
echo "setup: done, $(grep -c '^Setting up' "$log") packages set up"
