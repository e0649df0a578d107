#!/bin/bash
# make_docs.sh [OUTPUT]: writes the reference of the public headers, with the guides, as pages that are
# searched without a server: build/docs/html/index.html. Needs doxygen. Fails when doxygen warns.
set -euo pipefail
cd "$(dirname "$0")/.."
output="${1:-build/docs}"
if ! command -v doxygen >/dev/null; then
  echo "make_docs: doxygen is missing: apt-get install doxygen" >&2
  exit 1
fi
mkdir -p "$output"

# Headers that are installed: what sources of the library alone include is no reference.
headers="$(git ls-files 'src/keratin/*.h' | grep -v -e '_internal\.h$' -e '^src/keratin/backend/' |
  tr '\n' ' ')"
guides="$(git ls-files 'docs/*.md' | grep -v 'README.md' | tr '\n' ' ')"
version="$(sed -n 's/^project(keratin VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"

doxygen - <<DOXYFILE
PROJECT_NAME           = Keratin
PROJECT_NUMBER         = $version
PROJECT_BRIEF          = "Keras, native in C++20"
OUTPUT_DIRECTORY       = $output
INCLUDE_PATH           = src
INPUT                  = README.md $guides $headers
USE_MDFILE_AS_MAINPAGE = README.md
STRIP_FROM_PATH        = . src
STRIP_FROM_INC_PATH    = src
GENERATE_LATEX         = NO
DISABLE_INDEX          = NO
GENERATE_TREEVIEW      = YES
FULL_SIDEBAR           = NO
SEARCHENGINE           = YES
SERVER_BASED_SEARCH    = NO
EXTRACT_ALL            = YES
EXTRACT_LOCAL_CLASSES  = NO
HIDE_UNDOC_RELATIONS   = NO
SORT_MEMBER_DOCS       = NO
AUTOLINK_SUPPORT       = NO
MARKDOWN_SUPPORT       = YES
TOC_INCLUDE_HEADINGS   = 3
JAVADOC_AUTOBRIEF      = NO
BUILTIN_STL_SUPPORT    = YES
HAVE_DOT               = NO
CLASS_GRAPH            = NO
MACRO_EXPANSION        = YES
QUIET                  = YES
WARN_IF_UNDOCUMENTED   = NO
WARN_AS_ERROR          = FAIL_ON_WARNINGS
DOXYFILE
echo "make_docs: $output/html/index.html"
