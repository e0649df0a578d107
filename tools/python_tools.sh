#!/bin/bash
# python_tools.sh: prints the path of a Python that can build and test the package: its own headers,
# nanobind 3 (Debian has older ones, whose classes cannot have several bases), NumPy and pytest. Where the machine's python3 has not all of them, a virtual environment in
# build/check/python gets them; prints nothing when they cannot be had.
cd "$(dirname "$0")/.." || exit 1
folder="$PWD/build/check/python"

has_all() {
  "$1" - 2>/dev/null <<'PYTHON'
import importlib.util, os, sys, sysconfig
try:
    import nanobind
    has_nanobind = int(nanobind.__version__.split(".")[0]) >= 3
except ImportError:
    has_nanobind = False
has_headers = os.path.isfile(os.path.join(sysconfig.get_path("include"), "Python.h"))
has_rest = all(importlib.util.find_spec(name) for name in ("numpy", "pytest"))
sys.exit(0 if has_nanobind and has_headers and has_rest and sys.version_info >= (3, 11) else 1)
PYTHON
}

for python in python3 /usr/bin/python3 "$folder/bin/python"; do
  path="$(command -v "$python")" || continue
  if has_all "$path"; then echo "$path" && exit 0; fi
done
python3 -m venv "$folder" >&2 || exit 0
"$folder/bin/pip" install -q --timeout 20 "nanobind>=3" numpy pytest >&2 || exit 0
if has_all "$folder/bin/python"; then echo "$folder/bin/python"; fi
